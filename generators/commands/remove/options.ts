import { options } from "../../base/options/options.ts";
import { nearest } from "../../base/problem/nearest.ts";
import { type Problem, UserError } from "../../base/problem/problem.ts";
import type { Repository } from "../../model/views/repository.ts";

/** What can be removed: what it is called, and which there are. */
interface Removable {
  /** Such as `Environment`. */
  readonly label: string;
  readonly value?: string;
  readonly help: string;
  readonly example: string;
  /** Those that the form offers. */
  names(repository: Repository): readonly string[];
  /** All that can be named, where that is more. */
  known?(repository: Repository): readonly string[];
  /** Other ways to name one, where there are some. */
  isNamed?(name: string, repository: Repository): boolean;
}

/** What every removal asks: of what, and in one step or in two. */
export function removalOptions({ label, names, known = names, isNamed, ...about }: Removable) {
  return options<Repository>()
    .text("name", {
      ...about,
      required: (_, repository) => `--name is missing. ${all(label, known(repository))}`,
      // Which there are is said instead of an example.
      hint: "",
      check: (name, _, repository) =>
        isNamed?.(name, repository) ? undefined : unknown(label, name, known(repository)),
    })
    .switch("orphan", {
      help: "the first of two pull requests: what runs stays when the second removes it",
    })
    .row(label, {
      of: ["name", "orphan"],
      show: ({ name = "", orphan }) => `${name}${orphan ? ", step 1: let go" : ""}`,
      async ask(ui, { name: now, orphan }, repository) {
        const offered = names(repository);
        if (offered.length === 0) {
          throw UserError.of("name", `There is no ${label.toLowerCase()} to remove.`);
        }
        const name = await ui.select({
          message: `${label} to remove`,
          choices: offered.map((each) => ({ name: each, value: each })),
          default: now,
        });
        const steps = await ui.select({
          message: "What happens to what runs",
          choices: [
            { name: "Flux deletes it (one pull request)", value: "one" },
            { name: "It goes on running (two pull requests, this is the first)", value: "two" },
          ],
          default: orphan ? "two" : "one",
        });
        return { name, orphan: steps === "two" || undefined };
      },
    });
}

function all(label: string, known: readonly string[]): string {
  return `${label}s: ${known.join(", ") || "none"}.`;
}

function unknown(label: string, name: string, known: readonly string[]): Problem | undefined {
  if (known.includes(name)) return undefined;
  const near = nearest(name, known);
  const meant = near === undefined ? "" : `Did you mean ${near}? `;
  return {
    rule: "name",
    message: `There is no ${label.toLowerCase()} ${JSON.stringify(name)}.`,
    hint: `${meant}${all(label, known)}`,
  };
}
