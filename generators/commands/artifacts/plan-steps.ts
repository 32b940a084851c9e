import type { Files } from "../../base/files.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Environment } from "../../model/views/environment.ts";
import { refOf } from "../../model/views/ref.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Plan } from "../command/plan.ts";
import { SOURCE_WATCHER } from "./split/split.ts";
import { splitEnvironment } from "./split/split-environment.ts";
import {
  type ConversionStep,
  isMarked,
  markMoved,
  nextStep,
  pruneAgain,
  stopPruning,
} from "./steps.ts";

/** What steps of environments add to a plan. */
export type Steps = Required<Pick<Plan, "notes" | "next" | "moves">> & {
  readonly steps: readonly ConversionStep[];
};

/**
 * Takes each environment its next step.
 * @param command what takes the one after it.
 */
export function planSteps(
  environments: readonly Environment[],
  command: string,
  repository: Repository,
  tree: Tree,
  templates: Files,
): Steps {
  const taking = (step: ConversionStep) =>
    environments.filter((each) => nextStep(each, repository) === step);
  const [stopping, moving, done] = [taking(1), taking(2), taking(3)];
  for (const each of stopping) stopPruning(each, tree);
  for (const each of moving) {
    splitEnvironment(each, tree, templates);
    markMoved(each, tree);
  }
  for (const each of done) pruneAgain(each, tree);
  const marked = moving.filter((each) => isMarked(each, repository.files));
  return {
    steps: ([1, 2, 3] as const).filter((step) => taking(step).length > 0),
    notes: [
      ...say(
        stopping,
        (syncs) =>
          `Step 1 of 3: ${syncs} no longer ${stopping.length === 1 ? "prunes" : "prune"}. Next, the objects of each app move to a sync of its own; while the old one prunes, Flux could delete them before the new one has them.`,
      ),
      ...say(
        moving,
        (_, names) =>
          `Step 2 of 3: each app of ${names} has an overlay, a sync and an artifact of its own.`,
      ),
      ...moving.flatMap((each) => [
        ...refNote(each, repository),
        ...waitingNotes(each, repository),
      ]),
      ...say(
        done,
        (syncs) =>
          `Step 3 of 3: ${syncs} ${done.length === 1 ? "prunes" : "prune"} again. Merge it only when ${done.length === 1 ? "it is" : "they are"} Ready (flux get kustomizations), and the syncs of the apps too.`,
      ),
    ],
    next: [
      ...(moving.length === 0 ? [] : [SOURCE_WATCHER]),
      ...say(
        stopping,
        (syncs) =>
          `Once the cluster says false for ${syncs} (kubectl -n flux-system get kustomizations -o custom-columns=NAME:.metadata.name,PRUNE:.spec.prune), step 2: ${command}`,
      ),
      ...say(
        marked,
        (syncs) =>
          `Once ${syncs} and the syncs of the apps are Ready (flux get kustomizations), step 3: ${command}`,
      ),
    ],
    moves: moving.map((each) => {
      const { layout } = repository;
      const apps = repository
        .appsOf(each)
        .map((app) => layout.path("appOverlay", { environment: each.folder, app }));
      return { from: each.folder, to: [each.folder, ...apps] };
    }),
  };
}

function say(
  environments: readonly Environment[],
  sentence: (syncs: string, names: string) => string,
): string[] {
  if (environments.length === 0) return [];
  const syncs = environments.map(({ sync }) => sync.name).join(", ");
  return [sentence(syncs, environments.map(({ name }) => name).join(", "))];
}

/** What an environment reads may be older than this change. */
function refNote({ name, sync }: Environment, repository: Repository): string[] {
  const spec = repository.gitSourceOf(sync)?.spec ?? {};
  const ref = refOf(spec);
  if (ref === undefined || ref.field === "branch") return [];
  return [
    `${name} follows the ${ref.field} ${ref.value}: until that holds this change, its syncs are not Ready; what runs goes on running.`,
  ];
}

/** The environments' own order is kept; what else waits may need an app. */
function waitingNotes({ name, sync }: Environment, repository: Repository): string[] {
  const known = new Set(repository.environments.map((each) => each.sync.name));
  return repository.syncs
    .filter((each) => !known.has(each.name))
    .filter((each) => each.dependsOn.some((dependency) => dependency.name === sync.name))
    .map(
      (each) =>
        `${each.name} waits for ${sync.name}, which no longer applies the apps of ${name}: if it needs one, let it wait for that one's sync.`,
    );
}
