import type { Cases } from "./support/case.ts";

export const removeApp: Cases = {
  both: [
    "remove:app --name app --dry-run",
    "remove:app --name app --yes",
    {
      name: "in two steps",
      lines: [
        "remove:app --name app --orphan --yes --no-render",
        "remove:app --name app --orphan --yes --no-render",
        "remove:app --name app --yes --no-render",
      ],
    },
  ],
  shipped: [
    "remove:app --name app --json",
    "remove:app --name app --format markdown --dry-run",
    "remove:app --name app",
    {
      line: "remove:app --name app --yes --no-render",
      after: ["artifacts", "artifacts", "artifacts"],
    },
    {
      name: "refused",
      lines: [
        "remove:app --yes",
        "remove:app --name shop --yes",
        "remove:app --name ap --yes",
        "remove:app --name App --json",
      ],
    },
  ],
  everything: ["checkout", "search", "worker"].map(
    (name) => `remove:app --name ${name} --yes --no-render`,
  ),
};
