import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, MONOREPO, ROOT, temporaryFolder } from "./support/project.ts";

/** A file of the project; below flux-cd/ as it is shipped, since the folder itself is the user's. */
const locate = (path: string) =>
  path.startsWith("flux-cd/") ? join(MONOREPO, path.slice("flux-cd/".length)) : join(ROOT, path);
const read = (path: string) => readFileSync(locate(path), "utf8");

const DOCUMENTS = [
  ...execFileSync("git", ["ls-files", "*.md"], { cwd: ROOT, encoding: "utf8" })
    .trim()
    .split("\n")
    .filter((path) => !/^(?:test|flux-cd)\//.test(path)),
  ...[...filesBelow(MONOREPO).keys()]
    .filter((path) => path.endsWith(".md"))
    .map((path) => `flux-cd/${path}`),
];

/** Without code blocks and code spans: what is in them is no link and no heading. */
const prose = (text: string) =>
  text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");

/** Code blocks and code spans, each on lines of its own. */
const code = (text: string) =>
  [...text.matchAll(/^ *```[\s\S]*?^ *```|`[^`\n]+`/gm)]
    .map(([block]) => block.replaceAll(/^ +|`/gm, ""))
    .join("\n");

/** The anchors of a document's headings, as GitHub makes them. */
const anchors = (text: string) =>
  [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe("the generated parts of the documents", () => {
  const check = (folder: string) =>
    spawnSync(process.execPath, [join(folder, "scripts/docs.mjs"), "--check"], {
      encoding: "utf8",
    });

  it("are what `npm run docs` writes", () => {
    const { status, stderr } = check(ROOT);
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it.each([
    { file: "makefile", from: "## Run the tests", to: "## Run", stale: "docs/how-to-run.md" },
    { file: "scripts/versions.env", from: "=v2.", to: "=v3.", stale: "docs/how-to-run.md" },
    { file: "scripts/hpa-demo.sh", from: "(300)", to: "(301)", stale: "scripts/SCRIPTS.md" },
    {
      file: "test/fixtures/monorepo/flux-cd/applications/mock-cluster-aka-namespaces/staging/sync.yaml",
      from: "name: dev-sync",
      to: "name: infrastructure-sync",
      stale: "docs/architecture.md",
    },
    {
      file: "test/fixtures/monorepo/flux-cd/applications/mock-cluster-aka-namespaces/staging/kustomization.yaml",
      from: "value: 2",
      to: "value: 4",
      stale: "docs/gitops-workflow.md",
    },
    {
      file: "dist/flux-cd.cjs",
      from: "the rollout order",
      to: "the order",
      stale: "docs/commands.md",
    },
    {
      file: "dist/flux-cd.cjs",
      from: "without an error or a warning",
      to: "without an error",
      stale: "docs/rules.md",
    },
  ])("are out of date when $file changes", ({ file, from, to, stale }) => {
    const folder = temporaryFolder();
    for (const name of [
      "bin",
      "dist",
      "docs",
      "makefile",
      "package.json",
      "scripts",
      "test/fixtures/monorepo",
    ]) {
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    }
    // Empty: a bundle that is older than its sources refuses to run.
    mkdirSync(join(folder, "generators"));
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
    const text = readFileSync(join(folder, file), "utf8");
    expect(text).toContain(from);
    writeFileSync(join(folder, file), text.replaceAll(from, to));
    const { status, stderr } = check(folder);
    expect(stderr).toContain(`${stale} is not up to date: run npm run docs.\n`);
    expect(status).toBe(1);
  });
});

describe.each(DOCUMENTS)("%s", (path) => {
  const text = read(path);

  it("links to what there is", () => {
    for (const [, target = ""] of prose(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [file = "", anchor] = target.split("#");
      const linked = file === "" ? path : join(dirname(path), file);
      expect(existsSync(locate(linked)), target).toBe(true);
      if (anchor !== undefined) expect(anchors(read(linked)), target).toContain(anchor);
    }
  });

  it("names targets, scripts and files that there are", () => {
    const targets = [...read("makefile").matchAll(/^([a-z][a-z-]*):/gm)].map(([, name]) => name);
    for (const [, words = ""] of code(text).matchAll(
      /^(?:\$ )?(?:[A-Z_]+=\S+ )?make ((?:[a-z-]+ ?)+)/gm,
    )) {
      for (const name of words.trim().split(" ")) {
        if (!name.startsWith("-")) expect(targets, `make ${words}`).toContain(name);
      }
    }
    const scripts = ["package.json", "demo-app/package.json"].flatMap((file) =>
      Object.keys((JSON.parse(read(file)) as { scripts: object }).scripts),
    );
    for (const [, name = ""] of text.matchAll(
      /npm run (?:-s |--silent )?([a-z]+(?::[a-z]+(?:-[a-z]+)*)?)(?![:\w])/g,
    )) {
      expect(scripts, `npm run ${name}`).toContain(name);
    }
    for (const [name] of text.matchAll(/\bscripts\/[\w./-]+\.(?:sh|mjs|env)\b/g)) {
      expect(existsSync(join(ROOT, name)), name).toBe(true);
    }
    for (const [name] of text.matchAll(/\btest\/[\w./-]+\.test\.ts\b/g)) {
      const folder = path.startsWith("demo-app/") ? "demo-app" : "";
      const found = [join(folder, name), join("demo-app", name)].some((each) =>
        existsSync(join(ROOT, each)),
      );
      expect(found, name).toBe(true);
    }
  });
});

it("every document of docs/ can be reached from the README", () => {
  for (const name of readdirSync(join(ROOT, "docs")))
    expect(read("README.md")).toContain(`docs/${name}`);
});
