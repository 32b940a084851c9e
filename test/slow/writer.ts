import { Tree } from "../../generators/edit/tree.ts";
import { commit } from "../../generators/platform/disk/commit.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { STATES } from "./states.ts";

/** Writes one state over the other, again and again, until it is killed. */
const [root = "."] = process.argv.slice(2);
process.stdout.write("writing\n");
for (;;) {
  const tree = new Tree(openFolder(root));
  const isFirst = tree.read("state") === STATES[0].state;
  const next = STATES[isFirst ? 1 : 0];
  for (const path of tree.files("")) {
    if (path.startsWith(".flux-cd")) continue;
    const text = (next as Record<string, string>)[path];
    if (text === undefined) tree.remove(path);
    else tree.edit(path, text);
  }
  for (const [path, text] of Object.entries(next)) {
    if (tree.read(path) === undefined) tree.create(path, text);
  }
  commit(root, tree.changes());
}
