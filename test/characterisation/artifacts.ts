import type { Cases } from "./support/case.ts";

export const artifacts: Cases = {
  both: [
    "artifacts",
    "artifacts --dry-run",
    "artifacts --yes",
    "artifacts --sync staging-sync --yes --no-render",
    "artifacts --sync applications-sync --json --yes --no-render",
    "artifacts --format markdown --dry-run",
  ],
  shipped: [
    {
      name: "all three steps",
      lines: ["artifacts --yes", "artifacts --yes", "artifacts --yes", "artifacts --yes"],
    },
    {
      line: "artifacts --sync dev-sync --sync production-sync --yes --no-render",
      after: ["new:app --name cart --image ghcr.io/acme/cart:1.0.0"],
    },
    {
      name: "of one, then of the rest",
      after: ["artifacts --sync dev-sync", "artifacts --sync dev-sync"],
      lines: ["artifacts --sync dev-sync --yes --no-render", "artifacts --yes --no-render"],
    },
    {
      name: "refused",
      lines: [
        "artifacts --sync gone --yes",
        "artifacts --sync flux-system --yes",
        "artifacts --sync dev-sync,dev-sync --yes",
      ],
    },
  ],
  everything: [
    "artifacts --sync lab-sync --yes --no-render",
    "artifacts --sync shop-sync --yes --no-render",
    {
      name: "all three steps",
      lines: [
        "artifacts --yes --no-render",
        "artifacts --yes --no-render",
        "artifacts --yes --no-render",
        "artifacts --yes --no-render",
      ],
    },
  ],
};
