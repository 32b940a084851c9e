import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { REFUSED, TYPES } from "../generators/commands/new-alert/types.ts";
import { BIN, copyOfMonorepo, filesBelow, interact, KEYS, run } from "./support/project.ts";
import { type BadInput, expectRefusal } from "./support/refusal.ts";

const SLACK = ["new:alert", "--type", "slack"];
const FILE = "bootstrap/notifications.yaml";
const { enter, down, space, ctrlC } = KEYS;

/** The enum of `spec.type` in notification-controller 1.9's CRD. */
const ENUM =
  "slack;discord;msteams;rocket;generic;generic-hmac;github;gitlab;gitea;giteapullrequestcomment;bitbucketserver;bitbucket;azuredevops;googlechat;googlepubsub;webex;sentry;azureeventhub;telegram;lark;matrix;opsgenie;alertmanager;grafana;githubdispatch;githubpullrequestcomment;gitlabmergerequestcomment;pagerduty;datadog;nats;zulip;otel";

const BAD_INPUT: BadInput[] = [
  ["no type", ["new:alert"], /--type is missing/],
  ["an unknown type", ["new:alert", "--type", "email"], /"email" is none of slack, msteams/],
  ["a type like a property of objects", ["new:alert", "--type", "toString"], /is none of/],
  [
    "a type that keeps a secret in Git",
    ["new:alert", "--type", "pagerduty"],
    /pagerduty has its routing key in spec\.channel, where it would be in Git/,
  ],
  [
    "a type that would never say a word",
    ["new:alert", "--type", "githubpullrequestcomment"],
    /comments only on events of objects with the annotation/,
  ],
  ["an unknown environment", [...SLACK, "--env", "qa"], /"qa" is none of dev, staging, production/],
  ["an unknown severity", [...SLACK, "--severity", "warning"], /"warning" is none of error, info/],
  ["a name in capitals", [...SLACK, "--name", "Ops"], /"Ops" is not a DNS-1123 label/],
  ["a Secret's name that is none", [...SLACK, "--secret-ref", "a/b"], /"a\/b" is not a DNS-1123/],
  [
    "a channel for a type without one",
    ["new:alert", "--type", "msteams", "--channel", "x"],
    /--channel: a Provider of type msteams has no channel/,
  ],
  [
    "no channel for a type that needs one",
    ["new:alert", "--type", "telegram"],
    /--channel is missing: for telegram it is the chat/,
  ],
];

describe("bad input to new:alert is refused with a sentence, and writes nothing", () => {
  it.each(BAD_INPUT)("%s", (_what, args, says) => expectRefusal(args, says));

  it("what is there already", async () => {
    const folder = copyOfMonorepo();
    expect((await run([...SLACK, "--repo", folder, "--yes"])).code).toBe(0);
    const before = filesBelow(folder);
    for (const [args, says] of [
      [SLACK, /The Alert slack-error exists already: bootstrap\/notifications\.yaml:\d+/],
      [[...SLACK, "--channel", "x"], /--channel: the Provider slack exists already/],
      [[...SLACK, "--secret-ref", "x"], /--secret-ref: the Provider slack exists already/],
      [["new:alert", "--type", "discord", "--provider", "slack"], /with the type slack/],
    ] as const) {
      const { code, stderr } = await run([...args, "--repo", folder, "--yes"]);
      expect(stderr).toMatch(says);
      expect(code).toBe(1);
      expect(filesBelow(folder)).toEqual(before);
    }
  });
});

describe("new:alert", () => {
  it("knows every type of the API", () => {
    expect([...Object.keys(TYPES), ...Object.keys(REFUSED)].sort()).toEqual(ENUM.split(";").sort());
  });

  it.each(Object.entries(TYPES))("writes no address and no token: %s", async (type, kind) => {
    const folder = copyOfMonorepo();
    const channel = kind.needsChannel ? ["--channel", "room"] : [];
    const args = [
      "new:alert",
      "--type",
      type,
      ...channel,
      "--repo",
      folder,
      "--yes",
      "--no-render",
    ];
    const { code, stderr } = await run(args);
    expect(code, stderr).toBe(0);
    const text = filesBelow(folder).get(FILE) ?? "";
    expect(text).toContain(`  type: ${type}\n`);
    expect(text).toContain(`  secretRef:\n    name: ${type}-provider\n`);
    expect(text).not.toMatch(/https?:|^ *(?:address|token|username|password|proxy):/m);
    const keys = Object.keys(kind.secret).map((key) => `--from-literal=${key}=`);
    for (const key of ["create secret generic", ...keys]) expect(stderr).toContain(key);
  });

  it("gives the commit status only what was applied, and the repository's own address", async () => {
    const folder = copyOfMonorepo();
    const { stderr } = await run(["new:alert", "--type", "gitlab", "--repo", folder, "--yes"]);
    expect(filesBelow(folder).get(FILE)).not.toContain("GitRepository");
    expect(filesBelow(folder).get(FILE)).toContain("eventSeverity: info");
    expect(stderr).toContain(
      "--from-literal=address='https://git.example.com/platform/flux-cd-monorepo' --from-literal=token='<token>'",
    );
  });

  it.each([["ssh://git@git.example.com/a.git"], ["https://me:pass@git.example.com/a.git"]])(
    "takes no address from %s",
    async (url) => {
      const folder = copyOfMonorepo();
      const path = join(folder, "bootstrap", "sources.yaml");
      const text = readFileSync(path, "utf8");
      writeFileSync(path, text.replaceAll(/url: .*/g, `url: ${url}`));
      const { code, stderr } = await run([
        ...["new:alert", "--type", "github", "--repo", folder, "--yes"],
      ]);
      expect(code, stderr).toBe(0);
      expect(stderr).toContain("--from-literal=address='<repository URL>'");
      expect(stderr).not.toContain("pass@");
    },
  );

  it("lists its file where somebody took the line out", async () => {
    const folder = copyOfMonorepo();
    await run([...SLACK, "--repo", folder, "--yes"]);
    const path = join(folder, "bootstrap", "kustomization.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace("  - notifications.yaml\n", ""));
    await run([...SLACK, "--severity", "info", "--repo", folder, "--yes"]);
    expect(readFileSync(path, "utf8")).toContain("  - notifications.yaml\n");
  });
});

describe("the prompts of new:alert", () => {
  it("need the type, and ask only what it has", async () => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await interact(
      [BIN, "new:alert", "--repo", folder],
      [
        ["Sent to", down + enter],
        ["All right, show the diff", down.repeat(2) + enter],
        ["◉ dev", space + down + space + enter],
        ["Environments  production", down.repeat(3) + enter],
        ["info: everything", down + enter],
        ["Severity      info", enter],
        ["Write these 2 files?", enter],
      ],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).not.toMatch(/Channel/);
    const text = filesBelow(folder).get(FILE);
    expect(text).toMatch(/name: msteams-info[\s\S]*- kind: Kustomization\n +name: production-sync/);
    expect(text).not.toContain("dev-sync");
  });

  it("ask for a channel where there has to be one, and write nothing after Ctrl-C", async () => {
    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const command = [BIN, "new:alert", "--repo", folder, "--type", "matrix"];
    const { code } = await interact(command, [["Channel", ctrlC]]);
    expect(code).toBe(130);
    expect(filesBelow(folder)).toEqual(before);
  });
});
