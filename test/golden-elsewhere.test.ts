import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { FLUX_CD } from "../generators/model/layouts/flux-cd.ts";
import { comparisonOf } from "./support/comparison.ts";
import { ELSEWHERE, moved, movedText } from "./support/elsewhere.ts";
import { CASES } from "./support/golden-cases.ts";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { filesBelow, MONOREPO, ROOT, runInside, temporaryFolder } from "./support/project.ts";

const shipped = filesBelow(MONOREPO);
const before = moved(shipped, FLUX_CD, ELSEWHERE);

function write(folder: string): void {
  for (const [path, text] of before) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

it("leaves no folder and no name as it is in the shipped layout", () => {
  for (const kind of ["paths", "names"] as const) {
    const [from, to] = [FLUX_CD, ELSEWHERE].map(({ patterns }) => Object.entries(patterns[kind]));
    for (const [index, [name, pattern]] of from?.entries() ?? []) {
      expect(to?.[index]?.[0]).toBe(name);
      expect(to?.[index]?.[1], name).not.toBe(pattern);
    }
  }
  expect([...before.keys()].filter((path) => shipped.has(path))).toEqual(["kustomization.yaml"]);
  expect(moved(before, ELSEWHERE, FLUX_CD)).toEqual(shipped);
});

const cases = Object.entries(CASES).filter(([name]) => !NO_KUSTOMIZE || !/quota|larger/.test(name));

// The same commands on the same monorepo, every folder and every name of which is another one: what
// they write is what they write there, in another place.
it.each(cases)("%s", async (name, commands) => {
  const folder = join(temporaryFolder(), "flux-cd");
  write(folder);
  for (const command of commands) {
    const words = command.map((word) => movedText(word, "", new Set(), FLUX_CD, ELSEWHERE));
    const args = [...words, "--repo", folder, "--yes"];
    const { code, stderr } = await runInside(args, ROOT, { layout: ELSEWHERE, env: process.env });
    expect(code, stderr).toBe(0);
  }
  const after = moved(filesBelow(folder), ELSEWHERE, FLUX_CD);
  const changed = new Map([...after].filter(([path, text]) => shipped.get(path) !== text));
  const removed = [...shipped.keys()].filter((path) => !after.has(path)).sort();
  if (removed.length > 0) changed.set("REMOVED", `${removed.join("\n")}\n`);
  expect(changed).toEqual(filesBelow(join(ROOT, "test", "golden", name)));
});

it("list says of it what it says of the shipped one", async () => {
  const folder = join(temporaryFolder(), "flux-cd");
  write(folder);
  const args = ["list", "--format", "json", "--no-render", "--repo"];
  const { stdout } = await runInside([...args, folder], ROOT, { layout: ELSEWHERE });
  const said = await runInside([...args, MONOREPO]);
  expect(movedText(stdout, "", new Set(), ELSEWHERE, FLUX_CD)).toBe(said.stdout);
});

it.skipIf(NO_KUSTOMIZE)("diff names its environments", async () => {
  const quota = ELSEWHERE.path("environment", { env: "staging" }).concat("/resourcequota.yaml");
  const text = before.get(quota) ?? "";
  const [base, head] = [before, new Map(before).set(quota, text.replace(/pods: .*/, "pods: 9"))];
  const diff = await comparisonOf(Object.fromEntries(base), Object.fromEntries(head), ELSEWHERE);
  const named = diff.syncs.map(({ sync, environment }) => [sync, environment]);
  expect(named).toEqual([["flow-staging", "staging"]]);
});
