import { relative, resolve } from "node:path";
import type { Files } from "../../base/files.ts";
import type { Templates } from "../../edit/templates/version.ts";
import { FLUX_CD } from "../../model/layouts/flux-cd.ts";
import type { Layout } from "../../model/layouts/layout.ts";
import { openSchemas, type SchemaSet } from "../../model/schema/schemas.ts";
import { openFolder } from "../../platform/disk/disk.ts";
import { foldersAbove, pathInGit, refuseLinkOut } from "../../platform/disk/git-root.ts";
import { type Recovery, recover } from "../../platform/disk/recover.ts";
import type { Io } from "./io.ts";
import { openTemplates } from "./templates.ts";

/** Where a command works. */
export interface Context {
  /** The monorepo's folder, absolute, and its files. */
  readonly root: string;
  readonly disk: Files;
  readonly layout: Layout;
  readonly templates: Templates;
  /** What the build made. */
  readonly built: Files;
  readonly schemas: SchemaSet;
  /** The folder where the user stands, absolute, and the monorepo's from there. */
  readonly cwd: string;
  readonly fromUser: string;
  /** The monorepo's folder as git names it: what stands before paths in messages and diffs. */
  readonly label: string;
  readonly env: NodeJS.ProcessEnv;
}

/** The project that the generators belong to. */
export interface Project {
  /** The folder of package.json, absolute. */
  readonly root: string;
  /** How its monorepo is laid out; by default as the shipped one. */
  readonly layout?: Layout;
}

/** What is said of a run before this one that was killed while it wrote. */
const RECOVERED: Readonly<Record<Recovery, string>> = {
  "not begun": "A run before this one was interrupted before it changed anything.",
  undone: "A run before this one was interrupted while it wrote: what it had written was undone.",
  complete: "A run before this one was interrupted when all was written: its change is complete.",
};

/**
 * The monorepo that `--repo` names, by default the project's own. What an interrupted run left
 * in it is put right first, and said.
 * @throws UserError when there is no such folder.
 */
export function openContext(
  command: string,
  given: string | undefined,
  project: Project,
  io: Io,
): Context {
  // `npm run` changes to the project's folder; a path that the user types is from theirs.
  const inNpm = io.env.npm_lifecycle_event === command && io.env.INIT_CWD !== undefined;
  const cwd = inNpm ? (io.env.INIT_CWD as string) : io.cwd;
  const root = given === undefined ? resolve(project.root, "flux-cd") : resolve(cwd, given);
  refuseLinkOut(root);
  const recovery = recover(root);
  if (recovery !== undefined) io.stderr.write(`${RECOVERED[recovery]}\n`);
  return {
    root,
    cwd,
    fromUser: typed(relative(cwd, root)),
    disk: openFolder(root, foldersAbove(root)),
    layout: project.layout ?? FLUX_CD,
    templates: openTemplates(project.root),
    built: openFolder(resolve(project.root, "dist")),
    schemas: openSchemas(openFolder(resolve(project.root, "generators/model/schema/data"))),
    label: pathInGit(root),
    env: io.env,
  };
}

/** A path as a command takes it: not for a flag. */
function typed(path: string): string {
  return path.startsWith("-") ? `./${path}` : path || ".";
}
