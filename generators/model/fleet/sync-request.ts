import type { Files } from "../../base/files.ts";
import { type FluxKustomization, overlayOf } from "../objects/flux.ts";
import type { BuildRequest } from "../rendering/build-request.ts";

/** The build of a Flux Kustomization; undefined where there is nothing in its folder. */
export function requestOf(
  { object }: FluxKustomization,
  folder: string,
  files: Files,
): BuildRequest | undefined {
  if (files.list(folder).length === 0) return undefined;
  const overlay = overlayOf(object, folder);
  return Object.keys(overlay).length === 0 ? { folder } : { folder, overlay };
}
