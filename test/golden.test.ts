import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { planBuild } from "../generators/model/rendering/build-request.ts";
import { render } from "../generators/model/rendering/render.ts";
import type { Cache } from "../generators/platform/disk/cache.ts";
import { findKustomize, type Program } from "../generators/platform/programs/kustomize.ts";
import { schemas } from "./schema/schemas.ts";
import { CASES } from "./support/golden-cases.ts";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { filesOf } from "./support/memory.ts";
import { copyOfMonorepo, filesBelow, ROOT, run } from "./support/project.ts";

// Quotas and limit ranges follow what a build shows.
const cases = Object.entries(CASES).filter(([name]) => !NO_KUSTOMIZE || !/quota|larger/.test(name));

/** What is built once: most cases leave most of the monorepo as it was. */
const built = new Map<string, string>();
const cache: Cache = {
  get: (key) => built.get(key),
  put: (key, text) => built.set(key, text),
};

it("has no golden folder without a case", () => {
  expect(readdirSync(join(ROOT, "test", "golden")).sort()).toEqual(Object.keys(CASES).sort());
});

describe.each(cases)("%s", (name, commands) => {
  const golden = join(ROOT, "test", "golden", name);

  let before: Map<string, string>;
  let after: Map<string, string>;
  let folder: string;
  /** What each command said on stdout: its diff. */
  let diffs: string[];

  let remove: () => void;
  afterAll(() => remove());
  beforeAll(async () => {
    folder = copyOfMonorepo((cleanUp) => {
      remove = cleanUp;
    });
    before = filesBelow(folder);
    diffs = [];
    for (const command of commands) {
      const { code, stdout, stderr } = await run([...command, "--repo", folder, "--yes"]);
      expect(code, stderr).toBe(0);
      diffs.push(stdout);
    }
    after = filesBelow(folder);
  }, 60_000);

  it("changes exactly the golden files, to the byte", () => {
    const changed = new Map([...after].filter(([path, text]) => before.get(path) !== text));
    const removed = [...before.keys()].filter((path) => !after.has(path)).sort();
    if (removed.length > 0) changed.set("REMOVED", `${removed.join("\n")}\n`);
    if (process.env.UPDATE_GOLDEN === "1") write(golden, changed);
    const expected = filesBelow(golden);
    expect([...changed.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [path, text] of expected) expect(changed.get(path), path).toBe(text);
  });

  // artifacts moves lines, and lets nothing be pruned for a while.
  const adds = !/^(?:remove|rename)-|^artifacts|from-one-with-artifacts/.test(name);
  it.runIf(adds)("adds lines, and changes nothing but the scalars that it names", () => {
    for (const [path, text] of before) {
      const now = after.get(path)?.split("\n") ?? [];
      const gone = text.split("\n").filter((line) => !now.includes(line));
      const allowed =
        /^ +(?:- name: \S+-sync|kind: GitRepository|(?:requests|limits)\.(?:cpu|memory): .+|memory: .+|cpu: .+)$/;
      expect(
        gone.filter((line) => !allowed.test(line)),
        path,
      ).toEqual([]);
      if (
        !name.includes("raise-quota") &&
        !name.match(/between|first|several|from-dev|new-env-artifacts/)
      ) {
        expect(gone, path).toEqual([]);
      }
    }
  });

  it.each([
    ["git apply", ["git", "apply", "-"]],
    ["patch -p1", ["patch", "-p1", "-s"]],
  ])("writes what its diff says, as %s reads it", (_program, [program = "", ...args]) => {
    const copy = copyOfMonorepo();
    // Outside of git a folder is called by its own name, as the copy is.
    for (const input of diffs) execFileSync(program, args, { cwd: dirname(copy), input });
    expect(filesBelow(copy)).toEqual(after);
  });

  it.skipIf(NO_KUSTOMIZE)("leaves every kustomization building without a warning", async () => {
    const roots = [...after.keys()].filter((path) => path.endsWith("sync.yaml")).map(dirname);
    const files = filesOf(after);
    const planned = [".", "applications", "infrastructure", ...roots].map((each) =>
      planBuild(files, { folder: each }),
    );
    const program = findKustomize(process.env) as Program;
    const builds = await render(planned, files, { program, cache, label: name });
    for (const [index, each] of builds.entries()) {
      expect(each, planned[index]?.request.folder).toMatchObject({ ok: true, warning: "" });
      expect(each.ok && each.objects.length).toBeGreaterThan(0);
    }
  });

  it("writes objects that the API server takes, without a field that it does not know", () => {
    const changed = [...after].filter(([path, text]) => before.get(path) !== text);
    // A hidden file is no manifest: what a unit was made from.
    for (const [path, text] of changed.filter(([path]) => /(?:^|\/)[^./][^/]*\.yaml$/.test(path))) {
      for (const document of parseAllDocuments(text)) {
        const object = document.toJS();
        const isKnown = !/^(?:Component|Kustomization|ExternalSecret)$/.test(object.kind);
        const faults = schemas.validate(object);
        if (isKnown || faults !== undefined) expect(faults, `${path} ${object.kind}`).toEqual([]);
      }
    }
  });

  it("writes YAML that a second parser takes for the same", () => {
    for (const [path, text] of after) {
      // YAML 1.1, as Kubernetes' own reader: a string must not become a boolean or a number.
      if (path.endsWith(".yaml") && !text.includes("\n---\n")) {
        expect(parse(text, { version: "1.1" }), path).toEqual(parse(text));
      }
    }
  });
});

function write(golden: string, files: ReadonlyMap<string, string>): void {
  rmSync(golden, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(golden, path)), { recursive: true });
    writeFileSync(join(golden, path), text);
  }
}
