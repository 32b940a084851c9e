import { type Cases, replacing } from "./support/case.ts";
import { BASE, FAULTS, HALF_RENAMED, OVERLAYS } from "./support/states.ts";

const FINDINGS = ["json", "sarif", "github", "junit"];

export const validate: Cases = {
  both: [
    "validate",
    "validate --no-render",
    "validate --format json",
    { line: "validate", name: "with faults", edit: FAULTS },
    { line: "validate --no-render", name: "with faults", edit: FAULTS },
    { line: "validate", name: "half-way of a rename", after: HALF_RENAMED },
  ],
  shipped: [
    ...FINDINGS.flatMap((format) => (format === "json" ? [] : [`validate --format ${format}`])),
    ...FINDINGS.map((format) => ({
      line: `validate --format ${format}`,
      name: "with faults",
      edit: FAULTS,
    })),
    { line: "validate", name: "with faults on a terminal", edit: FAULTS, columns: 60 },
    { line: "validate --only sync-reference,quota", name: "with faults", edit: FAULTS },
    {
      line: "validate --skip sync-reference --skip schema,image-tag",
      name: "with faults",
      edit: FAULTS,
    },
    {
      line: "validate",
      name: "with an exception",
      edit: {
        [`${OVERLAYS}/production/sync.yaml`]: (text) =>
          replacing(
            "name: staging-sync",
            "name: gone # validate: ignore sync-reference because another repository has it.",
          )(text),
      },
    },
    { line: "validate --base HEAD", git: "uncommitted", after: ["remove:env --name staging"] },
    {
      line: "validate --base HEAD",
      name: "what Kubernetes refuses",
      git: "uncommitted",
      edit: {
        [`${BASE}/deployment.yaml`]: replacing(
          "matchLabels:\n      app.kubernetes.io/name: app",
          "matchLabels:\n      app.kubernetes.io/name: other",
        ),
      },
    },
    { line: "validate --base HEAD", name: "outside of git" },
    { line: "validate --base nowhere --no-render", git: "uncommitted" },
    {
      name: "explanations",
      lines: ["sync-reference", "quota", "build", "plain-secret", "prune-deletes"].map(
        (rule) => `validate --explain ${rule}`,
      ),
    },
    {
      name: "refused",
      lines: [
        "validate --format yaml",
        "validate --only quot",
        "validate --skip zzzzzzzzzzz",
        "validate --only quota --skip quota",
        "validate --explain sync-referense",
        "validate --repo nowhere",
      ],
    },
    {
      line: "validate",
      name: "where a file is no YAML",
      edit: { [`${BASE}/service.yaml`]: () => "kind: {\n" },
    },
  ],
};
