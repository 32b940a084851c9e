import type { Files } from "../../base/files.ts";
import { at } from "../../base/yaml/at.ts";
import type { Schema } from "./schema.ts";

export type ResourceScope = "cluster" | "namespaced";

/** Since when an API version is deprecated or no longer served, and what takes its place. */
export interface Lifecycle {
  readonly state: "deprecated" | "removed";
  /** The release, such as `Kubernetes 1.25` or `Flux 2.8`. */
  readonly since: string;
  /** The release that will no longer serve what is deprecated, if it is known. */
  readonly removal?: string;
  /** An apiVersion, or a few words. */
  readonly replacement?: string;
}

interface Kind {
  readonly scope: ResourceScope;
  /** `<file>#<name>`. */
  readonly schema: string;
}

/** The files of data/. Each is read once, and only if an object needs it. */
export class Definitions {
  readonly #files: Files;
  readonly #parsed = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #schemas = new Map<string, Schema>();

  constructor(files: Files) {
    this.#files = files;
  }

  kind(apiVersion: string, kind: string): Kind | undefined {
    return at(this.#file("kinds"), apiVersion, kind) as Kind | undefined;
  }

  lifecycle(apiVersion: string, kind: string): Lifecycle | undefined {
    return at(this.#file("lifecycle"), apiVersion, kind) as Lifecycle | undefined;
  }

  /** @throws Error when data/ is not complete: the installation is broken. */
  schema(reference: string): Schema {
    const known = this.#schemas.get(reference);
    if (known !== undefined) return known;
    const [file = "", name = ""] = reference.split("#");
    const found = at(this.#file(file), name);
    if (found === undefined) throw new Error(`There is no schema ${reference}.`);
    this.#schemas.set(reference, found as Schema);
    return found as Schema;
  }

  #file(name: string): Readonly<Record<string, unknown>> {
    const known = this.#parsed.get(name);
    if (known !== undefined) return known;
    const text = this.#files.read(`${name}.json`);
    if (text === undefined) throw new Error(`There is no file ${name}.json with schemas.`);
    const parsed = JSON.parse(text) as Readonly<Record<string, unknown>>;
    this.#parsed.set(name, parsed);
    return parsed;
  }
}
