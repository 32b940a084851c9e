import { options } from "../../base/options/options.ts";
import type { Repository } from "../../model/views/repository.ts";
import { label, recordedUnits, UNITS } from "./selection.ts";

/** What the form says of each way to settle lines that both have changed; of none first. */
const SETTLED = {
  "": "are shown, and nothing is written",
  ours: "keep what the file says (ours)",
  theirs: "take what the template says (theirs)",
};

/** What update asks. */
export const OPTIONS = options<Repository>()
  .list("env", { value: "NAME", help: "only this env (default: all that is behind)" })
  .list("app", {
    value: "NAME",
    help: "only this app (default: all that is behind)",
    example: "checkout",
  })
  .list("component", { value: "NAME", help: "only this component (default: all that is behind)" })
  .row("Units", {
    of: ["env", "app", "component"],
    show: (answers) =>
      UNITS.flatMap((kind) => (answers[kind.name] ?? []).map((name) => label({ kind, name }))).join(
        ", ",
      ) || "all that are behind",
    async ask(ui, answers, repository) {
      const all = recordedUnits(repository);
      const labels = all.map(label);
      const now = all.filter(({ kind, name }) => answers[kind.name]?.includes(name)).map(label);
      const chosen = await ui.checkbox({
        message: "Units",
        choices: labels,
        checked: now.length === 0 ? labels : now,
      });
      const isAll = chosen.length === all.length || chosen.length === 0;
      const named = (kind: string) =>
        all.filter((each) => each.kind.name === kind && chosen.includes(label(each)));
      const given = UNITS.map(({ name: kind }) => [
        kind,
        isAll ? undefined : named(kind).map(({ name }) => name),
      ]);
      return Object.fromEntries(given);
    },
  })
  .switch("check", { help: "list what is behind and write nothing; exit code 1 if anything is" })
  .choice(
    "conflicts",
    { ours: SETTLED.ours, theirs: SETTLED.theirs },
    {
      value: "SIDE",
      help: "where both have changed: ours keeps the file's lines, theirs takes the template's",
    },
  )
  .row("Conflicts", {
    of: ["conflicts"],
    show: ({ conflicts }) => SETTLED[conflicts ?? ""],
    async ask(ui, { conflicts }) {
      const side = await ui.select({
        message: "Lines that both have changed",
        choices: Object.entries(SETTLED).map(([value, name]) => ({ name, value })),
        default: conflicts ?? "",
      });
      return { conflicts: side === "" ? undefined : side };
    },
  });

export type UpdateAnswers = (typeof OPTIONS)["answers"];
