import { posix } from "node:path";
import { LABEL_MAX } from "../../base/answers/names.ts";
import type { Files } from "../../base/files.ts";
import { own } from "../../base/own.ts";
import { fill, match, matchesIn, type PatternParts } from "./pattern.ts";

/**
 * Where things are in a repository, and what they are called: plain data, which is all that a
 * layout is. A pattern is a text with `{parts}` (`applications/base-{app}-config`): what makes a
 * path of a name also finds the name in a path.
 */
export interface LayoutPatterns {
  /** Paths from the repository's root. `{environment}` is the folder of an environment. */
  readonly paths: Readonly<Record<PathName, string>>;
  /** Names of objects. */
  readonly names: Readonly<Record<ObjectName, string>>;
  /**
   * Where the files of a template folder go, under their own names. A file or folder in it that goes
   * somewhere else has a line of its own.
   */
  readonly targets: Readonly<Record<string, PathName>>;
}

type PathName =
  /** The kustomization that applies the sources and the top Flux Kustomizations. */
  | "bootstrap"
  /** The file of the GitRepositories; of what reads a source of its own; of other Flux objects. */
  | "sources"
  | "sourceReader"
  | "artifacts"
  | "notifications"
  /** What the Flux Kustomization of the environments' own ones applies. */
  | "applications"
  | "imageAutomation"
  /** The base of an app. */
  | "base"
  /** The folder whose kustomization lists the environments' Flux Kustomizations. */
  | "environments"
  /** The folder of an environment, and the file of its Flux Kustomizations. */
  | "environment"
  | "sync"
  /** Where each app has an overlay of its own: that, and what every one of them gets. */
  | "appOverlay"
  | "everyApp"
  | "components"
  | "component"
  /** Components that templates name. */
  | "networkPolicies"
  | "monitoring";

/** The Flux Kustomizations, GitRepositories and ImageUpdateAutomations that go by a pattern. */
type ObjectName = "applicationsSync" | "sync" | "appSync" | "sourceSync" | "source" | "automation";

/** A layout, as code asks it. Nothing else knows a path of a repository. */
export class Layout {
  readonly patterns: LayoutPatterns;

  constructor(patterns: LayoutPatterns) {
    this.patterns = patterns;
  }

  /** A path. @param parts what stands for the parts of its pattern. */
  path(name: PathName, parts: PatternParts = {}): string {
    // One that exists is where it is.
    if (name === "environment" && parts.environment !== undefined) return parts.environment;
    return fill(this.patterns.paths[name], parts);
  }

  /** The name of an object. */
  name(of: ObjectName, parts: PatternParts = {}): string {
    return fill(this.patterns.names[of], parts);
  }

  /** The longest that a part of a name can be: Flux makes a label of it. */
  longest(of: ObjectName, part: string): number {
    return LABEL_MAX - this.name(of, { [part]: "" }).length;
  }

  /** What there is of a kind, with the parts of each name, in the order of their paths. */
  found(name: PathName, files: Files): { readonly parts: PatternParts; readonly path: string }[] {
    const pattern = this.patterns.paths[name];
    return matchesIn(files, pattern).map((parts) => ({ parts, path: fill(pattern, parts) }));
  }

  /** The app whose base a folder is, or undefined. */
  appOfBase(folder: string): string | undefined {
    return match(this.patterns.paths.base, folder)?.app;
  }

  /** The folder of the environment that a file of Flux Kustomizations is of, or undefined. */
  environmentOfSync(path: string): string | undefined {
    return match(this.patterns.paths.sync, path)?.environment;
  }

  /** The environment that such a file is of, where it is in the usual place. */
  usualEnvironmentOf(path: string): string | undefined {
    const folder = this.environmentOfSync(path);
    return folder === undefined ? undefined : match(this.patterns.paths.environment, folder)?.env;
  }

  /** What the environment in a folder is called: one in an unusual place as the folder. */
  environmentIn(folder: string): string {
    return match(this.patterns.paths.environment, folder)?.env ?? posix.basename(folder);
  }

  /** The app whose own overlay a folder of an environment is, or undefined. */
  appOfOverlay(environment: string, folder: string): string | undefined {
    return match(this.path("appOverlay", { environment }), folder)?.app;
  }

  /**
   * Where a file of a template folder goes.
   * @param file its path in that folder.
   */
  target(template: string, file: string, parts: PatternParts): string {
    const { targets } = this.patterns;
    const steps = [template, ...file.split("/")];
    // What is said of a file counts before what is said of a folder above it.
    const length = steps.findLastIndex((_, at) => Object.hasOwn(targets, key(steps, at)));
    const name = own(targets, key(steps, length));
    if (name === undefined) throw new Error(`No layout says where templates/${template}/ goes.`);
    return posix.join(this.path(name, parts), ...steps.slice(length + 1));
  }
}

/** What `targets` calls a file or folder of templates. */
function key(steps: readonly string[], last: number): string {
  return steps.slice(0, last + 1).join("/");
}
