import { type Cases, replacing } from "./support/case.ts";
import { FAULTS, OVERLAYS } from "./support/states.ts";

export const drift: Cases = {
  both: [
    "drift",
    "drift --format json",
    "drift --strict",
    "drift --env dev,production",
    "drift --env production,dev --format json",
  ],
  shipped: [
    {
      line: "drift --strict",
      name: "a surprise",
      edit: {
        [`${OVERLAYS}/staging/kustomization.yaml`]: replacing(
          "# A base's host",
          "  - target:\n      kind: Service\n    patch: |-\n      - op: replace\n        path: /spec/type\n        value: NodePort\n# A base's host",
        ),
      },
    },
    { line: "drift", name: "with a fault", edit: FAULTS },
    {
      name: "refused",
      lines: [
        "drift --env dev",
        "drift --env dev,gone",
        "drift --env dev,dev",
        "drift --format xml",
      ],
    },
  ],
};
