import type { Files } from "../../base/files.ts";
import type { Given } from "../../base/options/given.ts";
import type { RenderedFile } from "../../edit/templates/templates.ts";
import { Tree } from "../../edit/tree.ts";
import type { Repository } from "../../model/views/repository.ts";

/**
 * What a generator makes that has a folder of its own, all of whose files are made from
 * templates: it can be made again from newer ones.
 */
export interface UnitKind {
  /** As in the flag that names one: `--app NAME`. */
  readonly name: "env" | "app" | "component";
  /** The folder of its templates. */
  readonly templates: string;
  /** The folders that may hold one, by the names of the units. */
  folders(repository: Repository): ReadonlyMap<string, string>;
  /**
   * Its files, by paths of the repository, as its generator made them from what its record has. What
   * other commands keep up (who runs an app, an environment's place) is taken as it is now.
   * @throws UserError where the answers or the templates do not fit.
   */
  render(name: string, given: Given, repository: Repository, templates: Files): RenderedFile[];
}

/** A repository as it would be without a folder: where a generator could make it. */
export function without({ files, layout }: Repository, folder: string): Repository {
  const tree = new Tree(files, layout);
  for (const path of tree.files(folder)) tree.remove(path);
  return tree.model;
}
