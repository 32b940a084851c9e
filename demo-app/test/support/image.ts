import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { readContext, readDockerfile, type Stage } from "./dockerfile.ts";
import { PROJECT } from "./project.ts";

/** The image without the files of its base: a folder that holds its root, and how to run it. */
export interface Image {
  readonly root: string;
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
}

/** Carries out the Dockerfile, each stage in a folder of its own below `folder`. */
export function buildImage(folder: string): Image {
  const context = join(folder, "context");
  for (const name of readContext())
    cpSync(join(PROJECT, name), join(context, name), { recursive: true });

  const roots = new Map<string | undefined, string>([[undefined, context]]);
  const stages = readDockerfile();
  stages.forEach((stage, index) => {
    const root = join(folder, `stage-${index}`);
    carryOut(stage, root, roots);
    roots.set(stage.name ?? String(index), root);
  });
  const { user, env, entrypoint } = stages.at(-1) as Stage;
  const root = join(folder, `stage-${stages.length - 1}`);
  return { root, user, env, entrypoint };
}

function carryOut(stage: Stage, root: string, roots: Map<string | undefined, string>): void {
  let workdir = "/";
  mkdirSync(root);
  for (const step of stage.steps) {
    if (step.kind === "workdir") {
      workdir = resolve(workdir, step.path);
      mkdirSync(join(root, workdir), { recursive: true });
    } else if (step.kind === "run") {
      // What npm has fetched before, to install this project, it need not fetch again.
      const env = { ...process.env, ...stage.env, npm_config_prefer_offline: "true" };
      execFileSync("sh", ["-c", step.command], { cwd: join(root, workdir), env, stdio: "pipe" });
    } else {
      const source = roots.get(step.from);
      if (source === undefined) throw new Error(`There is no stage ${step.from}.`);
      for (const file of step.files)
        copy(join(source, file), root, resolve(workdir, step.to), step.to);
    }
  }
}

/** As Docker: a folder's content goes to the target; a file goes into a target that ends in `/`. */
function copy(source: string, root: string, target: string, written: string): void {
  const into = !statSync(source).isDirectory() && /(?:^|\/)\.?\/?$/.test(written);
  const path = join(root, target, into ? basename(source) : "");
  mkdirSync(dirname(path), { recursive: true });
  cpSync(source, path, { recursive: true });
}

/** Adds what the base image brings: Node.js (here, this one) and the libraries of its binary. */
export function addBase({ root, entrypoint }: Image): void {
  const [node = ""] = entrypoint;
  add(process.execPath, join(root, node));
  const listing = execFileSync("ldd", [process.execPath], { encoding: "utf8" });
  for (const [, library = ""] of listing.matchAll(/(\/\S+) \(0x/g))
    add(library, join(root, library));
  // The kernel's, mounted by every container runtime.
  mkdirSync(join(root, "proc"));
}

function add(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
  chmodSync(target, 0o755);
}
