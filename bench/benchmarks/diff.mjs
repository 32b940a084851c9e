import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BIN, execute, median, ratio, scratch, takeTurns } from "../measure.mjs";
import { overlaysOf, repositoryOf } from "../repository.mjs";

export const title = "diff";
export const about =
  "What a change does to the clusters, against a cold `validate`, which renders everything once. " +
  "One environment: a figure in its overlay. All environments: a figure in the base, so that both " +
  "sides of every overlay are rendered. Cold: nothing is cached. The two take turns.";

export async function measure({ quick, log }) {
  const count = quick ? 30 : 300;
  const folder = repositoryOf({ apps: 1, environments: count });
  const git = (...args) =>
    execute(["git", "-C", dirname(folder), "-c", "user.name=a", "-c", "user.email=a@b.c", ...args]);
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Before");
  const changes = {
    "one environment": [
      join(overlaysOf(folder)[0], "kustomization.yaml"),
      /value: \d+$/m,
      "value: 7",
    ],
    "all environments": [
      join(folder, "applications/base-app-config/deployment.yaml"),
      /revisionHistoryLimit: \d+/,
      "revisionHistoryLimit: 7",
    ],
  };
  const cache = scratch();
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  const run = (...args) => execute([process.execPath, BIN, ...args, "--repo", folder], { env });
  const cold = () => rmSync(cache, { recursive: true, force: true });
  const rows = [];
  for (const [name, [path, from, to]] of Object.entries(changes)) {
    log(`  ${name} of ${count}`);
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(from, to));
    const times = takeTurns(
      {
        validate: { before: cold, run: () => run("validate") },
        diff: { before: cold, run: () => run("diff", "--base", "HEAD") },
        warm: { run: () => run("diff", "--base", "HEAD") },
      },
      quick ? 1 : 3,
    );
    writeFileSync(path, text);
    const [validate, diff, warm] = Object.values(times).map(median);
    rows.push([name, validate, diff, ratio(times, "diff", "validate"), warm]);
  }
  cold();
  return [
    {
      title: `A change in a repository of ${count} environments`,
      columns: [
        "change of",
        "validate, cold, ms",
        "diff, cold, ms",
        "diff / validate",
        "diff, warm, ms",
      ],
      rows,
    },
  ];
}
