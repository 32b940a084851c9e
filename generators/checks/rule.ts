import type { Build } from "../kustomize/render.ts";
import type { Problem } from "../problem/problem.ts";
import type { Repository } from "../repository/repository.ts";
import type { Tree } from "../tree/tree.ts";

/** What rules look at. */
export interface Subject {
  readonly repository: Repository;
  /** Files that the change creates or edits. */
  readonly changed: readonly string[];
  /** What kustomize made of the folders that the change reaches; none with --no-render. */
  readonly builds: readonly Build[];
}

/** A change that makes a finding go away, offered under the name of a flag. */
export interface Mend {
  readonly flag: string;
  /** What it does, as a sentence. */
  readonly note: string;
  readonly path: string;
  apply(tree: Tree): void;
}

/** A problem that the tool can mend itself may say how. */
export interface Finding extends Problem {
  readonly mend?: Mend;
}

/** One thing to check. It sees everything and returns every problem that it finds. */
export interface Rule {
  readonly name: string;
  check(subject: Subject): Finding[];
}
