import { UserError } from "../../../base/problem/problem.ts";
import { Tree } from "../../../edit/tree.ts";
import type { Repository } from "../../../model/views/repository.ts";
import type { Plan } from "../../command/plan.ts";

/**
 * The repository as the second of two steps would make it of the first: so the first says already
 * what will stay. Without it where the second would be refused today.
 */
export function secondStep(
  { layout }: Repository,
  first: Tree,
  plan: (repository: Repository, tree: Tree) => void,
): Pick<Plan, "removes"> {
  const removes = new Tree(first, layout);
  try {
    plan(first.model, removes);
    return { removes };
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}
