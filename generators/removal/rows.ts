import { type Flag, one, type Row } from "../generator/generator.ts";

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
      const name = await ui.select({
        message: `${label} to remove`,
        choices: names().map((each) => ({ name: each, value: each })),
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
