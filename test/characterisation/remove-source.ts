import type { Cases } from "./support/case.ts";

export const removeSource: Cases = {
  shipped: [
    {
      name: "refused",
      lines: [
        "remove:source --yes",
        "remove:source --name gone --yes",
        "remove:source --name flux-system --yes",
        "remove:source --name dev-environment --yes",
        "remove:source --name infrastructure --yes",
        "remove:source --name applications --yes",
        "remove:source --name Bucket/dev-environment --yes",
      ],
    },
    {
      line: "remove:source --name books --yes",
      after: ["new:source --kind oci --name books --url oci://ghcr.io/acme/books --tag 1.0.0"],
    },
  ],
  everything: [
    "remove:source --name shop",
    "remove:source --name shop --dry-run",
    "remove:source --name shop --json",
    "remove:source --name shop --yes",
    "remove:source --name shop --orphan --yes --no-render",
    "remove:source --name catalog --yes --no-render",
    "remove:source --name OCIRepository/catalog --yes --no-render",
    "remove:source --name portal --yes --no-render",
    "remove:source --name portal --orphan --yes --no-render",
    "remove:source --name reports --yes --no-render",
    "remove:source --name web-shop --yes --no-render",
    "remove:source --name web-shop --format markdown --dry-run",
    "remove:source --name qa-environment --yes --no-render",
  ],
};
