import type { Cases } from "./support/case.ts";

export const removeEnv: Cases = {
  both: [
    "remove:env --name staging --dry-run",
    "remove:env --name staging --yes",
    "remove:env --name dev --yes --no-render",
    "remove:env --name production --yes --no-render",
    {
      name: "in two steps",
      lines: [
        "remove:env --name staging --orphan --yes --no-render",
        "remove:env --name staging --orphan --yes --no-render",
        "remove:env --name staging --yes --no-render",
      ],
    },
  ],
  shipped: [
    "remove:env --name staging --json",
    "remove:env --name staging --format markdown --dry-run",
    "remove:env --name staging",
    { line: "remove:env --name dev --yes --commit=ops/no-dev", git: "uncommitted" },
    {
      name: "every one of them",
      lines: ["dev", "staging", "production"].map((name) => `remove:env --name ${name} --yes`),
    },
    {
      name: "refused",
      lines: [
        "remove:env --yes",
        "remove:env --name qa --yes",
        "remove:env --name stagin --yes",
        "remove:env --name ../dev --yes",
        "remove:env --name dev --name staging --yes --no-render --json",
      ],
    },
    {
      line: "remove:env --name staging --dry-run --no-render",
      after: ["artifacts", "artifacts", "artifacts"],
    },
  ],
  everything: [
    "remove:env --name lab --yes",
    "remove:env --name qa --yes --no-render",
    "remove:env --name lab --orphan --yes --no-render",
  ],
};
