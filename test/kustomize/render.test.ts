import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Files } from "../../generators/base/files.ts";
import { loadOutput } from "../../generators/base/yaml/load.ts";
import { Tree } from "../../generators/edit/tree.ts";
import { planBuild } from "../../generators/model/rendering/build-request.ts";
import { type Build, render } from "../../generators/model/rendering/render.ts";
import type { Cache } from "../../generators/platform/disk/cache.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { findKustomize, type Program } from "../../generators/platform/programs/kustomize.ts";
import { build, NO_KUSTOMIZE } from "../support/kustomize.ts";
import { MONOREPO, temporaryFolder } from "../support/project.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const FOLDERS = [
  ".",
  "applications",
  "infrastructure",
  ...["dev", "staging", "production"].map((name) => `${OVERLAYS}/${name}`),
];

/** A cache in memory that tells what was asked of it. */
function memory(): Cache & { hits: number; kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    hits: 0,
    kept,
    get(key) {
      const found = kept.get(key);
      if (found !== undefined) this.hits++;
      return found;
    },
    put: (key, text) => kept.set(key, text),
  };
}

/** A program that notes each of its runs before it does kustomize's work. */
function counted(): Program & { runs: () => number } {
  const { name, path } = findKustomize(process.env) as Program;
  const folder = temporaryFolder();
  const log = join(folder, "log");
  writeFileSync(log, "");
  writeFileSync(join(folder, name), `#!/bin/sh\necho run >>'${log}'\nexec '${path}' "$@"\n`);
  chmodSync(join(folder, name), 0o755);
  const runs = () => readFileSync(log, "utf8").split("\n").length - 1;
  return { name, path: join(folder, name), fingerprint: "1", runs };
}

function renderAll(files: Files, folders: readonly string[], program: Program, cache = memory()) {
  const planned = folders.map((folder) => planBuild(files, { folder }));
  return render(planned, files, { program, cache, label: "flux-cd" });
}

const objectsOf = (each: Build | undefined) => (each?.ok ? each.objects : undefined);
const shipped = () => new Tree(openFolder(MONOREPO));
/** The shipped monorepo with some files replaced or added. */
function changed(texts: Readonly<Record<string, string>>): Tree {
  const tree = shipped();
  for (const [path, text] of Object.entries(texts)) {
    if (tree.read(path) === undefined) tree.create(path, text);
    else tree.edit(path, text);
  }
  return tree;
}

describe.skipIf(NO_KUSTOMIZE)("builds that share a process", () => {
  let builds: readonly Build[];
  beforeAll(async () => {
    builds = await renderAll(shipped(), FOLDERS, findKustomize(process.env) as Program);
  });

  it.each(FOLDERS)("give for %s what kustomize gives for it alone", (folder) => {
    const alone = loadOutput(build(join(MONOREPO, folder)));
    expect(objectsOf(builds[FOLDERS.indexOf(folder)])).toEqual(alone);
  });

  it("that fail leave the others alone, and say kustomize's own words", async () => {
    const files = changed({ [`${OVERLAYS}/staging/namespace.yaml`]: "kind: Namespace\n" });
    const program = findKustomize(process.env) as Program;
    const found = await renderAll(files, FOLDERS, program);
    expect(found.map(({ ok }) => ok)).toEqual(FOLDERS.map((each) => !each.endsWith("staging")));
    const failed = found.find(({ ok }) => !ok) as Build & { ok: false };
    expect(failed.message).toContain("flux-cd/applications/mock-cluster-aka-namespaces/staging");
    expect(failed.message).not.toMatch(/batches|repository|flux-cd-\w{6}/);
    expect(objectsOf(found[3])).toEqual(objectsOf(builds[3]));
  });

  it("and render the same object are built apart", async () => {
    const copy = changed({
      "twin/kustomization.yaml": `resources:\n  - ../${OVERLAYS}/dev\n`,
      "triplet/kustomization.yaml": `resources:\n  - ../${OVERLAYS}/dev\n`,
    });
    const folders = [`${OVERLAYS}/dev`, "twin", "infrastructure", "triplet"];
    const found = await renderAll(copy, folders, findKustomize(process.env) as Program);
    expect(objectsOf(found[1])).toEqual(objectsOf(builds[3]));
    expect(objectsOf(found[3])).toEqual(objectsOf(builds[3]));
    expect(objectsOf(found[2])).toEqual(objectsOf(builds[2]));
  });

  it("keep the name of a generated object, and annotations of their own", async () => {
    const manifest =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations:\n    k: v\n";
    const files = changed({
      "made/kustomization.yaml":
        "resources: [a.yaml]\nconfigMapGenerator:\n  - name: settings\n    literals: [A=1]\n",
      "made/a.yaml": manifest,
      "made/b/kustomization.yaml": "resources: [../a.yaml]\nnamespace: other\n",
    });
    const folder = temporaryFolder();
    const alone = Object.fromEntries(
      ["made/kustomization.yaml", "made/a.yaml"].map((path) => [path, files.read(path) ?? ""]),
    );
    const { mkdirSync } = await import("node:fs");
    for (const [path, text] of Object.entries(alone)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const [made] = await renderAll(
      files,
      ["made", "made/b"],
      findKustomize(process.env) as Program,
    );
    expect(objectsOf(made)).toEqual(loadOutput(build(join(folder, "made"))));
  });

  it("get a field's warning each for itself", async () => {
    const files = changed({
      "old/kustomization.yaml": "commonLabels:\n  a: b\nresources: [a.yaml]\n",
      "old/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: old\n",
    });
    const [old, dev] = await renderAll(
      files,
      ["old", `${OVERLAYS}/dev`],
      findKustomize(process.env) as Program,
    );
    expect(old).toMatchObject({ ok: true, warning: expect.stringContaining("commonLabels") });
    expect(dev).toMatchObject({ ok: true, warning: "" });
  });
});

describe.skipIf(NO_KUSTOMIZE || process.platform === "win32")("the cache of builds", () => {
  it("starts no program where nothing has changed, and gives the same", async () => {
    const program = counted();
    const cache = memory();
    const first = await renderAll(shipped(), FOLDERS, program, cache);
    const runs = program.runs();
    expect(runs).toBeGreaterThan(0);
    expect(await renderAll(shipped(), FOLDERS, program, cache)).toEqual(first);
    expect(program.runs()).toBe(runs);
  });

  it("builds again what reads a changed file, whichever file it is, and nothing else", async () => {
    const program = counted();
    const cache = memory();
    await renderAll(shipped(), FOLDERS, program, cache);
    const all = new Set(
      FOLDERS.flatMap((folder) => [...planBuild(shipped(), { folder }).closure.files]),
    );
    expect(all.size).toBeGreaterThan(40);
    for (const path of all) {
      const files = changed({ [path]: `${shipped().read(path)}# changed\n` });
      const readers = FOLDERS.filter((folder) =>
        planBuild(files, { folder }).closure.files.has(path),
      );
      cache.hits = 0;
      const before = cache.kept.size;
      await renderAll(files, FOLDERS, program, cache);
      expect(cache.hits, path).toBe(FOLDERS.length - readers.length);
      expect(cache.kept.size - before, path).toBe(readers.length);
    }
  });

  it("sees a changed value, and another version of the program", async () => {
    const program = counted();
    const cache = memory();
    const folder = `${OVERLAYS}/dev`;
    await renderAll(shipped(), [folder], program, cache);
    const path = `${OVERLAYS}/dev/resourcequota.yaml`;
    const text = (shipped().read(path) ?? "").replace(/pods: .*/, 'pods: "77"');
    const [after] = await renderAll(changed({ [path]: text }), [folder], program, cache);
    expect(JSON.stringify(objectsOf(after))).toContain('"pods":"77"');
    const runs = program.runs();
    await renderAll(shipped(), [folder], { ...program, fingerprint: "2" }, cache);
    expect(program.runs()).toBe(runs + 1);
  });

  it("keeps no build that failed", async () => {
    const program = counted();
    const cache = memory();
    const files = changed({ [`${OVERLAYS}/dev/namespace.yaml`]: "kind: Namespace\n" });
    await renderAll(files, [`${OVERLAYS}/dev`], program, cache);
    expect(cache.kept.size).toBe(0);
  });
});
