import { spawn } from "node:child_process";
import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { BIN, execute, exponent, median, observe, scratch } from "../measure.mjs";
import { overlaysOf, repositoryOf } from "../repository.mjs";

export const title = "validate";
export const about =
  "The whole repository with every rule, against a loop that only builds one overlay after the " +
  "other, with the same program, and no rule. Once with overlays as they are shipped (JSON 6902 patches), once " +
  "with a strategic merge patch in each, which makes kustomize load its schema in every process. " +
  "Cold: nothing is cached. Warm, one changed: a file of one overlay was edited since the last run. " +
  "One round each.";

const PATCH = `patches:
  - patch: |-
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: app-config
      data:
        BENCH: "1"
`;

export async function measure({ quick, log }) {
  const count = quick ? 30 : 300;
  // The loop takes a minute or more: whoever wants more rounds runs it again.
  const rounds = 1;
  const loop = [];
  for (const kind of ["JSON 6902", "strategic merge"]) {
    log(`  ${count} overlays, ${kind}`);
    loop.push(await againstLoop(kind, count, rounds));
  }
  log("  growth");
  return [
    {
      title: `${count} environments with one app`,
      columns: [
        "patches",
        "loop, ms",
        "cold, ms",
        "loop / cold",
        "warm, ms",
        "one changed, ms",
        "loop / one changed",
        "cold, MiB",
      ],
      rows: loop,
    },
    growth(quick),
  ];
}

async function againstLoop(kind, count, rounds) {
  const folder = repositoryOf({ apps: 1, environments: count });
  const overlays = overlaysOf(folder);
  if (kind !== "JSON 6902") {
    for (const overlay of overlays) {
      const path = join(overlay, "kustomization.yaml");
      writeFileSync(path, readFileSync(path, "utf8").replace("patches:\n", PATCH));
    }
  }
  const cache = scratch();
  const env = { ...process.env, XDG_CACHE_HOME: cache };
  const validate = () => execute([process.execPath, BIN, "validate", "--repo", folder], { env });
  const timed = async (work) => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  const times = { loop: [], cold: [], warm: [], changed: [] };
  for (let round = 0; round < rounds; round++) {
    times.loop.push(await timed(() => buildOneByOne(overlays)));
    rmSync(cache, { recursive: true, force: true });
    times.cold.push(await timed(validate));
    times.warm.push(await timed(validate));
    appendFileSync(join(overlays[0], "kustomization.yaml"), `# round ${round}\n`);
    times.changed.push(await timed(validate));
  }
  rmSync(cache, { recursive: true, force: true });
  const { memory } = observe(["validate", "--repo", folder], folder, { XDG_CACHE_HOME: cache });
  const [slow, cold, warm, changed] = Object.values(times).map(median);
  return [kind, slow, cold, slow / cold, warm, changed, slow / changed, memory];
}

/** What a shell loop does: a process for each overlay, one after the other. */
async function buildOneByOne(folders) {
  // The same program as validate takes.
  const program = execute(["sh", "-c", "command -v kustomize || command -v kubectl"]).stdout.trim();
  const verb = program.endsWith("kustomize") ? "build" : "kustomize";
  for (const folder of folders) {
    const args = [verb, "--load-restrictor=LoadRestrictionsNone", folder];
    const child = spawn(program, args, { stdio: "ignore" });
    await new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(folder))));
    });
  }
}

/**
 * Ten environments with more and more apps. kustomize's own time grows with more than the square
 * of an overlay's objects (docs/performance.md): 1,000 apps would take it hours. What is ours is
 * seen when nothing is built, or when everything is cached.
 */
function growth(quick) {
  const sizes = quick ? [3, 10] : [10, 30, 100, 1000];
  const points = [];
  const rows = sizes.map((apps) => {
    const folder = repositoryOf({ apps, environments: 10 });
    const cache = scratch();
    const env = { ...process.env, XDG_CACHE_HOME: cache };
    // So many apps are more than the quotas of the shipped environments admit.
    const command = ["validate", "--skip", "quota", "--repo", folder];
    const run = (...flags) => {
      const start = performance.now();
      execute([process.execPath, BIN, ...command, ...flags], { env });
      return performance.now() - start;
    };
    const files = median([run("--no-render"), run("--no-render"), run("--no-render")]);
    const isBuilt = apps <= 100;
    const flags = isBuilt ? [] : ["--no-render"];
    const cold = isBuilt ? run() : undefined;
    const warm = isBuilt ? median([run(), run(), run()]) : undefined;
    const { memory } = observe([...command, ...flags], folder, { XDG_CACHE_HOME: cache });
    points.push({ apps, files, cold, warm, memory });
    return [apps.toLocaleString("en-US"), files, cold ?? "-", warm ?? "-", memory];
  });
  const power = (name) =>
    exponent(
      points.filter((each) => each[name] !== undefined).map((each) => [each.apps, each[name]]),
    );
  return {
    title: `10 environments, by apps (${availableParallelism()} processors)`,
    columns: ["apps", "nothing built, ms", "cold, ms", "warm, ms", "MiB"],
    rows: [
      ...rows,
      ["grows with the power of", power("files"), power("cold"), power("warm"), power("memory")],
    ],
  };
}
