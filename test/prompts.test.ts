import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import {
  BIN,
  copyOfMonorepo,
  END,
  filesBelow,
  interact,
  KEYS,
  ROOT,
  type Step,
} from "./support/project.ts";

const PLOP = join(ROOT, "node_modules", "plop", "bin", "plop.js");
const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const { enter, down, up, ctrlC, backspace, space } = KEYS;

/** Runs new:env on a copy of the monorepo and presses keys. */
async function newEnv(steps: Step[], flags: string[] = []) {
  const folder = copyOfMonorepo();
  const before = filesBelow(folder);
  const ended = await interact([BIN, "new:env", "--repo", folder, ...flags], steps);
  return { ...ended, folder, before, after: filesBelow(folder) };
}

const NAME: Step = ["Environment name", `qa${enter}`];
const ACCEPT: Step = ["All right, show the diff", enter];

describe("the prompts of new:env", () => {
  it("need one answer, then show the diff and write it", async () => {
    const { code, stdout, stderr, after } = await newEnv([
      NAME,
      ACCEPT,
      ["Write these 8 files?", enter],
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("+  - qa/sync.yaml");
    expect(stderr).toContain("Rollout order: dev -> staging -> production -> qa.");
    expect(stderr).toMatch(
      /Wrote 8 files:[\s\S]*new .*qa\/kustomization\.yaml[\s\S]*git -C \S+ commit -m "Add environment qa"/,
    );
    expect(after.has(`${OVERLAYS}/qa/kustomization.yaml`)).toBe(true);
  });

  it("show every answer with its value", async () => {
    const { stderr } = await newEnv([NAME, ["All right, show the diff", ctrlC]]);
    for (const shown of [
      /Start from +small/,
      /Rollout order +after production/,
      /Minimum replicas +1/,
      /Maximum replicas +3/,
      /CPU request +50m/,
      /Memory request +64Mi/,
      /Apps +app/,
      /Source follows +branch main/,
    ]) {
      expect(stderr).toMatch(shown);
    }
  });

  it("ask again after a wrong answer, and say what is wrong", async () => {
    const { code, stderr, after } = await newEnv([
      ["Environment name", `Q${enter}`],
      ["not a DNS-1123 label", `${backspace}staging${enter}`],
      ["staging exists already", `${backspace.repeat(7)}qa${enter}`],
      ACCEPT,
      ["Write these 8 files?", enter],
    ]);
    expect(code, stderr).toBe(0);
    expect(after.has(`${OVERLAYS}/qa/sync.yaml`)).toBe(true);
  });

  it("change answers by arrow keys: a copy of staging, after staging, on a tag", async () => {
    const { code, stderr, after } = await newEnv([
      NAME,
      ["All right, show the diff", down + down + enter],
      ["a copy of production", down.repeat(4) + enter],
      ["a copy of staging", down.repeat(3) + enter],
      ["Its place in the rollout order", up + enter],
      ["after staging", down.repeat(9) + enter],
      ["What its GitRepository follows", down + enter],
      ["Tag", `v1.2.3${enter}`],
      ["tag v1.2.3", enter],
      ["Write these 9 files?", enter],
    ]);
    expect(code, stderr).toBe(0);
    expect(after.get(`${OVERLAYS}/qa/kustomization.yaml`)).toContain(
      "minReplicas\n        value: 2",
    );
    expect(after.get(`${OVERLAYS}/qa/sync.yaml`)).toContain("- name: staging-sync");
    expect(after.get(`${OVERLAYS}/production/sync.yaml`)).toContain("- name: qa-sync");
    expect(after.get("bootstrap/sources.yaml")).toMatch(/name: qa-environment[\s\S]*tag: v1\.2\.3/);
  });

  it("take the apps that are ticked", async () => {
    const { code, after } = await newEnv([
      NAME,
      ["All right, show the diff", down.repeat(8) + enter],
      ["◉", space + enter],
      ["Apps              none", enter],
      ["Write these 8 files?", enter],
    ]);
    expect(code).toBe(0);
    expect(after.get(`${OVERLAYS}/qa/kustomization.yaml`)).not.toContain("base-app-config");
  });

  it("refuse answers that do not go together, and let the user mend them", async () => {
    const { code, stderr, after } = await newEnv([
      NAME,
      ["All right, show the diff", down.repeat(4) + enter],
      ["Minimum replicas", `5${enter}`],
      ["Minimum replicas  5", enter],
      ["minimum of 5 replicas is above the maximum of 3", ""],
      ["All right, show the diff", down.repeat(5) + enter],
      ["Maximum replicas", `8${enter}`],
      ["Maximum replicas  8", enter],
      ["Write these 8 files?", enter],
    ]);
    expect(code, stderr).toBe(0);
    expect(after.get(`${OVERLAYS}/qa/kustomization.yaml`)).toMatch(/value: 5[\s\S]*value: 8/);
  });

  it("go back from the diff to the answers", async () => {
    const { code, after } = await newEnv([
      NAME,
      ACCEPT,
      ["Write these 8 files?", down + enter],
      ["All right, show the diff", down + down + enter],
      ["small: 1 to 3", down + enter],
      ["Start from        medium", enter],
      ["Write these 8 files?", enter],
    ]);
    expect(code).toBe(0);
    expect(after.get(`${OVERLAYS}/qa/kustomization.yaml`)).toContain("cpu: 100m");
  });

  it("do not ask for what a flag gave", async () => {
    const { code, stderr } = await newEnv(
      [ACCEPT, ["Write these 8 files?", enter]],
      ["--name", "qa"],
    );
    expect(code).toBe(0);
    expect(stderr).not.toContain("Environment name");
  });

  const LEAVING: [how: string, steps: Step[], code: number][] = [
    ["Ctrl-C at the name", [["Environment name", ctrlC]], 130],
    ["Ctrl-C at the answers", [NAME, ["All right, show the diff", ctrlC]], 130],
    ["Ctrl-C at the diff", [NAME, ACCEPT, ["Write these 8 files?", ctrlC]], 130],
    ["an input that ends at the name", [["Environment name", END]], 130],
    ["an input that ends at the answers", [NAME, ["All right, show the diff", END]], 130],
    ["an input that ends at the diff", [NAME, ACCEPT, ["Write these 8 files?", END]], 130],
    ["a decline", [NAME, ACCEPT, ["Write these 8 files?", down + down + enter]], 1],
  ];
  it.each(LEAVING)("write nothing after %s, and say so", async (_how, steps, expected) => {
    const { code, stderr, before, after } = await newEnv(steps);
    expect(stderr).toContain("Nothing was written.");
    expect(stderr).not.toMatch(/\n +at |Error/);
    expect(code).toBe(expected);
    expect(after).toEqual(before);
  });
});

describe("the prompts of new:app", () => {
  it.skipIf(NO_KUSTOMIZE)(
    "need a name and an image, and offer to raise quotas that are too small",
    async () => {
      const folder = copyOfMonorepo();
      const { code, stderr } = await interact(
        [BIN, "new:app", "--repo", folder],
        [
          ["App name", `search${enter}`],
          ["Image, with its tag", `ghcr.io/acme/search${enter}`],
          ["has no tag", `:2.0.0${enter}`],
          ["All right, show the diff", down.repeat(13) + enter],
          ["Memory request (empty", `300Mi${enter}`],
          ["Memory request     300Mi", enter],
          ["Raise this in the same change?", enter],
          ["Write these", enter],
        ],
      );
      expect(code, stderr).toBe(0);
      const quota = readFileSync(join(folder, OVERLAYS, "dev/resourcequota.yaml"), "utf8");
      expect(quota).toContain("requests.memory: 1456Mi");
      expect(readFileSync(join(folder, OVERLAYS, "dev/limitrange.yaml"), "utf8")).toContain(
        "memory: 600Mi",
      );
    },
  );

  it("take configuration and secret keys one by one, a host, a fixed count, some environments", async () => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await interact(
      [BIN, "new:app", "--repo", folder, "--name", "shop", "--image", "a/shop:1"],
      [
        ["All right, show the diff", down.repeat(9) + enter],
        ["KEY=VALUE (empty for none)", `MODE${enter}`],
        ["write KEY=VALUE.", `=fast${enter}`],
        ["KEY=VALUE (empty to finish: MODE=fast)", enter],
        ["Configuration      MODE=fast", down.repeat(10) + enter],
        ["Secret key (empty for none)", `TOKEN${enter}`],
        ["Secret key (empty to finish: TOKEN)", enter],
        ["Secret keys        TOKEN", down.repeat(16) + enter],
        ["Scale with the load?", `n${enter}`],
        ["Replicas", `3${enter}`],
        ["always", down.repeat(17) + enter],
        ["Environments", space + enter],
        ["Environments       staging, production", down.repeat(4) + enter],
        ["Exposed by", down + enter],
        ["Host name", `shop.example.com${enter}`],
        ["ingress, shop.example.com", enter],
        ["Write these", enter],
      ],
    );
    expect(code, stderr).toBe(0);
    const files = filesBelow(join(folder, "applications/base-shop-config"));
    expect(files.get("configmap.yaml")).toContain("MODE: fast");
    expect(files.get("secret.yaml")).toContain("TOKEN: REPLACE_ME");
    expect(files.get("ingress.yaml")).toContain("host: shop.example.com");
    expect(files.get("deployment.yaml")).toContain("replicas: 3");
    expect(readFileSync(join(folder, OVERLAYS, "dev/kustomization.yaml"), "utf8")).not.toContain(
      "shop",
    );
  });
});

describe("npx plop", () => {
  it("lists every command of package.json that adds something", async () => {
    const terminal = new URL("support/terminal.mjs", import.meta.url).href;
    const child = spawn(process.execPath, ["--import", terminal, PLOP], { cwd: ROOT });
    let stdout = "";
    // The menu shows a few at a time: a key for each time that it is drawn.
    let keys = 20;
    child.stdout.on("data", (data) => {
      stdout += data;
      keys -= 1;
      if (keys >= 0) child.stdin.write(keys > 0 ? down : ctrlC);
    });
    await once(child, "close");
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const names = Object.keys(scripts).filter((name) => name.startsWith("new:"));
    expect(names).toContain("new:component");
    // In CI it is in colours.
    const plain = stripVTControlCharacters(stdout);
    for (const name of names) expect(plain).toContain(`${name} - `);
  });

  it("shows the menu and does the same", async () => {
    const folder = copyOfMonorepo();
    const { code, stdout, stderr } = await interact(
      [PLOP, "new:env", "--repo", folder],
      [NAME, ACCEPT, ["Write these 8 files?", enter]],
    );
    expect(code, stderr + stdout).toBe(0);
    expect(filesBelow(folder).has(`${OVERLAYS}/qa/kustomization.yaml`)).toBe(true);
  });

  it("takes every flag after --", async () => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await interact(
      [PLOP, "new:env", "--", "--repo", folder, "--name", "qa", "--yes"],
      [],
    );
    expect(code, stderr).toBe(0);
    expect(filesBelow(folder).has(`${OVERLAYS}/qa/sync.yaml`)).toBe(true);
  });

  it.each([
    ["bad input", ["--name", "QA", "--yes"], [], 1],
    ["an unknown flag", ["--nmae", "qa"], [], 2],
    ["Ctrl-C", [], [["Environment name", ctrlC]], 130],
  ] as [string, string[], Step[], number][])(
    "ends with the exit code of %s",
    async (_what, flags, steps, expected) => {
      const folder = copyOfMonorepo();
      const before = filesBelow(folder);
      const { code } = await interact([PLOP, "new:env", "--", "--repo", folder, ...flags], steps);
      expect(code).toBe(expected);
      expect(filesBelow(folder)).toEqual(before);
    },
  );
});
