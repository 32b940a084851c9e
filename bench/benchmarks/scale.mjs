import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BIN, execute, exponent, median, observe, scratch, takeTurns } from "../measure.mjs";
import { overlaysOf, repositoryOf } from "../repository.mjs";
import { stockPlop } from "../stock-plop.mjs";

export const title = "Scale";
export const about =
  "Adding an environment or an app to a repository, written to the disk and not rendered, against " +
  "the same lines written by `kustomize edit add resource`: for an app one call an overlay and a " +
  "copy of the base's folder; for an environment a copy of an overlay and one call an app (loop), " +
  "or a single call with all apps (batch). Neither checks anything, adds a source or a sync, or " +
  "sets a quota. Stock plop: `addMany` and `append`. Milliseconds, medians; peak memory; files and " +
  "folders of the repository that were read.";

/** Apps above which a loop takes many minutes: each call reads and writes the whole file. */
const LOOP_MAX = 100;
const PLOP_MAX = 1000;

export async function measure({ quick, log }) {
  const sizes = quick ? [10, 100] : [10, 100, 1000, 10_000];
  const kustomize = hasKustomize();
  const grown = sizes.map((apps) => {
    log(`  ${apps} apps`);
    return { label: apps, apps, ...measureOne({ apps, environments: 3 }, kustomize, quick) };
  });
  const wide = (quick ? [10] : [10, 30]).map((environments) => {
    log(`  ${environments} environments`);
    return { label: environments, ...measureOne({ apps: 100, environments }, kustomize, quick) };
  });
  const slope = (key) => exponent(grown.map((each) => [each.apps, each[key]]));
  return [
    tableOf("3 environments, by apps: new:env", "apps", grown, ENVIRONMENT, slope),
    tableOf("3 environments, by apps: new:app", "apps", grown, APP, slope),
    tableOf("100 apps, by environments: new:env", "environments", wide, ENVIRONMENT),
    tableOf("100 apps, by environments: new:app", "environments", wide, APP),
  ];
}

const ENVIRONMENT = {
  "new:env": "env",
  MiB: "envMemory",
  files: "envFiles",
  folders: "envFolders",
  "kustomize loop": "envLoop",
  "kustomize batch": "envBatch",
};
const APP = {
  "new:app": "app",
  MiB: "appMemory",
  files: "appFiles",
  folders: "appFolders",
  "kustomize loop": "appLoop",
  "stock plop": "appPlop",
};

function tableOf(title, first, measured, columns, slope) {
  const rows = measured.map((each) => [
    each.label.toLocaleString("en-US"),
    ...Object.values(columns).map((key) => each[key] ?? "-"),
  ]);
  if (slope !== undefined) {
    const keys = Object.values(columns);
    const isFull = (key) => measured.every((each) => each[key] !== undefined);
    rows.push(["grows with the power of", ...keys.map((key) => (isFull(key) ? slope(key) : ""))]);
  }
  return { title, columns: [first, ...Object.keys(columns)], rows };
}

function hasKustomize() {
  try {
    execute(["kustomize", "version"]);
    return true;
  } catch {
    return false;
  }
}

function measureOne({ apps, environments }, kustomize, quick) {
  const repo = repositoryOf({ apps, environments });
  const overlays = overlaysOf(repo);
  const [overlay] = overlays;
  const rounds = quick || apps > 1000 ? 3 : 7;
  const common = ["--yes", "--no-render", "--repo", repo];
  let count = 0;
  const next = () => `bench-${count++}`;
  const env = () => ["new:env", "--name", next(), ...common];
  const app = () => ["new:app", "--name", next(), "--image", "a.example/b:1", ...common];
  const ours = (args) => ({ run: () => execute([process.execPath, BIN, ...args()]) });
  const work = { env: ours(env), app: ours(app) };
  const copies = scratch();
  if (kustomize) {
    const names = Array.from({ length: apps }, (_, index) => `../../base-app-${index - 1}-config`);
    names[0] = "../../base-app-config";
    const copy = join(copies, "applications/envs/new");
    // kustomize asks whether what is added exists, and no more.
    for (const name of names)
      mkdirSync(join(copies, "applications", name.slice(6)), { recursive: true });
    const empty = () => {
      rmSync(copy, { recursive: true, force: true });
      cpSync(overlay, copy, { recursive: true });
      const path = join(copy, "kustomization.yaml");
      writeFileSync(path, readFileSync(path, "utf8").replace(/^ {2}- \.\.\/\.\.\/base-.*\n/gm, ""));
    };
    const add = (folder, added) =>
      execute(["kustomize", "edit", "add", "resource", ...added], { cwd: folder });
    work.envBatch = { before: empty, run: () => add(copy, names) };
    const shell = (script) => execute(["sh", "-ec", script], { cwd: copy });
    work.envLoop =
      apps > LOOP_MAX
        ? undefined
        : {
            before: empty,
            run: () =>
              shell(`for a in ${names.join(" ")}; do kustomize edit add resource $a; done`),
            rounds: 3,
          };
    let each = 0;
    const base = join(repo, "applications");
    work.appLoop = {
      run: () => {
        const name = `base-loop-${each++}-config`;
        execute([
          "sh",
          "-ec",
          `cp -r ${base}/base-app-config ${base}/${name}; for o in ${overlays.join(" ")}; do cd $o; kustomize edit add resource ../../${name}; done`,
        ]);
      },
    };
  }
  if (apps <= PLOP_MAX) {
    const plop = stockPlop(repo);
    work.appPlop = { before: plop.reset, run: () => plop.run("app", "shop", "a.example/b:1") };
  }
  const figures = {};
  const { envLoop, ...others } = work;
  for (const [name, times] of Object.entries(takeTurns(others, rounds)))
    figures[name] = median(times);
  if (envLoop) figures.envLoop = median(takeTurns({ envLoop }, envLoop.rounds).envLoop);
  for (const [name, args] of Object.entries({ env, app })) {
    const { memory, files, folders } = observe(args(), repo);
    Object.assign(figures, {
      [`${name}Memory`]: memory,
      [`${name}Files`]: files,
      [`${name}Folders`]: folders,
    });
  }
  return figures;
}
