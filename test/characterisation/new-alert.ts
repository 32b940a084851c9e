import type { Cases } from "./support/case.ts";

const SLACK = "new:alert --type slack";

export const newAlert: Cases = {
  both: [
    `${SLACK} --provider chat --name chat-error --dry-run`,
    `${SLACK} --provider chat --env staging --severity info --channel dev --yes --no-render`,
    "new:alert --type msteams --yes --no-render",
    "new:alert --type gitlab --yes --no-render",
    "new:alert --type telegram --channel 42 --json --yes --no-render",
  ],
  shipped: [
    SLACK,
    `${SLACK} --yes`,
    `${SLACK} --format markdown --dry-run`,
    `${SLACK} --env dev,production --secret-ref my-slack --name ops --yes --no-render`,
    "new:alert --type generic --yes --no-render",
    "new:alert --type github --env dev --yes --no-render",
    {
      name: "a second one",
      after: [SLACK],
      lines: [
        `${SLACK} --severity info --yes --no-render`,
        `${SLACK} --yes --no-render`,
        `${SLACK} --channel x --yes --no-render`,
        `${SLACK} --secret-ref x --yes --no-render`,
        "new:alert --type discord --provider slack --yes --no-render",
      ],
    },
    {
      name: "refused",
      lines: [
        "new:alert --yes",
        "new:alert --type email --yes",
        "new:alert --type toString --yes",
        "new:alert --type pagerduty --yes",
        "new:alert --type githubpullrequestcomment --yes",
        `${SLACK} --env qa --yes`,
        `${SLACK} --severity warning --yes`,
        `${SLACK} --name Ops --yes`,
        `${SLACK} --provider Ops --yes`,
        `${SLACK} --secret-ref a/b --yes`,
        "new:alert --type msteams --channel x --yes",
        "new:alert --type telegram --yes",
      ],
    },
  ],
  everything: [
    `${SLACK} --severity info --env lab,dev --yes --no-render`,
    `${SLACK} --yes --no-render`,
    "new:alert --type github --env lab --name lab-status --yes",
  ],
};
