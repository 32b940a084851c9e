import { spawnSync } from "node:child_process";
import { findKustomize } from "../../generators/platform/programs/kustomize.ts";

const program = findKustomize(process.env);

/**
 * True where neither kustomize nor kubectl is installed and nobody insists: the builds are
 * left out on such a machine, but never in CI.
 */
export const NO_KUSTOMIZE = program === undefined && process.env.CI === undefined;

/** What kustomize makes of a folder. @throws with its message, for a warning too. */
export function build(folder: string): string {
  if (program === undefined) throw new Error("Neither kustomize nor kubectl is installed.");
  const verb = program.name === "kustomize" ? "build" : "kustomize";
  const args = [verb, "--load-restrictor=LoadRestrictionsNone", folder];
  const { status, stdout, stderr } = spawnSync(program.path, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  if (status !== 0 || stderr !== "") throw new Error(`${folder}: ${stderr}`);
  return stdout;
}
