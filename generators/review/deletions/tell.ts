import type { Files } from "../../base/files.ts";
import { deletions } from "../../model/deletions/deletions.ts";
import type { Render } from "../../model/rendering/renderings.ts";
import { analyseBoth } from "../compare/analyses.ts";
import type { ChangedFiles } from "../compare/changed-files.ts";
import type { SyncNames } from "./counts.ts";
import { deletionNotes } from "./notes.ts";

/** Renders what differs between two states of a repository, and says what Flux deletes on the way. */
export async function tellDeletions(
  base: Files,
  head: Files,
  changed: ChangedFiles,
  render: Render,
  names: SyncNames,
): Promise<string[]> {
  const both = await analyseBoth(base, head, changed, render);
  return deletionNotes(deletions(both.base, both.head), names);
}
