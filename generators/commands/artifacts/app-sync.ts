import { posix } from "node:path";
import { stringify } from "yaml";
import { LABEL_MAX } from "../../base/answers/names.ts";
import type { Files } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";
import { entriesAt, textAt } from "../../base/yaml/at.ts";
import { append } from "../../edit/manifests/append-object.ts";
import { renderFolder } from "../../edit/templates/templates.ts";
import type { Tree } from "../../edit/tree.ts";
import type { FluxKustomization } from "../../model/objects/flux.ts";
import type { Environment } from "../../model/views/environment.ts";
import { fileOf, placeOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { splitOff } from "./split/split.ts";

/** How an environment's sync applies its objects: those of its apps do the same. */
export const CARRIED: readonly string[] = [
  "decryption",
  "postBuild",
  "serviceAccountName",
  "kubeConfig",
  "targetNamespace",
  "commonMetadata",
  "deletionPolicy",
  "force",
];

/**
 * Gives an app of an environment an overlay, a Flux Kustomization and an artifact of its own: a
 * commit to another app does not reconcile it.
 * @throws UserError where another object has the name, or the name is too long.
 */
export function addAppSync(
  app: string,
  environment: Environment,
  tree: Tree,
  templates: Files,
): void {
  const { model: repository, layout } = tree;
  const parts = { environment: environment.folder, app };
  const folder = layout.path("appOverlay", parts);
  const syncName = freeName(layout.name("appSync", { env: environment.name, app }), repository);
  const overlay = {
    base: posix.relative(folder, layout.path("base", { app })),
    everyApp: posix.relative(folder, layout.path("everyApp", parts)),
  };
  for (const { path, text } of renderFolder(templates, "app-overlay", overlay)) {
    tree.create(layout.target("app-overlay", path, parts), text);
  }
  const { object } = environment.sync;
  const values = {
    syncName,
    interval: textAt(object.data, "spec", "interval") ?? "10m",
    retryInterval: textAt(object.data, "spec", "retryInterval") ?? "1m",
    timeout: textAt(object.data, "spec", "timeout") ?? "5m",
    sourceName: repository.gitSourceOf(environment.sync)?.name ?? "",
    path: `${repository.pathPrefix}/${folder}`,
    environmentSync: environment.sync.name,
  };
  for (const { text } of renderFolder(templates, "app-sync", values)) {
    append(text + carriedFrom(environment.sync), fileOf(object), tree);
  }
  const sync = tree.model.syncs.find(({ name }) => name === syncName);
  if (sync !== undefined) splitOff(sync, tree, templates);
}

/** As lines of a spec; the template ends with one. */
function carriedFrom({ object: { data } }: FluxKustomization): string {
  const carried = entriesAt(data, "spec").filter(([field]) => CARRIED.includes(field));
  if (carried.length === 0) return "";
  // Kubernetes reads YAML 1.1: a word that is a boolean there is quoted.
  const text = stringify(Object.fromEntries(carried), { lineWidth: 0, compat: "yaml-1.1" });
  return text.replace(/^(?=.)/gm, "  ");
}

function freeName(name: string, { syncs, files }: Repository): string {
  if (name.length > LABEL_MAX) {
    throw UserError.of(
      "name",
      `The Flux Kustomization ${name} would have a name of ${name.length} characters; Flux makes a label of it, which has ${LABEL_MAX} at most.`,
      { hint: "Choose a shorter name." },
    );
  }
  const taken = syncs.find((each) => each.name === name);
  if (taken === undefined) return name;
  throw UserError.of("exists", `The Flux Kustomization ${name} exists already.`, {
    ...placeOf(taken.object, files),
    hint: "Choose another name.",
  });
}
