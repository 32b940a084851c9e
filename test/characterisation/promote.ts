import { appending, type Cases, replacing } from "./support/case.ts";

const OVERLAYS = "flux-cd/applications/mock-cluster-aka-namespaces";
const DEV = `${OVERLAYS}/dev/kustomization.yaml`;
const NEWER = {
  [DEV]: appending("images:\n  - name: localhost:5001/demo-app\n    newTag: 1.2.0\n"),
};
const PATCH = `  - target:
      kind: ConfigMap
      name: app-config
    patch: |-
      - op: replace
        path: /data/FAIL_RATE
        value: "0.1"
# A base's host`;
const TAGGED = {
  ...NEWER,
  "flux-cd/bootstrap/sources.yaml": (text: string) =>
    text
      .replace(/(name: dev-environment[\s\S]*?)branch: main/, "$1tag: v1.1.0")
      .replace(/(name: staging-environment[\s\S]*?)branch: main/, "$1tag: v1.0.0"),
};

export const promote: Cases = {
  shipped: [
    { line: "promote --app app --from dev", edit: NEWER },
    { line: "promote --app app --from dev --dry-run", edit: NEWER },
    { line: "promote --app app --from dev --json", edit: NEWER },
    { line: "promote --app app --from dev --yes", edit: NEWER },
    { line: "promote --from dev --all --yes --no-render", edit: NEWER },
    { line: "promote --from dev --yes --no-render", name: "the only app", edit: NEWER },
    { line: "promote --app app --from dev --format markdown --dry-run", edit: NEWER },
    { line: "promote --app app --from dev --to production --force --yes --no-render", edit: NEWER },
    {
      line: "promote --app app --from dev --config all --yes",
      edit: { [DEV]: replacing("# A base's host", PATCH) },
    },
    {
      line: "promote --app app --from dev --config FAIL_RATE --yes --no-render",
      edit: { [DEV]: (text) => replacing("# A base's host", PATCH)(NEWER[DEV]?.(text) ?? "") },
    },
    {
      line: "promote --app app --from dev --yes --no-render",
      name: "where both follow tags",
      edit: TAGGED,
    },
    { line: "promote --app app --from dev --tag v1.0.5 --yes --no-render", edit: TAGGED },
    { line: "promote --app app --from dev --yes --no-render", name: "nothing" },
    {
      line: "promote --app app --from dev --yes --commit --no-render",
      edit: NEWER,
      git: "committed",
    },
    {
      name: "refused",
      edit: NEWER,
      lines: [
        "promote --yes",
        "promote --app shop --from dev --yes",
        "promote --from qa --yes",
        "promote --app app --from dev --to prod --yes",
        "promote --app app --from production --yes",
        "promote --app app --from dev --to dev --yes",
        "promote --app app --from dev --to production --yes",
        "promote --app app --from staging --to dev --yes",
        "promote --app app --from dev --all --yes",
        "promote --app app --from dev --config LOG_LEVEL --yes",
        "promote --app app --from dev --tag v1 --yes",
      ],
    },
  ],
  everything: [
    "promote --from dev --all --dry-run --no-render",
    "promote --from staging --all --yes",
    "promote --from staging --app app --yes --no-render",
    "promote --from lab --app app --yes --no-render",
    "promote --from lab --app checkout --config all --yes --no-render",
    "promote --from dev --app checkout --config MODE --yes --no-render",
    "promote --from dev --app checkout,app --config all --yes",
    "promote --from staging --to lab --app checkout --force --yes --no-render",
    "promote --from qa --all --yes --no-render",
    "promote --from dev --yes --no-render",
    "promote --from dev --app search --yes --no-render",
  ],
};
