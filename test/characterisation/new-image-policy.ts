import { type Cases, replacing } from "./support/case.ts";

const APP = "new:image-policy --app app --env dev";
const PATTERN = "'^main-(?P<ts>[0-9]+)$'";
const SOURCES = "flux-cd/bootstrap/sources.yaml";

export const newImagePolicy: Cases = {
  shipped: [
    APP,
    `${APP} --dry-run`,
    `${APP} --json`,
    `${APP} --yes`,
    "new:image-policy --yes --no-render",
    "new:image-policy --env dev,staging --yes --no-render",
    `${APP} --format markdown --dry-run`,
    `${APP} --alphabetical desc --yes --no-render`,
    `${APP} --numerical asc --filter-pattern ${PATTERN} --filter-extract $ts --yes --no-render`,
    `${APP} --semver "^1.0.0" --filter-pattern ^v --interval 1h --secret-ref registry --push-branch images --author-name Robot --author-email robot@example.com --name other --yes --no-render`,
    {
      line: `${APP} --yes --no-render`,
      name: "of an environment that follows a tag",
      edit: { [SOURCES]: (text) => text.replaceAll("branch: main", "tag: v1.0.0") },
    },
    {
      name: "a second one",
      after: [APP],
      lines: [
        "new:image-policy --app app --env staging --yes --no-render",
        `${APP} --yes --no-render`,
        `${APP} --semver 2.x --yes --no-render`,
        `${APP} --interval 1h --yes --no-render`,
        `${APP} --name b --interval 1h --yes --no-render`,
        `${APP} --push-branch b --yes --no-render`,
        `${APP} --name b --yes --no-render`,
      ],
    },
    {
      name: "refused",
      lines: [
        "new:image-policy --app shop --yes",
        "new:image-policy --app app --env qa --yes",
        `${APP} --image nginx --yes`,
        `${APP} --semver latest --yes`,
        `${APP} --numerical up --yes`,
        `${APP} --alphabetical up --yes`,
        `${APP} --numerical asc --semver 1.x --yes`,
        `${APP} --filter-pattern ( --yes`,
        `${APP} --filter-pattern (?=a) --yes`,
        `${APP} --filter-extract $ts --yes`,
        `${APP} --filter-pattern ${PATTERN} --filter-extract $n --yes`,
        `${APP} --interval 5 --yes`,
        `${APP} --push-branch a..b --yes`,
        `${APP} --author-email me --yes`,
        `${APP} --name App --yes`,
        `${APP} --secret-ref My --yes`,
      ],
    },
    {
      line: `${APP} --yes --no-render`,
      name: "of an image whose tag is no version",
      edit: {
        "flux-cd/applications/base-app-config/deployment.yaml": replacing(
          "demo-app:1.0.0",
          "demo-app:main",
        ),
      },
    },
  ],
  everything: [
    "new:image-policy --app app --env staging --yes --no-render",
    "new:image-policy --app checkout --env lab,staging --name checkout --semver 1.x --yes --no-render",
    "new:image-policy --app search --dry-run --no-render",
    "new:image-policy --app worker --env dev --dry-run --no-render",
    "new:image-policy --dry-run --no-render",
    "new:image-policy --app app --env dev --yes --no-render",
    "new:image-policy --app search --env qa --yes --no-render",
  ],
};
