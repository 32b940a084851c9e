import type { Repository } from "../repository/repository.ts";
import type { Files } from "../tree/files.ts";
import type { Tree } from "../tree/tree.ts";
import type { EnvironmentAnswers } from "./answers.ts";
import type { Place } from "./order.ts";

/** An environment that is being added: what its files are made from, and where they go. */
export interface Newcomer {
  readonly name: string;
  /** The overlay's folder in the repository, and the same as `spec.path` of its sync. */
  readonly folder: string;
  readonly path: string;
  readonly place: Place;
  readonly answers: EnvironmentAnswers;
  /** The repository as it is before this environment is in it. */
  readonly repository: Repository;
  readonly tree: Tree;
  readonly templates: Files;
}
