import type { Files } from "../../generators/base/files.ts";
import { openKustomize } from "../../generators/commands/context/kustomize.ts";
import { Tree } from "../../generators/edit/tree.ts";
import { FLUX_CD } from "../../generators/model/layouts/flux-cd.ts";
import type { Layout } from "../../generators/model/layouts/layout.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { changedFiles } from "../../generators/review/compare/changed-files.ts";
import { compare } from "../../generators/review/compare/compare.ts";
import type { ClusterDiff } from "../../generators/review/comparison.ts";
import { schemas } from "./analysis.ts";
import { folderWith } from "./folder.ts";

/** What a change does, of files in memory, rendered with real kustomize. */
export async function comparisonOf(
  base: Record<string, string | Uint8Array>,
  head: Record<string, string | Uint8Array>,
  layout = FLUX_CD,
): Promise<ClusterDiff> {
  const [old, current] = [base, head].map(
    (files): Files => new Tree(openFolder(folderWith(files))),
  );
  return comparison(old as Files, current as Files, layout);
}

async function comparison(base: Files, head: Files, layout: Layout): Promise<ClusterDiff> {
  const kustomize = await openKustomize({ env: process.env, label: "repository" });
  if (kustomize === undefined) throw new Error("Neither kustomize nor kubectl is installed.");
  return compare({
    base: { ref: "main", commit: "0".repeat(40), files: base },
    head: { ref: "WORKTREE", files: head },
    changed: changedFiles(base, head),
    render: kustomize.render,
    schemas,
    layout,
    label: ".",
  });
}
