import { type Cases, instead, writing } from "./support/case.ts";

const REDIS = "new:component --repo-url https://charts.example.com --chart redis --version 1.2.x";
const OCI = "new:component --oci oci://ghcr.io/acme/charts/redis --version 1.2.3";
const VALUES = { "values.yaml": writing("# Ours.\nreplicas: 2\nlist:\n  - a\n") };

export const newComponent: Cases = {
  both: [
    REDIS,
    `${REDIS} --dry-run`,
    `${REDIS} --yes`,
    `${OCI} --yes --no-render`,
    { line: `${REDIS} --values values.yaml --yes --no-render`, edit: VALUES },
  ],
  shipped: [
    `${REDIS} --format markdown --dry-run`,
    `${REDIS} --name cache --namespace caches --depends-on ingress-controllers/traefik --yes --no-render`,
    "new:component --repo flux-cd --repo-url https://charts.example.com --chart redis --version 1.x --yes --no-render",
    `${REDIS} --namespace monitoring --yes --no-render`,
    `${REDIS} --json --yes --no-render`,
    {
      line: `${REDIS} --values ../values.yaml --dry-run --no-render`,
      edit: { "flux-cd/values.yaml": writing("a: 1\n") },
      cwd: "flux-cd/bootstrap",
    },
    {
      name: "values that are none",
      edit: {
        "broken.yaml": writing("a: {"),
        "list.yaml": writing("- a\n"),
        "two.yaml": writing("a: 1\n---\nb: 2\n"),
        "empty.yaml": writing(" \n"),
        "secret.yaml": writing("password: hunter2\n"),
      },
      lines: [
        `${REDIS} --values broken.yaml --yes`,
        `${REDIS} --values list.yaml --yes`,
        `${REDIS} --values two.yaml --yes`,
        `${REDIS} --values empty.yaml --dry-run --no-render`,
        `${REDIS} --values secret.yaml --dry-run --no-render`,
        `${REDIS} --values templates --yes`,
        `${REDIS} --values nowhere.yaml --yes`,
      ],
    },
    {
      name: "refused",
      lines: [
        "new:component --yes",
        "new:component --chart redis --version 1.x --yes",
        `${OCI} --repo-url https://a.example.com --yes`,
        "new:component --repo-url https://a.example.com --version 1.x --yes",
        "new:component --repo-url https://a.example.com --chart a --yes",
        `${instead(REDIS, "--version new")} --yes`,
        `${instead(REDIS, "--repo-url http://charts.example.com")} --yes`,
        `${REDIS} --repo oci://a.io/b --yes`,
        `${OCI} --chart web --yes`,
        `${instead(REDIS, "--chart Redis")} --yes`,
        `${REDIS} --name prometheus-stack --yes`,
        `${REDIS} --name ../x --yes`,
        `${REDIS} --namespace flux-system --yes`,
        `${REDIS} --namespace kube-system --yes`,
        `${REDIS} --namespace dev --yes`,
        `${instead(REDIS, "--chart traefik")} --name x --namespace ingress-controllers --yes`,
        `${REDIS} --depends-on traefik --yes`,
        `${REDIS} --depends-on redis/redis --yes`,
        `${REDIS} --depends-on a/b/c --yes`,
      ],
    },
  ],
  everything: [
    `${REDIS} --depends-on cert-manager/cert-manager --depends-on monitoring/kube-prometheus-stack --yes --no-render`,
    `${REDIS} --namespace cert-manager --yes --no-render`,
  ],
};
