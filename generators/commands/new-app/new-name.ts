import { posix } from "node:path";
import { appNameFault } from "../../base/answers/names.ts";
import type { Problem } from "../../base/problem/problem.ts";
import type { Repository } from "../../model/views/repository.ts";

/** What is wrong with a name for a new app in this repository, or undefined. */
export function newNameFault(name: string, _: object, repository: Repository): Problem | undefined {
  const fault = appNameFault(name);
  if (fault !== undefined)
    return { rule: "name", message: fault, hint: "For example checkout or order-history." };
  const base = repository.layout.path("base", { app: name });
  if (repository.files.list(base).length === 0) return undefined;
  const runs = repository.environments.filter((each) => repository.appsOf(each).includes(name));
  const entry = posix.relative(posix.join(repository.layout.path("environments"), "any"), base);
  const where =
    runs.length === 0 ? "in no environment" : `in ${runs.map((each) => each.name).join(", ")}`;
  return {
    rule: "exists",
    message: `The app ${name} exists already: ${base}, ${where}.`,
    path: base,
    hint: `To run it in another environment, add its base to that overlay's resources: - ${entry}`,
  };
}
