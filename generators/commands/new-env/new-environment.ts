import type { Files } from "../../base/files.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { EnvironmentAnswers } from "./answers.ts";
import type { RolloutPlace } from "./order.ts";

/** An environment that is being added: what its files are made from, and where they go. */
export interface NewEnvironment {
  readonly name: string;
  /** The overlay's folder in the repository, and the same as `spec.path` of its sync. */
  readonly folder: string;
  readonly path: string;
  readonly place: RolloutPlace;
  readonly answers: EnvironmentAnswers;
  /** The repository as it is before this environment is in it. */
  readonly repository: Repository;
  readonly tree: Tree;
  readonly templates: Files;
}
