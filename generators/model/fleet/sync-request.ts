import type { Files } from "../../base/files.ts";
import { type FluxKustomization, overlayOf } from "../objects/flux.ts";
import type { BuildRequest } from "../rendering/build-request.ts";
import type { Folders } from "./folders.ts";

/** The build of a Flux Kustomization; undefined where there is no folder to build. */
export function requestOf(
  sync: FluxKustomization,
  folders: Folders,
  files: Files,
): BuildRequest | undefined {
  const folder = folders.folderOf(sync);
  if (folder === undefined || files.list(folder).length === 0) return undefined;
  const overlay = overlayOf(sync.object, folder);
  return Object.keys(overlay).length === 0 ? { folder } : { folder, overlay };
}
