import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import {
  apply,
  edited,
  planned,
  refusal,
  shippedTexts,
  type Texts,
  told,
} from "./support/memory.ts";
import { BIN, copyOfMonorepo, filesBelow, interact, KEYS, run } from "./support/project.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const RENAME = { name: "staging", to: "uat" };
const shipped = shippedTexts();
const step = (texts: Texts, raw = RENAME) => apply("rename:env", raw, texts);

/** The repository with every mention of an environment's name replaced: what a rename is to be. */
function spelled(texts: Texts): Texts {
  const word = (text: string) => text.replace(/(?<![A-Za-z0-9])staging(?![A-Za-z0-9])/g, "uat");
  return new Map([...texts].map(([path, text]) => [word(path), word(text)]));
}

/**
 * Files whose lines stand in another order are the same here: what is new comes last. The record of
 * what an environment was made from is written anew, with line ends of its own.
 */
function sorted(texts: Texts): Map<string, string[]> {
  const lines = (path: string, text: string) =>
    text.split(path.endsWith(".generated.yaml") ? /\r?\n/ : "\n").sort();
  return new Map([...texts].map(([path, text]) => [path, lines(path, text)]));
}

describe("rename:env", () => {
  it.each([
    ["as shipped", [], (text: string) => text],
    ["CRLF", [], (text: string) => text.replaceAll("\n", "\r\n")],
    [
      "with an image policy and alerts",
      [
        ["new:image-policy", { app: "app", env: ["dev", "staging"] }],
        ["new:alert", { type: "slack", env: ["staging"] }],
        ["new:alert", { type: "github" }],
      ],
      (text: string) => text,
    ],
    [
      "split into artifacts",
      [
        ["artifacts", { sync: ["infrastructure-sync", "applications-sync"] }],
        ["new:alert", { type: "slack" }],
      ],
      (text: string) => text,
    ],
  ] as [string, [string, object][], (text: string) => string][])(
    "changes in two steps what carries the name, and nothing else: %s",
    (_, commands, form) => {
      const grown = commands.reduce(
        (texts, [name, raw]) => apply(name, { ...raw }, texts),
        shipped,
      );
      const before = new Map([...grown].map(([path, text]) => [path, form(text)]));
      const after = step(step(before));
      expect(sorted(after)).toEqual(sorted(spelled(before)));
    },
  );

  it("adds the new one beside the old one first: in its place of the order, and in nobody's way", () => {
    const first = step(shipped);
    const sync = first.get(`${OVERLAYS}/uat/sync.yaml`) ?? "";
    expect(sync).toMatch(
      /^# Takes the place of staging, which "npm run rename:env -- --name staging --to uat" removes\.\n/,
    );
    expect(sync).toContain("dependsOn:\n    - name: dev-sync\n");
    expect(first.get(`${OVERLAYS}/production/sync.yaml`)).toContain("- name: staging-sync");
    expect(apply("remove:env", { name: "uat" }, first)).toEqual(shipped);
  });

  it("says which step it is, why there are two, and what does not move", () => {
    const app = { name: "shop", image: "a/b:1", expose: "gateway", host: "x.example.com" };
    const { plan } = planned("rename:env", RENAME, apply("new:app", app, shipped));
    expect(plan.notes[0]).toMatch(/^Step 1 of 2: uat is added beside staging\. A namespace can't/);
    expect(plan.notes).toContain(
      "Hosts change with the name, staging.<host> to uat.<host> (shop): both are served until step 2, by then callers and DNS have to use the new ones.",
    );
    expect(plan.typed).toBeUndefined();
    expect(plan.next[0]).toContain("volumes, Secrets set by hand");
    expect(plan.next[0]).toContain("The values of app-secret, shop-secret are placeholders in Git");
    expect(plan.next[1]).toContain("uat-sync is Ready (flux get kustomizations)");
  });

  it("says whom requests reach where both serve the same host", () => {
    const app = { name: "shop", image: "a/b:1", expose: "ingress", host: "x.example.com" };
    const path = `${OVERLAYS}/staging/kustomization.yaml`;
    const exposed = apply("new:app", app, shipped);
    const text = exposed.get(path) ?? "";
    const bare = new Map(exposed).set(path, text.slice(0, text.indexOf("# A base's host")));
    const { notes } = planned("rename:env", RENAME, bare).plan;
    expect(notes.join("\n")).toContain("BOTH SERVE THE SAME HOSTS until step 2 (shop).");
  });

  it.skipIf(NO_KUSTOMIZE)("says what is lost with the old one", async () => {
    const [first, ...more] = await told("rename:env", RENAME, step(shipped));
    expect(first).toMatch(/^FLUX WILL DELETE the namespace staging and EVERYTHING IN IT/);
    expect(more[0]).toMatch(/^Flux deletes 20 objects: 1 ConfigMap/);
  });

  it("removes the old one second, and re-points who waited for it", () => {
    const tool = { kind: "oci", name: "tool", url: "oci://ghcr.io/acme/tool", tag: "1.0.0" };
    const waiting = apply("new:source", { ...tool, "depends-on": ["staging-sync"] }, shipped);
    const { plan, texts } = planned("rename:env", RENAME, step(waiting));
    expect(plan.typed).toBe("staging");
    expect(plan.notes[0]).toMatch(/^Step 2 of 2: .* only when uat-sync is Ready/);
    expect(texts.get("bootstrap/tool.yaml")).toContain("- name: uat-sync");
    expect(texts.get(`${OVERLAYS}/production/sync.yaml`)).toContain("- name: uat-sync");
    expect(texts.get(`${OVERLAYS}/uat/sync.yaml`)).not.toContain("Takes the place");
  });

  it("names the files that were changed on one side between the steps", () => {
    const path = `${OVERLAYS}/staging/resourcequota.yaml`;
    const first = step(shipped);
    const of = (texts: Texts) =>
      planned("rename:env", RENAME, texts).plan.notes.filter((note) =>
        note.includes("not the same"),
      );
    expect(of(first)).toEqual([]);
    const says = [
      "resourcequota.yaml is not the same in staging and uat: what only staging has goes with it.",
    ];
    expect(of(edited(first, path, 'pods: "24"', 'pods: "25"'))).toEqual(says);
    expect(of(edited(first, path.replace("staging", "uat"), 'pods: "24"', 'pods: "25"'))).toEqual(
      says,
    );
    expect(of(edited(first, path, "# Has to", "# It has to"))).toEqual([]);
    expect(of(new Map(first).set(`${OVERLAYS}/staging/extra.yaml`, "a: 1\n"))[0]).toContain(
      "extra.yaml",
    );
  });

  it("never takes another environment for the copy", () => {
    const twin = apply("new:env", { name: "eu-2", after: "dev", size: "medium" }, shipped);
    expect(refusal("rename:env", { name: "staging", to: "eu-2" }, twin)).toEqual([
      `undefined:undefined --to: eu-2 exists already, and its sync does not say that it takes the place of staging: ${OVERLAYS}/eu-2/sync.yaml.`,
    ]);
    expect(refusal("rename:env", { name: "dev", to: "uat" }, step(shipped))[0]).toContain(
      "uat takes the place of staging, and not of dev",
    );
  });

  it("is refused in the second step while something lives in the old namespace", () => {
    const tool = { kind: "oci", name: "tool", url: "oci://ghcr.io/acme/tool", tag: "1.0.0" };
    const inside = apply("new:source", { ...tool, "target-namespace": "staging" }, shipped);
    expect(refusal("rename:env", RENAME, step(inside))).toEqual([
      "bootstrap/tool.yaml:14 Kustomization tool-sync names the namespace staging, which would be gone.",
    ]);
  });

  it.each([
    ["staging", "staging", "staging is its name already."],
    ["staging", "monitoring", "is a reserved namespace"],
    ["staging", "UAT", "is not a DNS-1123 label"],
    ["stagin", "uat", '"stagin" is none of dev, staging, production.'],
  ])("refuses %s to %s", (name, to, says) => {
    expect(refusal("rename:env", { name, to }, shipped).join("\n")).toContain(says);
  });
});

describe.skipIf(NO_KUSTOMIZE)("rename:env, on the disk", () => {
  it("finds the step that is next, builds each, and leaves nothing to find after either", async () => {
    const folder = copyOfMonorepo();
    const rename = ["rename:env", "--name", "staging", "--to", "uat", "--repo", folder, "--yes"];
    for (const number of [1, 2]) {
      const { code, stderr } = await run(rename);
      expect(code, stderr).toBe(0);
      expect(stderr).toContain(`Step ${number} of 2`);
      expect(stderr).toContain(`rename-environment-staging-to-uat-step-${number}-of-2`);
      const validated = await run(["validate", "--repo", folder]);
      expect(validated.code, validated.stdout).toBe(0);
    }
    const again = await run(rename);
    expect(again.code).toBe(1);
    expect(again.stderr).not.toContain("takes the place");
    expect(again.stderr).toContain('"staging" is none of dev, uat, production.');
  });

  it("asks for both names, and in the second step for the old one to be typed", async () => {
    const folder = copyOfMonorepo();
    const rename = [BIN, "rename:env", "--repo", folder, "--no-render"];
    const first = await interact(rename, [
      ["Environment", `${KEYS.down}${KEYS.enter}`],
      ["New name", `uat${KEYS.enter}`],
      ["All right, show the diff", KEYS.enter],
      ["Write these", KEYS.enter],
    ]);
    expect(first.code, first.stderr).toBe(0);
    const sync = join(folder, OVERLAYS, "uat/sync.yaml");
    writeFileSync(sync, readFileSync(sync, "utf8").replace("timeout: 5m", "timeout: 6m"));
    const second = await interact(
      [...rename, "--name", "staging", "--to", "uat"],
      [
        ["All right, show the diff", KEYS.enter],
        ["Write these", KEYS.enter],
        ["Type staging to remove it", `staging${KEYS.enter}`],
      ],
    );
    expect(second.code, second.stderr).toBe(0);
    expect([...filesBelow(folder).keys()].filter((path) => path.includes("/staging/"))).toEqual([]);
    expect(readFileSync(sync, "utf8")).toContain("timeout: 6m");
  });
});
