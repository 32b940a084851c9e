import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, MONOREPO, ROOT, temporaryFolder } from "./support/project.ts";

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

describe("package-lock.json", () => {
  const text = readFileSync(join(ROOT, "package-lock.json"), "utf8");
  const packages = (JSON.parse(text) as { packages: Record<string, Locked> }).packages;

  it("names no host that packages come from", () => {
    expect(Object.values(packages).filter((each) => each.resolved !== undefined)).toEqual([]);
  });

  it("lists the platform packages of every system, or npm ci fails on the others", () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {}).filter(
        (name) =>
          !(`${path}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
      ),
    );
    expect(missing).toEqual([]);
  });
});

describe("the repository", () => {
  const files = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" })
    .trim()
    .split("\n");

  it("keeps source files short", () => {
    const long = files
      .filter((path) => /^generators\/.*\.ts$/.test(path))
      .filter((path) => readFileSync(join(ROOT, path), "utf8").split("\n").length > 230);
    expect(long).toEqual([]);
  });

  it("has no two exported types of one name, and no crowded folder", () => {
    const sources = files.filter((path) => /^generators\/.*\.ts$/.test(path));
    const names = sources.flatMap((path) =>
      [
        ...readFileSync(join(ROOT, path), "utf8").matchAll(
          /^export (?:interface|type|class) (\w+)/gm,
        ),
      ].map(([, name]) => name),
    );
    expect(names.length).toBeGreaterThan(200);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    const folders = sources.map((path) => dirname(path));
    const crowded = new Set(
      folders.filter((folder) => folders.filter((each) => each === folder).length > 13),
    );
    expect([...crowded]).toEqual([]);
  });

  it("ships no deprecated kustomize field and no latest tag", () => {
    const deprecated = /^\s*(?:bases|commonLabels|patchesStrategicMerge|patchesJson6902|vars):/m;
    const manifests = [...filesBelow(MONOREPO)].filter(([path]) => path.endsWith(".yaml"));
    expect(manifests.length).toBeGreaterThan(40);
    for (const [path, text] of manifests) {
      expect(text, path).not.toMatch(deprecated);
      expect(text, path).not.toMatch(/image: \S+:latest/);
      expect(text, path).not.toMatch(
        /apiVersion: \S+\/v\d+(?:alpha|beta)\d+$(?<!kustomize\.config\.k8s\.io\/v1(?:alpha|beta)1)/m,
      );
    }
  });
});

describe("bin/flux-cd.js", () => {
  /** A project with the real bin and a bundle that says it was run. */
  function project(): string {
    const folder = temporaryFolder();
    cpSync(join(ROOT, "bin"), join(folder, "bin"), { recursive: true });
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    mkdirSync(join(folder, "generators"));
    writeFileSync(join(folder, "generators", "old.ts"), "");
    utimesSync(join(folder, "generators", "old.ts"), 1, 1);
    mkdirSync(join(folder, "dist"));
    utimesSync(join(folder, "generators"), 1, 1);
    writeFileSync(
      join(folder, "dist", "flux-cd.cjs"),
      'exports.main = async () => { console.log("ran"); return 0; };',
    );
    return folder;
  }
  const start = (folder: string) =>
    spawnSync(process.execPath, [join(folder, "bin", "flux-cd.js")], { encoding: "utf8" });

  it("runs what was built, with or without a usable code cache", () => {
    const folder = project();
    expect(start(folder)).toMatchObject({ status: 0, stdout: "ran\n" });
    writeFileSync(join(folder, "dist", "flux-cd.cache"), "not a cache");
    expect(start(folder)).toMatchObject({ status: 0, stdout: "ran\n", stderr: "" });
  });

  it("says what to do when nothing is built, or something older than the sources", () => {
    const folder = project();
    const source = join(folder, "generators", "old.ts");
    utimesSync(source, Date.now() / 1000 + 60, Date.now() / 1000 + 60);
    expect(start(folder)).toMatchObject({
      status: 2,
      stdout: "",
      stderr: "generators/old.ts is newer than what was built: run npm ci, or npm run build.\n",
    });
    rmSync(join(folder, "dist"), { recursive: true });
    expect(start(folder)).toMatchObject({
      status: 2,
      stderr: "The generators are not built yet: run npm ci.\n",
    });
  });

  it("tells a defect of its own in a line, and its place with DEBUG", () => {
    const folder = project();
    writeFileSync(
      join(folder, "dist", "flux-cd.cjs"),
      'exports.main = async () => { throw new Error("boom"); };',
    );
    const { status, stderr } = start(folder);
    expect(status).toBe(1);
    expect(stderr).toBe("This is a defect of the generators, not of your input: boom\n");
  });
});
