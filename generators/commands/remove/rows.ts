import { nearest } from "../../base/problem/nearest.ts";
import { UserError } from "../../base/problem/problem.ts";
import { type Flag, one, type RawAnswers, type Row } from "../command/generator.ts";

/** The first of two steps. */
export const ORPHAN: Flag = {
  name: "orphan",
  help: "the first of two pull requests: what runs stays when the second removes it",
};

/** What is to be removed, picked from what there is; and in one step or in two. */
export function subjectRow(label: string, names: () => readonly string[]): Row {
  return {
    label,
    required: (raw) => one(raw, "name") === undefined,
    show: (raw) => `${one(raw, "name") ?? ""}${raw.orphan === true ? ", step 1: let go" : ""}`,
    async ask(ui, raw) {
      const known = names();
      if (known.length === 0) {
        throw UserError.of("name", `There is no ${label.toLowerCase()} to remove.`);
      }
      const name = await ui.select({
        message: `${label} to remove`,
        choices: known.map((each) => ({ name: each, value: each })),
        default: one(raw, "name"),
      });
      const steps = await ui.select({
        message: "What happens to what runs",
        choices: [
          { name: "Flux deletes it (one pull request)", value: "one" },
          { name: "It goes on running (two pull requests, this is the first)", value: "two" },
        ],
        default: raw.orphan === true ? "two" : "one",
      });
      return { name, orphan: steps === "two" };
    },
  };
}

/**
 * The one of `known` that `--name` says.
 * @param label what it is, such as `Environment`.
 * @throws UserError with what there is.
 */
export function subjectOf(raw: RawAnswers, label: string, known: readonly string[]): string {
  const name = one(raw, "name");
  if (name !== undefined && known.includes(name)) return name;
  const near = name === undefined ? undefined : nearest(name, known);
  const meant = near === undefined ? "" : `Did you mean ${near}? `;
  throw UserError.of(
    name === undefined ? "missing" : "name",
    name === undefined
      ? "--name is missing."
      : `There is no ${label.toLowerCase()} ${JSON.stringify(name)}.`,
    { hint: `${meant}${label}s: ${known.join(", ") || "none"}.` },
  );
}
