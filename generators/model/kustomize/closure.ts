import { posix } from "node:path";
import { contentOf, type Files } from "../../base/files.ts";
import { normalPath } from "../../base/paths.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { refuseBomb } from "./bombs.ts";
import { isEndless } from "./crds.ts";
import {
  type FileReference,
  isOutside,
  kustomizationFilesIn,
  type Reading,
  readKustomization,
  readPlugins,
} from "./references.ts";
import { DEEP, DEEPEST, ENDLESS, ENDS, MADE, MANY, OUTSIDE, TWICE } from "./refusals.ts";
import { isUrl } from "./remote.ts";
import type { Refusal } from "./walk.ts";
import { WAYS_MAX, waysFrom } from "./ways.ts";

/** Everything that a build reads. */
export interface Closure {
  readonly files: ReadonlySet<string>;
  /** Those among them that are listed as resources. */
  readonly objects: ReadonlySet<string>;
  /**
   * Those that say what else is read, kustomization files and files with plugins, each with the text
   * that kustomize gets in its place.
   */
  readonly structure: ReadonlyMap<string, string>;
  readonly missing: readonly FileReference[];
  /** Those of them that lead out of the repository: nothing is built. */
  readonly outside: readonly FileReference[];
  /** What would have to be fetched: nothing is built. */
  readonly remote: readonly FileReference[];
  /** What has no known meaning: nothing is built. */
  readonly refused: readonly Refusal[];
  /** A file is named that is not below the folder of the kustomization file that names it. */
  readonly leavesFolder: boolean;
}

const RESOURCES: ReadonlySet<string> = new Set(["resources", "bases"]);

/**
 * What `kustomize build` reads of some resources, followed through every kustomization file.
 * @param resources files, and folders with a kustomization file.
 * @throws UserError when one of them does not parse.
 */
export function closureOf(tree: Files, resources: readonly string[]): Closure {
  const closure = new Reader(tree);
  for (const resource of resources) closure.begin(resource);
  closure.end();
  return closure;
}

class Reader implements Closure {
  readonly files = new Set<string>();
  readonly objects = new Set<string>();
  readonly structure = new Map<string, string>();
  readonly missing: FileReference[] = [];
  readonly outside: FileReference[] = [];
  readonly remote: FileReference[] = [];
  readonly refused: Refusal[] = [];
  leavesFolder = false;
  readonly #tree: Files;
  /** Files that are read as they are. */
  readonly #plain = new Set<string>();
  /** What was followed: folders that are built, and plugins, each from the folder that lists them. */
  readonly #followed = new Set<string>();
  /** The kustomization files that are being read, the outermost first; and which leads to which. */
  readonly #open: string[] = [];
  readonly #ways = new Map<string, string[]>([["", []]]);

  constructor(tree: Files) {
    this.#tree = tree;
  }

  begin(resource: string): void {
    const path = normalPath(resource).replace(/(?<=.)\/$/, "");
    if (this.#isOut(path)) {
      const message = `The path ${resource} leads out of the repository.`;
      this.refused.push({ from: resource, steps: [], message, hint: OUTSIDE });
    } else this.#read(path, "objects");
  }

  /** What kustomize would take for ever to follow is not built. */
  end(): void {
    const next = (from: string) => this.#ways.get(from) ?? [];
    for (const from of next("")) {
      if (waysFrom(from, next, 0) > WAYS_MAX) this.#refuse(from, MANY);
    }
  }

  /** Whether there is such a file or folder; what it names is read too. */
  #read(path: string, naming: FileReference["naming"], base = posix.dirname(path)): boolean {
    if (naming === "plugin") return this.#readPlugins(path, base);
    return this.#readFile(path, naming) || (isFolder(naming) && this.#readFolder(path));
  }

  #readFile(path: string, naming: FileReference["naming"]): boolean {
    if (this.files.has(path)) return this.#use(path, naming);
    if (path === "." || /(?:^|\/)\.\.$/.test(path)) return false;
    const content = naming === "pair" ? contentOf(this.#tree, path) : this.#tree.read(path);
    if (content === undefined) return false;
    this.files.add(path);
    if (typeof content === "string" && naming !== "pair") refuseBomb(path, content);
    return this.#use(path, naming);
  }

  /** A file that is written anew can't be a ConfigMap's data, or a manifest, as well. */
  #use(path: string, naming: FileReference["naming"]): true {
    if (naming !== "plugin") this.#plain.add(path);
    if (this.#plain.has(path) && this.structure.has(path)) this.#refuse(path, TWICE);
    return true;
  }

  #readFolder(path: string): boolean {
    const [own, ...others] = kustomizationFilesIn(this.#tree, path);
    if (own === undefined) return false;
    for (const other of [own, ...others]) this.files.add(other);
    this.#ways.get(this.#open.at(-1) ?? "")?.push(own);
    if (!this.#isNew(own)) return true;
    const text = this.#tree.read(own) ?? "";
    refuseBomb(own, text);
    this.#follow(own, readKustomization(own, text));
    return true;
  }

  /** A file with plugins; or a folder that lists such files, and does nothing else to them. */
  #readPlugins(path: string, base: string): boolean {
    if (this.#readFile(path, "plugin")) {
      if (this.#isNew(path, base)) {
        this.#follow(path, readPlugins(path, this.#tree.read(path) ?? "", base));
      }
      return true;
    }
    const [own, ...others] = kustomizationFilesIn(this.#tree, path);
    if (own === undefined) return false;
    for (const other of [own, ...others]) this.files.add(other);
    if (!this.#isNew(own, base)) return true;
    const text = this.#tree.read(own) ?? "";
    refuseBomb(own, text);
    const reading = readKustomization(own, text);
    const isPlain = Object.keys(dataOf(own, text)[0] ?? {}).every((key) => LISTING.has(key));
    if (!isPlain) this.#refuse(own, MADE);
    const references = reading.references.map((each) => ({ ...each, naming: "plugin" as const }));
    this.#follow(own, { ...reading, references }, base);
    return true;
  }

  /** Paths in a plugin mean other files wherever it is listed: it is followed for each. */
  #isNew(path: string, base?: string): boolean {
    const key = JSON.stringify([path, base]);
    const isNew = !this.#followed.has(key);
    this.#followed.add(key);
    return isNew;
  }

  #refuse(from: string, [message, hint]: readonly [message: string, hint: string]): void {
    this.refused.push({ from, steps: [], message, hint });
  }

  #follow(from: string, { references, refused, text }: Reading, base = posix.dirname(from)): void {
    this.structure.set(from, text);
    if (this.#plain.has(from)) this.#refuse(from, TWICE);
    for (const each of refused) this.refused.push(each);
    if (this.#open.length === DEEPEST) {
      this.#refuse(from, DEEP);
      return;
    }
    this.#ways.set(from, []);
    this.#open.push(from);
    for (const found of references) {
      const isOut = found.path === undefined || this.#isOut(found.path);
      if (found.remote && (isUrl(found.value) || !isOut) && !this.#isLocalFile(found)) {
        this.remote.push(found);
      } else if (found.path === undefined || isOut) {
        this.missing.push(found);
        this.outside.push(found);
      } else if (this.#read(found.path, found.naming, base)) {
        const isFile = this.files.has(found.path);
        if (isFile && RESOURCES.has(found.field)) this.objects.add(found.path);
        if (isFile && found.field === "crds") this.#readSchemas(found);
        if (isFile && !isBelow(found.path, base)) this.leavesFolder = true;
      } else this.missing.push(found);
    }
    this.#open.pop();
  }

  #readSchemas({ from, steps, path = "" }: FileReference): void {
    const text = this.#tree.read(path) ?? "";
    if (isEndless(text))
      this.refused.push({ from, steps, message: `${path} ${ENDLESS}`, hint: ENDS });
  }

  #isOut(path: string): boolean {
    return isOutside({ path }, this.#tree);
  }

  /** A file is read from the disk even if its name looks like a repository's. */
  #isLocalFile({ value, path, naming }: FileReference): boolean {
    if (
      naming === "component" ||
      isUrl(value) ||
      path === undefined ||
      path === "." ||
      this.#isOut(path)
    )
      return false;
    return this.#tree.read(path) !== undefined;
  }
}

/** Fields of a kustomization file that changes nothing about what it lists. */
const LISTING: ReadonlySet<string> = new Set(["apiVersion", "kind", "metadata", "resources"]);

function isFolder(naming: FileReference["naming"]): boolean {
  return naming === "objects" || naming === "component";
}

function isBelow(path: string, folder: string): boolean {
  return folder === "." ? !path.startsWith("../") : path.startsWith(`${folder}/`);
}
