import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { apply, planned, refusal, shippedTexts, type Texts } from "../support/memory.ts";
import { copyOfMonorepo, run } from "../support/project.ts";
import { OVERLAYS, overlay, PATCHES, patched, withTails } from "./overlays.ts";

describe("promote --config", () => {
  it("writes what patches set, as patches of these keys alone", () => {
    const before = patched("dev", PATCHES, shippedTexts());
    const raw = { from: "dev", app: ["app"], config: ["all"] };
    const after = apply("promote", raw, before);
    const expected = PATCHES.replace("op: replace", "op: add")
      .replace("/data/a~1b", '"/data/a~1b"')
      .replace("        replicas: 7\n", "");
    expect(after).toEqual(patched("staging", expected, before));
    expect(apply("promote", raw, after)).toEqual(after);
  });

  it("replaces a value where the overlay's own patch has it", () => {
    const before = patched(
      "staging",
      PATCHES.replace('"0.1"', "'0.5'").replace("debug", "info"),
      patched("dev", PATCHES, shippedTexts()),
    );
    const after = apply(
      "promote",
      { from: "dev", app: ["app"], config: ["FAIL_RATE,LOG_LEVEL"] },
      before,
    );
    const expected = PATCHES.replace('"0.1"', "'0.1'");
    expect(after).toEqual(patched("staging", expected, patched("dev", PATCHES, shippedTexts())));
  });

  it("writes into the file of a patch that is one", () => {
    const path = `${OVERLAYS}/staging/config.yaml`;
    const file =
      '# Of staging.\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-config\ndata:\n  FAIL_RATE: "0.5" # high\n';
    const dev = patched("dev", PATCHES, shippedTexts());
    const before = new Map(patched("staging", "  - path: config.yaml\n", dev)).set(path, file);
    const after = apply("promote", { from: "dev", app: ["app"], config: ["FAIL_RATE"] }, before);
    expect(after).toEqual(new Map(before).set(path, file.replace("0.5", "0.1")));
  });

  it("leaves a patch's file alone that another environment has too", () => {
    const path = `${OVERLAYS}/common/config.yaml`;
    const file =
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app-config\ndata:\n  FAIL_RATE: "0.5"\n';
    const named = "  - path: ../common/config.yaml\n";
    const appended = (environment: string, texts: Texts): Texts =>
      new Map(texts).set(overlay(environment), texts.get(overlay(environment)) + named);
    const dev = patched("dev", PATCHES, shippedTexts());
    const shared = new Map(appended("production", patched("staging", named, dev))).set(path, file);
    const raw = { from: "dev", app: ["app"], config: ["FAIL_RATE"] };
    const after = apply("promote", raw, shared);
    const own =
      '  - target:\n      kind: ConfigMap\n      name: app-config\n    patch: |-\n      - op: add\n        path: /data/FAIL_RATE\n        value: "0.1"\n';
    expect(after).toEqual(new Map(patched("staging", own, shared)));
    expect(apply("promote", raw, after)).toEqual(after);
  });

  it.each([
    [
      "patchesJson6902",
      (value: string) =>
        `patchesJson6902:\n  - target: {version: v1, kind: ConfigMap, name: app-config}\n    patch: |-\n      - {op: replace, path: /data/FAIL_RATE, value: "${value}"}\n`,
    ],
    [
      "patchesStrategicMerge",
      (value: string) =>
        `patchesStrategicMerge:\n  - |-\n    apiVersion: v1\n    kind: ConfigMap\n    metadata:\n      name: app-config\n    data:\n      FAIL_RATE: "${value}"\n`,
    ],
  ])("knows %s", (_, tail) => {
    const before = withTails({ dev: tail("0.1"), staging: tail("0.5") });
    const raw = { from: "dev", app: ["app"], config: ["FAIL_RATE"] };
    expect(apply("promote", raw, before)).toEqual(
      withTails({ dev: tail("0.1"), staging: tail("0.1") }),
    );
  });

  describe("what a generator reads from a file", () => {
    const generator = (...lines: string[]) =>
      `configMapGenerator:\n  - name: app-config\n    behavior: merge\n${lines.map((line) => `    ${line}\n`).join("")}`;
    const literals = generator("literals: [FAIL_RATE=0.1, OTHER=1]");
    const settings = (environment: string) => `${OVERLAYS}/${environment}/settings.env`;
    const config = (...keys: string[]) => ({ from: "dev", app: ["app"], config: keys });
    const env = "# Of staging.\r\n\r\nFAIL_RATE=0.5\r\nURL=a=b\r\n";

    it.each(["envs: [settings.env]", "env: settings.env"])("is compared, of %s", (line) => {
      const before = new Map(withTails({ dev: generator(line), staging: generator(line) }))
        .set(settings("dev"), `${env.replace("0.5", "0.1")}DEBUG\n`)
        .set(settings("staging"), env);
      const { texts, plan } = planned("promote", config("all"), before);
      expect(texts).toEqual(before);
      expect(plan.notes).toEqual([
        `app: FAIL_RATE is "0.1" in dev, "0.5" in staging: not carried (${settings("dev")} holds it).`,
        `app: DEBUG is "" in dev, not set in staging: not carried (${settings("dev")} holds it).`,
        "Nothing to carry for app: staging has the images of dev.",
      ]);
    });

    it("is not set a second time by --config all", () => {
      const before = new Map(
        withTails({ dev: literals, staging: generator("envs: [settings.env]") }),
      ).set(settings("staging"), env);
      const after = withTails({
        dev: literals,
        staging: generator("envs: [settings.env]", "literals:", '  - "OTHER=1"'),
      });
      expect(apply("promote", config("all"), before)).toEqual(
        new Map(after).set(settings("staging"), env),
      );
    });

    it.each([
      ["envs: [settings.env]", env],
      ["files: [FAIL_RATE=settings.env]", "0.5"],
    ])("refuses a key that is named, of %s", (line, text) => {
      const sentence = (environment: string) => [
        `${settings(environment)}:undefined FAIL_RATE can't be carried: ${settings(environment)} holds it, which is no YAML.`,
      ];
      const target = withTails({ dev: literals, staging: generator(line) });
      expect(
        refusal("promote", config("FAIL_RATE"), new Map(target).set(settings("staging"), text)),
      ).toEqual(sentence("staging"));
      const source = withTails({ dev: generator(line), staging: literals.replace("0.1", "0") });
      expect(
        refusal("promote", config("FAIL_RATE"), new Map(source).set(settings("dev"), text)),
      ).toEqual(sentence("dev"));
    });

    it("has the name of its file as its key", () => {
      const before = new Map(withTails({ dev: generator("files: [settings.env]") })).set(
        settings("dev"),
        env,
      );
      expect(refusal("promote", config("settings.env"), before)).toHaveLength(1);
    });
  });

  it("carries no key that is not named, and says which there are", async () => {
    const folder = copyOfMonorepo();
    const texts = patched("dev", PATCHES, shippedTexts());
    writeFileSync(join(folder, overlay("dev")), texts.get(overlay("dev")) ?? "");
    const { code, stdout, stderr } = await run([
      "promote",
      "--from",
      "dev",
      "--repo",
      folder,
      "--yes",
    ]);
    expect(code).toBe(0);
    expect(stdout).toBe("");
    expect(stderr).toBe(
      [
        'app: FAIL_RATE is "0.1" in dev, not set in staging: not carried (--config FAIL_RATE).',
        'app: a/b is "yes" in dev, not set in staging: not carried (--config a/b).',
        'app: LOG_LEVEL is "debug" in dev, not set in staging: not carried (--config LOG_LEVEL).',
        "Nothing to carry for app: staging has the images of dev.",
        "There is nothing to write.",
        "",
      ].join("\n"),
    );
  });
});
