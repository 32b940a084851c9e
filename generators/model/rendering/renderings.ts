import type { Files } from "../../base/files.ts";
import { type Problem, UserError } from "../../base/problem/problem.ts";
import { objectsIn } from "../objects/documents.ts";
import type { KubernetesObject } from "../objects/object.ts";
import { type BuildRequest, type Planned, planBuild } from "./build-request.ts";
import { withOrigins } from "./origins.ts";
import type { Build } from "./render.ts";

/** Builds folders with kustomize; undefined for one that is not to be built. */
export type Render = (
  planned: readonly Planned[],
  files: Files,
) => Promise<readonly (Build | undefined)[]>;

/** A folder, and what kustomize made of it. */
export interface Rendering {
  readonly folder: string;
  readonly planned: Planned;
  /** Undefined where nothing was built: the build needs the network, or nobody asked for it. */
  readonly build: Build | undefined;
  /**
   * What kustomize rendered. Where it did not, the objects of the files that it would have read,
   * as they are written there: enough to know which objects there are.
   */
  readonly objects: readonly KubernetesObject[];
}

/** A folder that could not even be read in full. */
export interface Unplanned {
  readonly folder: string;
  readonly problems: readonly Problem[];
}

/** The renderings of a repository, each made once. */
export class Renderings {
  readonly #files: Files;
  readonly #render: Render | undefined;
  readonly #isRead: (path: string) => boolean;
  readonly #made = new Map<string, Rendering>();
  readonly #unplanned = new Map<string, Unplanned>();

  /** @param isRead the files that are read for what is not built. */
  constructor(files: Files, render: Render | undefined, isRead = (_path: string) => true) {
    this.#files = files;
    this.#render = render;
    this.#isRead = isRead;
  }

  /** Folders that can't be built, and the reason: a file that they read is no text, or too large. */
  get unplanned(): readonly Unplanned[] {
    return [...this.#unplanned.values()];
  }

  get all(): readonly Rendering[] {
    return [...this.#made.values()];
  }

  of(request: BuildRequest): Rendering | undefined {
    return this.#made.get(keyOf(request));
  }

  /** Makes those that are not made yet, and returns them. */
  async make(requests: readonly BuildRequest[]): Promise<readonly Rendering[]> {
    const planned = new Map<string, Planned>();
    for (const request of requests) {
      const key = keyOf(request);
      if (this.#made.has(key) || planned.has(key)) continue;
      const plan = this.#plan(request);
      if ("problems" in plan) this.#unplanned.set(key, plan);
      else planned.set(key, plan);
    }
    // What is remote would be fetched from the network: nothing here does that.
    const local = [...planned.values()].filter(({ closure }) => closure.remote.length === 0);
    const builds = (await this.#render?.(local, this.#files)) ?? [];
    return [...planned].map(([key, each]) => {
      const build = builds[local.indexOf(each)];
      const objects = build?.ok
        ? withOrigins(build.objects, this.#written(each), each, this.#files)
        : this.#written(each, this.#isRead);
      const rendering = { folder: each.request.folder, planned: each, build, objects };
      this.#made.set(key, rendering);
      return rendering;
    });
  }

  #plan(request: BuildRequest): Planned | Unplanned {
    try {
      return planBuild(this.#files, request);
    } catch (error) {
      if (error instanceof UserError) return { folder: request.folder, problems: error.problems };
      throw error;
    }
  }

  #written({ closure, resources }: Planned, isRead = (_path: string) => true): KubernetesObject[] {
    return [...closure.objects, ...resources]
      .filter((path) => closure.files.has(path) && isRead(path))
      .flatMap((path) => {
        try {
          return objectsIn(path, this.#files);
        } catch (error) {
          if (error instanceof UserError) return [];
          throw error;
        }
      });
  }
}

function keyOf({ folder, overlay }: BuildRequest): string {
  return JSON.stringify([folder, overlay ?? {}]);
}
