import type { Cases } from "./support/case.ts";
import { FAULTS, HALF_RENAMED } from "./support/states.ts";

export const list: Cases = {
  both: [
    "list",
    ...["table", "json", "tree", "mermaid"].flatMap((format) => [
      `list --format ${format}`,
      `list --format ${format} --no-render`,
    ]),
  ],
  shipped: [
    { line: "list", name: "half-way of a rename", after: HALF_RENAMED },
    { line: "list", name: "with a fault", edit: FAULTS },
    { line: "list", name: "on a terminal", columns: 80 },
    {
      name: "refused",
      lines: [
        "list --format xml",
        "list --format",
        "list --repo nowhere",
        "list --repo flux-cd/bootstrap",
      ],
    },
    {
      line: "list --format tree --no-render",
      name: "after artifacts",
      after: ["artifacts", "artifacts", "artifacts"],
    },
  ],
};
