import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, inspect } from "../../generators/check/checks.ts";
import type { Rule } from "../../generators/check/rule.ts";
import { analysisOf } from "../support/analysis.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { copyOfMonorepo, run, temporaryFolder } from "../support/project.ts";

const WHOLE = ["files", "builds", "whole"] as const;

function repository(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const kustomization = (...lines: string[]) =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${lines.join("\n")}\n`;
const CONFIGMAPS = `# validate: ignore quota because of the first
apiVersion: v1
kind: ConfigMap
metadata:
  name: first
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: second
`;

/** The name of a real rule, which finds whatever the test says. */
function quotaThatFinds(find: Rule["check"]): Rule {
  return { name: "quota", needs: "files", summary: "", why: "", fix: "", check: find };
}

describe("a comment", () => {
  const place = (line: number) =>
    quotaThatFinds(() => [{ rule: "quota", message: "Wrong.", path: "configmaps.yaml", line }]);

  it("counts for its document and no other", async () => {
    const subject = await analysisOf(repository({ "configmaps.yaml": CONFIGMAPS }));
    const first = inspect(subject, WHOLE, [place(4)]);
    expect(first.findings).toEqual([]);
    expect(first.ignored[0]?.exception).toMatchObject({ reason: "of the first", line: 1 });
    expect(inspect(subject, WHOLE, [place(9)]).findings).toHaveLength(1);
  });

  it("counts for its object where a patch elsewhere is the cause", async () => {
    const files = {
      "kustomization.yaml": kustomization("resources:", "  - configmaps.yaml"),
      "configmaps.yaml": CONFIGMAPS,
    };
    const subject = await analysisOf(repository(files));
    const about = (name: string) =>
      quotaThatFinds(({ renderings }) =>
        renderings
          .flatMap(({ objects }) => objects)
          .filter((object) => object.name === name)
          .map((object) => ({
            rule: "quota",
            message: "Wrong.",
            path: "kustomization.yaml",
            line: 3,
            about: object,
          })),
      );
    expect(inspect(subject, WHOLE, [about("first")])).toMatchObject({
      findings: [],
      ignored: [{ finding: { path: "kustomization.yaml" } }],
    });
    expect(check(subject, WHOLE, [about("second")])).toHaveLength(1);
  });

  it("does not count for another rule, or as text of a block", async () => {
    const text = CONFIGMAPS.replace(/^#.*\n/, "").replace(
      "---",
      "data:\n  script: |\n    # validate: ignore quota because of the text\n---",
    );
    const subject = await analysisOf(repository({ "configmaps.yaml": text }));
    expect(check(subject, WHOLE, [place(3)])).toHaveLength(1);
    const other = CONFIGMAPS.replace("quota", "build");
    const noQuota = await analysisOf(repository({ "configmaps.yaml": other }));
    expect(check(noQuota, WHOLE, [place(3)])).toHaveLength(1);
  });
});

describe("an exception that nothing needs", () => {
  const unused = async (flags: string[], files: Record<string, string>) => {
    const { stdout } = await run([
      "validate",
      "--format",
      "json",
      "--repo",
      repository(files),
      ...flags,
    ]);
    return JSON.parse(stdout).findings.map(({ message }: { message: string }) => message);
  };
  const FILES = {
    "kustomization.yaml": kustomization(
      "# validate: ignore quota because of a reason",
      "# validate: ignore missing-path because of a reason",
      "resources:",
      "  - configmap.yaml",
    ),
    "configmap.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\n",
  };
  const QUOTA = "Nothing here breaks the rule quota any more.";
  const MISSING = "Nothing here breaks the rule missing-path any more.";

  it.skipIf(NO_KUSTOMIZE)("is found where its rule saw everything", async () => {
    expect(await unused([], FILES)).toEqual([QUOTA, MISSING]);
  });

  it.each([
    ["--skip quota", ["--skip", "quota"], [MISSING]],
    ["--only quota", ["--only", "quota"], []],
    ["--no-render", ["--no-render"], [MISSING]],
  ])("but not with %s, which leaves its rule out", async (_what, flags, expected) => {
    expect(await unused(flags, FILES)).toEqual(expected);
  });
});

describe("the shipped monorepo with an exception", () => {
  const OVERLAY = "applications/mock-cluster-aka-namespaces";
  const broken = (line: string) => {
    const folder = copyOfMonorepo();
    const path = join(folder, OVERLAY, "production", "sync.yaml");
    const text = readFileSync(path, "utf8").replace("name: staging-sync", "name: gone");
    writeFileSync(path, `${line}${text}`);
    return folder;
  };
  const COMMENT = "# validate: ignore sync-reference because another repository has it.\n";

  it("counts what it ignores, with its reason", async () => {
    const folder = broken(COMMENT);
    const validate = (format: string) =>
      run(["validate", "--no-render", "--format", format, "--repo", folder]);
    const text = await validate("text");
    expect(text.code, text.stdout).toBe(0);
    expect(text.stdout).toMatch(/^✓ No findings in .* 1 ignored, with reasons\.\n/);
    expect(JSON.parse((await validate("json")).stdout).ignored).toEqual([
      expect.objectContaining({
        rule: "sync-reference",
        ignored: {
          reason: "another repository has it.",
          path: `flux-cd/${OVERLAY}/production/sync.yaml`,
          line: 1,
        },
      }),
    ]);
  });

  it("counts in generators too", async () => {
    const plan = (folder: string) =>
      run([
        "new:env",
        "--name",
        "qa",
        "--after",
        "staging",
        "--dry-run",
        "--no-render",
        "--repo",
        folder,
      ]);
    // What was there before is shown apart, unless it has an exception.
    expect((await plan(broken(""))).stderr).toContain("depends on gone, which does not exist");
    const excepted = await plan(broken(COMMENT));
    expect(excepted.code, excepted.stderr).toBe(0);
    expect(excepted.stderr).not.toContain("depends on gone");
  });

  it.skipIf(NO_KUSTOMIZE)(
    "counts beside the object, though an overlay's patch is the cause",
    async () => {
      const folder = copyOfMonorepo();
      const edit = (path: string, change: (text: string) => string) => {
        const file = join(folder, OVERLAY, "dev", path);
        writeFileSync(file, change(readFileSync(file, "utf8")));
      };
      edit("kustomization.yaml", (text) => {
        const patch = [
          "patches:",
          "  - target: {kind: ResourceQuota}",
          "    patch: |",
          "      - {op: replace, path: /spec/hard/pods, value: 1}",
        ];
        return text.replace(/^patches:$/m, patch.join("\n"));
      });
      const validate = () => run(["validate", "--only", "quota,exception", "--repo", folder]);
      const before = await validate();
      expect(before.code).toBe(1);
      expect(before.stdout).toMatch(/dev\/kustomization\.yaml\n {2}✗ \d+:\d+ quota\n/);
      edit("resourcequota.yaml", (text) => `${text}# validate: ignore quota because dev is off.\n`);
      const after = await validate();
      expect(after.code, after.stdout).toBe(0);
      expect(after.stdout).toContain("1 ignored, with reasons.");
    },
  );
});
