import { cpSync } from "node:fs";
import { join } from "node:path";
import { BIN, execute, MONOREPO, median, ratio, scratch, takeTurns } from "../measure.mjs";
import { stockPlop } from "../stock-plop.mjs";

export const title = "Start-up";
export const about =
  "What a command takes from its start to its end, against `node -e 0` in the same round and " +
  "against stock plop (`stock-plop/`: a TypeScript plopfile through tsx, the same templates, " +
  "plop's own actions). Dry runs do everything but render and write. Medians.";

export async function measure({ quick }) {
  const node = process.execPath;
  const repo = join(scratch(), "flux-cd");
  cpSync(MONOREPO, repo, { recursive: true });
  const ours = (...args) => ({ run: () => execute([node, BIN, ...args, "--repo", repo]) });
  const dry = ["--dry-run", "--no-render"];
  const plop = stockPlop();
  const times = takeTurns(
    {
      "node -e 0": { run: () => execute([node, "-e", "0"]) },
      "--help": { run: () => execute([node, BIN, "--help"]) },
      "new:env --help": ours("new:env", "--help"),
      "new:env, dry run": ours("new:env", "--name", "qa", ...dry),
      "new:env --from, dry run": ours("new:env", "--name", "qa", "--from", "dev", ...dry),
      "new:app, dry run": ours("new:app", "--name", "shop", "--image", "a.example/b:1", ...dry),
      "stock plop --help": { run: () => plop.run("--help") },
      "stock plop, an app": {
        before: plop.reset,
        run: () => plop.run("app", "shop", "a.example/b:1"),
      },
    },
    quick ? 5 : 21,
  );
  const rows = Object.entries(times).map(([name, each]) => [
    name,
    median(each),
    ratio(times, name, "node -e 0"),
    name.startsWith("node")
      ? ""
      : ratio(times, name, name.includes("--help") ? "stock plop --help" : "stock plop, an app"),
  ]);
  return [{ columns: ["command", "ms", "× node -e 0", "× stock plop"], rows }];
}
