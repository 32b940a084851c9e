import type { Problem } from "../base/problem/problem.ts";
import type { Tree } from "../edit/tree.ts";
import type { Analysis } from "../model/fleet/analysis.ts";
import type { KubernetesObject } from "../model/objects/object.ts";
import type { SchemaSet } from "../model/schema/schemas.ts";

/** What rules look at. */
export interface Subject extends Analysis {
  readonly schemas: SchemaSet;
  /** The same repository at another commit, where one was given to compare with. */
  readonly base?: Analysis;
}

/** A change that makes a finding go away, offered under the name of a flag. */
export interface Fix {
  readonly flag: string;
  /** What it does, as a sentence. */
  readonly note: string;
  readonly path: string;
  apply(tree: Tree): void;
}

/** A problem in a repository. One that the tool can fix itself may say how. */
export interface Finding extends Problem {
  /**
   * The object that it is about, where the place alone does not say it: a patch may be the
   * cause. A comment beside the object can then be its exception.
   */
  readonly about?: KubernetesObject;
  /** Where it is about several objects: all of them, and the message without their namespaces. */
  readonly each?: { readonly objects: readonly KubernetesObject[]; readonly message: string };
  readonly fix?: Fix;
}

/**
 * How much of a repository a rule has to see:
 * - `files`: the files that are looked at, and all Flux Kustomizations;
 * - `builds`: also what kustomize rendered of each folder, one at a time;
 * - `whole`: everything that a cluster gets. A generator, which looks only at what its change
 *   reaches, leaves these rules to `npm run validate`;
 * - `base`: also the repository at the commit of `--base`.
 */
export type RuleScope = "files" | "builds" | "whole" | "base";

/** One thing to check. It sees everything and returns every problem that it finds. */
export interface Rule {
  readonly name: string;
  readonly needs: RuleScope;
  /** What holds where the rule finds nothing, as a sentence. */
  readonly summary: string;
  /** What happens in a cluster where it does not hold. */
  readonly why: string;
  /** What to do about a finding. */
  readonly fix: string;
  /** Never throws for what a repository can hold. */
  check(subject: Subject): Finding[];
}
