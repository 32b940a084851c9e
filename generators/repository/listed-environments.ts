import { posix } from "node:path";
import { kustomizationFileIn } from "../kustomize/references.ts";
import { itemsAt, stringAt } from "../yaml/parse.ts";
import type { AppSync, Environment } from "./environment.ts";
import { type FluxKustomization, fluxKustomizationsIn } from "./objects.ts";
import type { Repository } from "./repository.ts";

/** The environments whose syncs the environments' kustomization lists, in its order. */
export function listedEnvironments(repository: Repository): Environment[] {
  const { files, layout } = repository;
  const folder = layout.environments;
  const root = repository.yaml(posix.join(folder, "kustomization.yaml")).documents[0]?.contents;
  return itemsAt(root, "resources").flatMap((_, index) => {
    const path = posix.join(folder, stringAt(root, "resources", index) ?? "");
    if (posix.basename(path) !== layout.sync || files.read(path) === undefined) return [];
    const [sync, ...others] = fluxKustomizationsIn(repository.yaml(path));
    const own = posix.dirname(path);
    if (sync === undefined) return [];
    const isSplit = kustomizationFileIn(files, layout.everyApp(own)) !== undefined;
    const appSyncs = isSplit
      ? others.flatMap((each) => appSyncIn(own, each, repository))
      : undefined;
    return [{ name: posix.basename(own), folder: own, sync, appSyncs }];
  });
}

/** What applies an app's own overlay in the folder of an environment, or nothing. */
function appSyncIn(
  environment: string,
  sync: FluxKustomization,
  repository: Repository,
): AppSync[] {
  const folder = repository.folderOf(sync) ?? "";
  const app = posix.basename(folder);
  const isIts = folder === repository.layout.appOverlay(environment, app);
  return isIts ? [{ app, folder, sync }] : [];
}
