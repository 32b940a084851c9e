import { posix } from "node:path";
import type { Files } from "../../base/files.ts";
import { pathFrom } from "../../base/paths.ts";
import { itemsAt, stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import { kustomizationFileIn } from "../kustomize/references.ts";
import type { Layout } from "../layouts/layout.ts";
import type { FluxKustomization } from "../objects/flux.ts";
import type { AppSync, Environment } from "./environment.ts";
import { syncsIn } from "./objects.ts";

/** What is asked of the repository. */
interface Manifests {
  readonly files: Files;
  readonly layout: Layout;
  yaml(path: string): YamlFile;
  folderOf(sync: FluxKustomization): string | undefined;
}

/** The environments whose syncs the environments' kustomization lists, in its order. */
export function listedEnvironments(repository: Manifests): Environment[] {
  const { files, layout } = repository;
  const folder = layout.path("environments");
  const root = repository.yaml(posix.join(folder, "kustomization.yaml")).documents[0]?.contents;
  return itemsAt(root, "resources").flatMap((_, index) => {
    const path = pathFrom(folder, stringAt(root, "resources", index) ?? "");
    const own = layout.environmentOfSync(path);
    if (own === undefined || files.read(path) === undefined) return [];
    const [sync, ...others] = syncsIn(path, files);
    if (sync === undefined) return [];
    const everyApp = layout.path("everyApp", { environment: own });
    const isSplit = kustomizationFileIn(files, everyApp) !== undefined;
    const appSyncs = isSplit
      ? others.flatMap((each) => appSyncIn(own, each, repository))
      : undefined;
    return [{ name: layout.environmentIn(own), folder: own, sync, appSyncs }];
  });
}

/** What applies an app's own overlay in the folder of an environment, or nothing. */
function appSyncIn(environment: string, sync: FluxKustomization, repository: Manifests): AppSync[] {
  const folder = repository.folderOf(sync) ?? "";
  const app = repository.layout.appOfOverlay(environment, folder);
  return app === undefined ? [] : [{ app, folder, sync }];
}
