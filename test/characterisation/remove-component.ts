import type { Cases } from "./support/case.ts";

export const removeComponent: Cases = {
  both: [
    "remove:component --name prometheus-stack --dry-run",
    "remove:component --name ingress-controllers --yes",
    "remove:component --name cross-namespace-netpols --yes --no-render",
    {
      name: "in two steps",
      lines: [
        "remove:component --name ingress-controllers --orphan --yes --no-render",
        "remove:component --name ingress-controllers --yes --no-render",
      ],
    },
  ],
  shipped: [
    "remove:component --name prometheus-stack --json",
    "remove:component --name prometheus-stack",
    "remove:component --name prometheus-stack --format markdown --dry-run",
    {
      name: "refused",
      lines: [
        "remove:component --yes",
        "remove:component --name prometeus-stack --yes",
        "remove:component --name kustomization.yaml --yes",
        "remove:component --name .. --yes",
      ],
    },
  ],
  everything: [
    "remove:component --name cert-manager --yes --no-render",
    "remove:component --name secrets --yes --no-render",
  ],
};
