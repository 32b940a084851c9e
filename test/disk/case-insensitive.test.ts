import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { commit } from "../../generators/platform/disk/commit.ts";
import { interceptDisk } from "../support/faults.ts";
import { create, everything, folderWith } from "../support/folder.ts";
import { copyOfMonorepo, filesBelow, runInside } from "../support/project.ts";

/** The unwrapped call: by then the imported one is wrapped itself. */
const list = readdirSync;

/** A path as it is spelled on the disk, as far as it exists in any spelling. */
function asSpelled(path: string): string {
  const folder = dirname(path);
  if (folder === path) return path;
  const above = asSpelled(folder);
  const name = path.slice(folder.length).replace(/^\//, "");
  let names: string[];
  try {
    names = list(above);
  } catch {
    return join(above, name);
  }
  const found = names.find((each) => each.toLowerCase() === name.toLowerCase());
  return join(above, found ?? name);
}

/** Makes this disk one that takes capital and small letters for the same. */
function ignoreCase(): () => void {
  return interceptDisk((name, args, call) => {
    const paths = name === "renameSync" ? 2 : 1;
    return call(
      ...args.map((each, index) =>
        index < paths && typeof each === "string" ? asSpelled(each) : each,
      ),
    );
  });
}

it("where capital letters make no difference, an existing file is not replaced by a new one", () => {
  const root = folderWith({ "apps/List.yaml": "l" });
  const before = everything(root);
  const restore = ignoreCase();
  expect(() => commit(root, [create("apps/list.yaml", "new")])).toThrow(UserError);
  expect(() => commit(root, [create("a/x.yaml", "1"), create("A/x.yaml", "2")])).toThrow(
    "A/x.yaml and a/x.yaml are the same file.",
  );
  restore();
  expect(everything(root)).toEqual(before);
});

it("where capital letters make no difference, a folder QA is in the way of the environment qa", async () => {
  const repo = copyOfMonorepo();
  const folder = join(repo, "applications/mock-cluster-aka-namespaces/QA");
  mkdirSync(folder);
  writeFileSync(join(folder, "kustomization.yaml"), "resources: []\n");
  const before = filesBelow(repo);
  const args = ["new:env", "--name", "qa", "--repo", repo, "--yes", "--no-render"];
  const restore = ignoreCase();
  const { code, stderr } = await runInside(args);
  restore();
  expect(stderr).toMatch(/exists already/);
  expect(code).toBe(1);
  expect(filesBelow(repo)).toEqual(before);
});
