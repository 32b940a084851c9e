import { appending, type Cases, replacing } from "./support/case.ts";
import { BASE, OVERLAYS } from "./support/states.ts";

const CHANGE = {
  edit: {
    [`${BASE}/deployment.yaml`]: replacing("demo-app:1.0.0", "demo-app:1.1.0"),
    [`${BASE}/configmap.yaml`]: replacing("data:", 'data:\n  MORE: "1"'),
  },
};
export const diff: Cases = {
  both: [
    { line: "diff --base HEAD", git: "uncommitted", ...CHANGE },
    {
      line: "diff --base HEAD --format markdown",
      name: "a new app",
      git: "uncommitted",
      after: ["new:app --name cart --image ghcr.io/acme/cart:1.0.0"],
    },
  ],
  shipped: [
    ...["markdown", "html", "json"].map((format) => ({
      line: `diff --base HEAD --format ${format}`,
      git: "uncommitted" as const,
      ...CHANGE,
    })),
    {
      line: "diff --base HEAD",
      name: "a removed environment",
      git: "uncommitted",
      after: ["remove:env --name staging"],
    },
    {
      line: "diff --base HEAD",
      name: "a new environment",
      git: "uncommitted",
      after: ["new:env --name uat"],
    },
    { line: "diff --base HEAD", name: "nothing", git: "uncommitted" },
    { line: "diff --base HEAD --format markdown", name: "nothing", git: "uncommitted" },
    { line: "diff --base HEAD~1 --head HEAD", git: "committed", ...CHANGE },
    { line: "diff --base HEAD --head HEAD~1 --format json", git: "committed", ...CHANGE },
    { line: "diff --base HEAD --out change.txt", git: "uncommitted", ...CHANGE },
    {
      line: "diff --base HEAD --format markdown",
      name: "a removed component",
      git: "uncommitted",
      after: ["remove:component --name ingress-controllers"],
    },
    {
      line: "diff --base HEAD",
      name: "steps of artifacts",
      git: "uncommitted",
      after: ["artifacts", "artifacts"],
    },
    {
      line: "diff --base HEAD",
      name: "a secret",
      git: "uncommitted",
      edit: {
        [`${BASE}/secret.yaml`]: (text) => text.replace(/GREETING: .*/, "GREETING: hunter2"),
      },
    },
    { line: "diff --base HEAD", name: "on a terminal", git: "uncommitted", columns: 70, ...CHANGE },
    {
      line: "diff --base HEAD",
      name: "a build that fails",
      git: "uncommitted",
      edit: { [`${OVERLAYS}/dev/kustomization.yaml`]: appending("resources: []\n") },
    },
    { line: "diff --base HEAD", name: "outside of git" },
    {
      name: "refused",
      git: "uncommitted",
      lines: [
        "diff",
        "diff --base nowhere",
        "diff --base HEAD --head nowhere",
        "diff --base HEAD --format xml",
        "diff --base HEAD --out flux-cd",
        "diff --base=--output=x",
      ],
    },
  ],
};
