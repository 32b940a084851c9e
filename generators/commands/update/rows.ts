import type { Repository } from "../../model/views/repository.ts";
import { many, one, type RawAnswers, type Row } from "../command/generator.ts";
import type { UnitKind } from "../command/unit.ts";
import { label, recordedUnits } from "./selection.ts";

/** Which units are brought up to date: all that are behind, or those that are picked. */
export function unitsRow(kinds: readonly UnitKind[], repository: Repository): Row {
  const picked = (raw: RawAnswers) =>
    kinds.flatMap((kind) => (many(raw, kind.name) ?? []).map((name) => label({ kind, name })));
  return {
    label: "Units",
    show: (raw) => picked(raw).join(", ") || "all that are behind",
    async ask(ui, raw) {
      const all = recordedUnits(kinds, repository);
      const now = picked(raw);
      const labels = all.map(label);
      const chosen = await ui.checkbox({
        message: "Units",
        choices: labels,
        checked: now.length === 0 ? labels : now,
      });
      const names = (kind: UnitKind) =>
        all.filter((each) => each.kind === kind && chosen.includes(label(each)));
      return Object.fromEntries(
        kinds.map((kind) => [
          kind.name,
          chosen.length === all.length || chosen.length === 0
            ? undefined
            : names(kind).map(({ name }) => name),
        ]),
      );
    },
  };
}

/** What becomes of lines that both have changed. */
export const CONFLICTS: Row = {
  label: "Conflicts",
  show: (raw) => SHOWN[one(raw, "conflicts") ?? ""] ?? "",
  async ask(ui, raw) {
    const side = await ui.select({
      message: "Lines that both have changed",
      choices: Object.entries(SHOWN).map(([value, name]) => ({ name, value })),
      default: one(raw, "conflicts") ?? "",
    });
    return { conflicts: side === "" ? undefined : side };
  },
};

/** What the form says of each answer to `--conflicts`; of none first. */
const SHOWN: Readonly<Record<string, string>> = {
  "": "are shown, and nothing is written",
  ours: "keep what the file says (ours)",
  theirs: "take what the template says (theirs)",
};
