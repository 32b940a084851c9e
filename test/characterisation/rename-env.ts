import type { Cases } from "./support/case.ts";
import { HALF_RENAMED } from "./support/states.ts";

export const renameEnv: Cases = {
  both: [
    "rename:env --name staging --to uat",
    "rename:env --name staging --to uat --yes",
    "rename:env --name dev --to try --yes --no-render",
    {
      line: "rename:env --name staging --to uat --yes",
      name: "the second step",
      after: HALF_RENAMED,
    },
  ],
  shipped: [
    "rename:env --name staging --to uat --dry-run",
    "rename:env --name staging --to uat --json",
    { line: "rename:env --name staging --to uat --dry-run --format markdown", after: HALF_RENAMED },
    {
      line: "rename:env --name production --to live --yes --commit --no-render",
      git: "uncommitted",
    },
    {
      name: "refused half-way",
      after: HALF_RENAMED,
      lines: [
        "rename:env --name staging --to pre --yes",
        "rename:env --name uat --to staging --yes",
        "remove:env --name uat --dry-run --no-render",
        "remove:env --name staging --dry-run --no-render",
        "new:env --name qa --dry-run --no-render",
        "promote --app app --from dev --dry-run --no-render",
      ],
    },
    {
      name: "refused",
      lines: [
        "rename:env --yes",
        "rename:env --name staging --yes",
        "rename:env --name gone --to uat --yes",
        "rename:env --name staging --to staging --yes",
        "rename:env --name staging --to dev --yes",
        "rename:env --name staging --to UAT --yes",
        "rename:env --name staging --to kube-system --yes",
      ],
    },
  ],
  everything: [
    "rename:env --name qa --to uat --yes --no-render",
    {
      name: "both steps of one with artifacts",
      lines: [
        "rename:env --name lab --to bench --yes --no-render",
        "rename:env --name lab --to bench --yes --no-render",
      ],
    },
  ],
};
