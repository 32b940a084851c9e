import { type Cases, replacing } from "./support/case.ts";

const CONFIG = "templates/app/configmap.yaml.hbs";
const SERVICE = "templates/app/service.yaml.hbs";
const QUOTA = "templates/environment/resourcequota.yaml.hbs";
const APP = "flux-cd/applications/base-app-config";

/** What a later version of the project has changed. */
const NEWER = {
  [CONFIG]: (text: string) => `# Not for secrets.\n${text}`,
  [QUOTA]: replacing("kind: ResourceQuota", "kind: ResourceQuota # of the namespace"),
};
/** The user has changed the same line. */
const CONFLICT = {
  [SERVICE]: replacing("kind: Service", "kind: Service # template"),
  [`${APP}/service.yaml`]: replacing("kind: Service", "kind: Service # ours"),
};

export const update: Cases = {
  both: [
    "update",
    "update --check",
    "update --yes",
    { line: "update --check", name: "behind", git: "committed", edit: NEWER },
    { line: "update --yes", name: "behind", git: "committed", edit: NEWER },
  ],
  shipped: [
    { line: "update", name: "behind", git: "committed", edit: NEWER },
    { line: "update --app app --yes --no-render", name: "behind", git: "committed", edit: NEWER },
    { line: "update --env dev --yes --no-render", name: "behind", git: "committed", edit: NEWER },
    { line: "update --dry-run --no-render", name: "behind", git: "committed", edit: NEWER },
    { line: "update --json --yes --no-render", name: "behind", git: "committed", edit: NEWER },
    { line: "update --format markdown --dry-run", name: "behind", git: "committed", edit: NEWER },
    {
      line: "update --yes --no-render",
      name: "behind, and not committed",
      git: "uncommitted",
      edit: NEWER,
    },
    { line: "update --yes --no-render", name: "without git", edit: NEWER },
    { line: "update --yes --no-render --commit", name: "behind", git: "committed", edit: NEWER },
    ...["", " --conflicts ours", " --conflicts theirs", " --check"].map((flags) => ({
      line: `update${flags}${flags === " --check" ? "" : " --yes --no-render"}`,
      name: "both have changed",
      git: "committed" as const,
      edit: CONFLICT,
    })),
    {
      name: "refused",
      lines: [
        "update --env gone --yes",
        "update --app gone --yes",
        "update --component gone --yes",
        "update --component ingress-controllers --yes",
        "update --conflicts mine --yes",
        "update --check --json",
        "update --check --dry-run",
      ],
    },
    {
      line: "update --check",
      name: "a record that is none",
      edit: { [`${APP}/.generated.yaml`]: () => "templates: a\n" },
    },
  ],
  everything: [
    { line: "update --component cert-manager --check" },
    {
      line: "update --component cert-manager --component secrets --yes --no-render",
      name: "behind",
      git: "committed",
      edit: {
        "templates/component/namespace.yaml.hbs": (text) => `# Ours.\n${text}`,
      },
    },
  ],
};
