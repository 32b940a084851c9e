import type { Files } from "../../../base/files.ts";
import { UserError } from "../../../base/problem/problem.ts";
import { entriesAt } from "../../../base/yaml/at.ts";
import type { Tree } from "../../../edit/tree.ts";
import type { FluxKustomization } from "../../../model/objects/flux.ts";
import { type Environment, syncsOf } from "../../../model/views/environment.ts";
import { placeOf } from "../../../model/views/objects.ts";
import { addAppSync, CARRIED } from "../app-sync.ts";
import { dropApps } from "../cover.ts";
import { splitOff } from "./split.ts";
import { splitOverlay } from "./split-overlay.ts";

/** What concerns a sync itself, and not what it applies. */
const OWN = [
  ...["interval", "retryInterval", "timeout", "sourceRef", "path", "dependsOn", "wait", "prune"],
  ...CARRIED,
];

/**
 * Gives each app of an environment a sync of its own, in the place of one for all of them. What
 * the apps get stays what it is.
 * @throws UserError for what can't be moved with certainty.
 */
export function splitEnvironment(environment: Environment, tree: Tree, templates: Files): void {
  const repository = tree.model;
  refuseOwnChanges(environment.sync, tree);
  const git = repository.gitSourceOf(environment.sync);
  const apps = repository.appsOf(environment);
  const addPart = splitOverlay(environment, repository, tree, templates);
  splitOff(environment.sync, tree, templates, git);
  for (const app of apps) {
    addAppSync(app, environment, tree, templates);
    addPart(app);
  }
  const after = tree.model;
  const [sync, ...others] = syncsOf(after.environment(environment.name) ?? environment);
  if (sync !== undefined) dropApps(sync, others, tree);
}

/** What a sync changes in its objects could be for any of them. */
function refuseOwnChanges({ name, object }: FluxKustomization, files: Files): void {
  const field = entriesAt(object.data, "spec").find(([key]) => !OWN.includes(key))?.[0];
  if (field === undefined) return;
  throw UserError.of(
    "split",
    `spec.${field} of ${name} can't be divided among its apps: it may be for any of them.`,
    {
      ...placeOf(object, files, ["spec", field]),
      hint: "Write it into the overlay or a base instead, or take it out.",
    },
  );
}
