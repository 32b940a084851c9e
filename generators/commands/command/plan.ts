import type { Given } from "../../base/options/given.ts";
import type { Templates } from "../../edit/templates/version.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Printable } from "./command-line.ts";

/** What a plan is made from, and where. */
export interface PlanContext {
  /** The model of the repository before the plan. */
  readonly repository: Repository;
  /** What the changes are written to. */
  readonly tree: Tree;
  readonly templates: Templates;
  /** A command line to run after this one, complete: on the same repository. */
  commandLine<Name extends string>(command: Printable<Name>, given: Given<Name>): string;
}

/** Objects that other builds are to render from now on, each as it is. */
export interface Move {
  /** The folder whose build renders them before the plan. */
  readonly from: string;
  /** Those whose builds render the same objects after it, all together. */
  readonly to: readonly string[];
}

/** What a plan says beside its changes. */
export interface Plan {
  /** What a reader of the diff would want to know, one sentence each. */
  readonly notes: readonly string[];
  /** Subject line for the commit. */
  readonly subject: string;
  /** What to do after the merge, if anything, one sentence each. */
  readonly next: readonly string[];
  /** What a person has to type before it is written: the name of what would be lost. */
  readonly typed?: string;
  /**
   * The repository without what is taken away, where something is: the plan's own tree, or that of the
   * step which follows it. What Flux deletes is told of the two once they are rendered.
   */
  readonly removes?: Tree;
  /** It is refused where kustomize renders anything else than the same objects. */
  readonly moves?: readonly Move[];
}
