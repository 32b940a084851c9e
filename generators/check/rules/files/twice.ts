import { normalPath } from "../../../base/paths.ts";
import { at, listAt, textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import {
  type FileReference,
  kustomizationFileIn,
  referencesOf,
} from "../../../model/kustomize/references.ts";
import type { Rendering } from "../../../model/rendering/renderings.ts";
import type { Subject } from "../../rule.ts";

/** Why kustomize refuses an object that the build has already. */
export type Twice =
  /** Two places of kustomization files include the same file or folder. */
  | { readonly kind: "included"; readonly first: FileReference; readonly second: FileReference }
  /** Two documents, or generators, make the same object. */
  | {
      readonly kind: "written";
      readonly title: string;
      readonly first: Site;
      readonly second: Site;
    };

/** Where an object is written, and the references that lead there, the outermost first. */
interface Site {
  readonly path: string;
  readonly document: number;
  readonly steps: readonly Step[];
  readonly chain: readonly FileReference[];
}

/** Fields that bring objects into a build. */
export const INCLUDING: ReadonlySet<string> = new Set(["resources", "bases", "components"]);
/** More ways to one object than any repository has; without an end, a diamond of diamonds. */
const SITES_MAX = 10_000;

/** Both places of an object that kustomize met twice; undefined where a build did not fail so. */
export function twiceIn({ build, planned }: Rendering, subject: Subject): Twice | undefined {
  if (build === undefined || build.ok) return undefined;
  const named = objectIn(build.message);
  if (named === undefined) return undefined;
  const sites = sitesOf(named, planned.resources, subject);
  for (const [index, second] of sites.entries()) {
    const first = sites.slice(0, index).find((each) => isSameSite(each, second));
    if (first !== undefined) return includedTwice(first, second);
  }
  const [first, second] = sites;
  if (first === undefined || second === undefined) return undefined;
  return { kind: "written", title: `${named.kind} ${named.name}`, first, second };
}

interface Named {
  readonly kind: string;
  readonly name: string;
}

/** The object that kustomize names, as `Deployment.v1.apps/app.dev` or in Go's notation. */
function objectIn(message: string): Named | undefined {
  const id = /already registered id: ([A-Za-z0-9]+)\.[^/\s]*\/(\S+)\.[^.\s']+/.exec(message);
  const go = /Kind:\\?"(\w+)\\?"[^}"]*\}, Name:\\?"([^"\\]+)\\?"/.exec(message);
  const [, kind, name] = id ?? (message.includes("behavior must be") ? go : null) ?? [];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}

/** Every place of an object, once for each way that leads to it. */
function sitesOf({ kind, name }: Named, resources: readonly string[], subject: Subject): Site[] {
  const { files } = subject;
  const sites: Site[] = [];
  const add = (data: unknown, site: Site, found = textAt(data, "metadata", "name")) => {
    // Kustomizations on the way may have put something before or behind the name.
    if (found !== undefined && name.includes(found)) sites.push(site);
  };
  const visit = (path: string, chain: readonly FileReference[]) => {
    if (sites.length > SITES_MAX) return;
    const text = path === "." ? undefined : files.read(path);
    if (text !== undefined) {
      dataOf(path, text).forEach((data, document) => {
        if (textAt(data, "kind") === kind) add(data, { path, document, steps: [], chain });
      });
      return;
    }
    const own = kustomizationFileIn(files, path);
    if (own === undefined || chain.some(({ from }) => from === own)) return;
    const data = dataOf(own, files.read(own) ?? "")[0];
    for (const found of referencesOf(own, files.read(own) ?? "")) {
      if (INCLUDING.has(found.field) && found.path !== undefined) {
        visit(found.path, [...chain, found]);
      }
    }
    const field = kind === "Secret" ? "secretGenerator" : "configMapGenerator";
    listAt(data, field).forEach((entry, index) => {
      if (kind !== "Secret" && kind !== "ConfigMap") return;
      const behavior = at(entry, "behavior") ?? "create";
      const site = { path: own, document: 0, steps: [field, index], chain };
      if (behavior === "create") add(entry, site, textAt(entry, "name"));
    });
  };
  for (const resource of resources) visit(normalPath(resource), []);
  return sites;
}

function isSameSite(one: Site, other: Site): boolean {
  return (
    one.path === other.path && one.document === other.document && isSame(one.steps, other.steps)
  );
}

function isSame(one: readonly Step[], other: readonly Step[]): boolean {
  return one.join("\0") === other.join("\0");
}

/** The two references at which the ways to one object meet. */
function includedTwice({ chain: one }: Site, { chain: other }: Site): Twice | undefined {
  let back = 1;
  for (; ; back++) {
    const first = one.at(-back);
    const second = other.at(-back);
    // One of them is not included by a kustomization file, but by the Flux Kustomization.
    if (first === undefined || second === undefined) return undefined;
    if (first.from === second.from && isSame(first.steps, second.steps)) continue;
    return { kind: "included", first, second };
  }
}
