import { changedFiles } from "../../generators/diff/changed-files.ts";
import { compare } from "../../generators/diff/compare.ts";
import type { ClusterDiff } from "../../generators/diff/model.ts";
import { openFolder } from "../../generators/disk/disk.ts";
import type { Files } from "../../generators/tree/files.ts";
import { Tree } from "../../generators/tree/tree.ts";
import { openKustomize } from "../../generators/workplace/kustomize.ts";
import { schemas } from "./analysis.ts";
import { folderWith } from "./folder.ts";

/** What a change does, of files in memory, rendered with real kustomize. */
export async function comparisonOf(
  base: Record<string, string | Uint8Array>,
  head: Record<string, string | Uint8Array>,
): Promise<ClusterDiff> {
  const [old, current] = [base, head].map(
    (files): Files => new Tree(openFolder(folderWith(files))),
  );
  return comparison(old as Files, current as Files);
}

async function comparison(base: Files, head: Files): Promise<ClusterDiff> {
  const kustomize = await openKustomize({ env: process.env, label: "repository" });
  if (kustomize === undefined) throw new Error("Neither kustomize nor kubectl is installed.");
  return compare({
    base: { ref: "main", commit: "0".repeat(40), files: base },
    head: { ref: "WORKTREE", files: head },
    changed: changedFiles(base, head),
    render: kustomize.render,
    schemas,
    label: ".",
  });
}
