import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Given } from "../../generators/base/options/given.ts";
import { Repository } from "../../generators/model/views/repository.ts";
import { apply, edited, filesOf, shippedTexts, type Texts } from "../support/memory.ts";
import { filesBelow, run, temporaryFolder } from "../support/project.ts";

/**
 * The shipped repository, grown by the generators to 50 apps in each of 8 environments. Growing is
 * done in memory, without a build. An overlay of 50 apps takes kustomize 3 s; all commands share a
 * cache, so each builds only what it changes: for an app that is every overlay, for the rest few.
 */
const APPS = ["app", ...Array.from({ length: 49 }, (_, index) => `shop-${index + 1}`)];
const ENVIRONMENTS = ["dev", "test", "qa", "perf", "staging", "eu-1", "eu-2", "production"];
const RENAME = "rename:env --name qa --to uat";

/** What is run, one command after the other, and what the last one says. A line adds a command. */
const DAYS: readonly [commands: string[], says: RegExp][] = [
  [["list --format json"], /"name": "shop-49"/],
  [["validate"], /No findings in \d+ files/],
  [["new:app --name late --image a/b:1.0.0 --env dev --raise-quota"], /Runs in dev\./],
  [["new:env --name load --after perf"], /perf -> load -> staging/],
  [["promote --app shop-17 --from dev"], /shop-17 goes from 1\.0\.0 to 1\.1\.0 in test/],
  [["drift --env dev,test"], /shop-17/],
  [["update --check"], /Up to date: 58 units/],
  [
    ["remove:app --name shop-17"],
    /in each of dev, test, qa, perf, staging, eu-1, eu-2, production/,
  ],
  [["remove:env --name qa --orphan"], /qa-sync no longer prunes/],
  [["remove:env --name qa"], /FLUX WILL DELETE the namespace qa[\s\S]*Flux deletes 658 objects/],
  [["remove:component --name ingress-controllers"], /HELM UNINSTALLS traefik/],
  [["remove:source --name tool"], /FLUX WILL DELETE EVERYTHING that tool-sync applied/],
  [[RENAME], /Step 1 of 2/],
  [[RENAME, RENAME], /Step 2 of 2[\s\S]*perf now waits for uat-sync/],
];

let texts: Texts;
let cache: string;
let remove: () => void;
afterAll(() => remove());
beforeAll(() => {
  cache = temporaryFolder((cleanUp) => {
    remove = cleanUp;
  });
  texts = grown();
});

function grown(): Texts {
  const commands: [string, Given][] = [
    ...APPS.slice(1).map((name): [string, Given] => [
      "new:app",
      { name, image: `ghcr.io/acme/${name}:1.0.0`, env: [] },
    ]),
    // Those that are shipped are sized for few apps.
    ...["dev", "staging", "production"].map((name): [string, Given] => ["remove:env", { name }]),
    ...ENVIRONMENTS.map((name): [string, Given] => ["new:env", { name }]),
    ["new:source", { kind: "oci", name: "tool", url: "oci://ghcr.io/acme/tool", tag: "1.0.0" }],
    ["new:image-policy", { app: "shop-17", env: ["dev", "qa"] }],
    ["new:alert", { type: "slack" }],
  ];
  const all = commands.reduce((now, [name, raw]) => apply(name, raw, now), shippedTexts());
  // What image automation commits.
  const overlay = "applications/mock-cluster-aka-namespaces/dev/kustomization.yaml";
  return edited(all, overlay, '"1.0.0" #', '"1.1.0" #');
}

function written(): string {
  const folder = join(temporaryFolder(), "flux-cd");
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

it("holds 50 apps in each of 8 environments", () => {
  const repository = new Repository(filesOf(texts));
  expect(repository.environments.map(({ name }) => name)).toEqual(ENVIRONMENTS);
  for (const environment of repository.environments) {
    expect(repository.appsOf(environment)).toHaveLength(50);
  }
});

describe("the days after, with 50 apps in 8 environments", () => {
  it.each(DAYS)("%s", async (commands, says) => {
    const folder = written();
    const env = { XDG_CACHE_HOME: cache };
    const reads = /^(?:list|validate|drift|update --check)/.test(commands[0] ?? "");
    const common = ["--repo", folder, ...(reads ? [] : ["--yes"])];
    let said = "";
    for (const command of commands) {
      const start = performance.now();
      const ended = await run([...command.split(" "), ...common], { env });
      expect(ended.code, ended.stderr).toBe(0);
      said = ended.stdout + ended.stderr;
      console.log(`${command}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
    }
    expect(said).toMatch(says);
    if (reads) return;
    expect(filesBelow(folder)).not.toEqual(texts);
    const validated = await run(["validate", "--repo", folder], { env });
    expect(validated.code, validated.stdout).toBe(0);
  });
});
