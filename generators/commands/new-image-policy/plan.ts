import { UserError } from "../../base/problem/problem.ts";
import { appendObject } from "../../edit/manifests/append-object.ts";
import { ownOverlay } from "../../model/views/app-overlays.ts";
import type { Environment } from "../../model/views/environment.ts";
import { branchOf } from "../../model/views/ref.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Plan, PlanContext } from "../command/plan.ts";
import type { ImagePolicyAnswers } from "./answers.ts";
import { objectOf, repositoryFor } from "./existing.ts";
import { withMarker } from "./marker.ts";

/** Plans what is missing of: the scan, the policy, an automation and a marker per environment. */
export function planImagePolicy(
  answers: ImagePolicyAnswers,
  { repository, tree, templates }: PlanContext,
): Plan {
  const { app, policy, scanned, environments, order } = answers;
  const { layout } = repository;
  const path = layout.path("imageAutomation");
  const append = (template: string, values: object) =>
    appendObject(
      { template, values, path, listedIn: layout.path("applications") },
      tree,
      templates,
    );

  const scan = repositoryFor(scanned, repository)?.name ?? policy;
  if (repositoryFor(scanned, repository) === undefined) {
    append("image-repository", {
      name: scan,
      image: scanned,
      interval: answers.interval,
      secretRef: answers.secretRef ?? "",
    });
  }
  if (order !== undefined) {
    append("image-policy", {
      name: policy,
      repository: scan,
      pattern: answers.pattern ?? "",
      extract: answers.extract ?? "",
      order: order.by,
      field: order.by === "semver" ? "range" : "order",
      value: order.value,
    });
  }
  for (const environment of environments) {
    if (
      !objectOf(
        "ImageUpdateAutomation",
        layout.name("automation", { env: environment.name }),
        repository,
      )
    ) {
      append("image-update-automation", automationValues(environment, answers, repository));
    }
    const overlay = ownOverlay(app, environment, repository).path;
    tree.edit(overlay, withMarker(environment, answers, repository));
  }
  if (tree.changes().length === 0) {
    throw UserError.of("exists", `${policy} updates ${app} in ${names(environments)} already.`, {
      path,
      hint: "Nothing to do, or choose another environment.",
    });
  }
  return {
    notes: [
      `${policy} sets the tag of ${answers.image.name} in ${names(environments)}.`,
      ...environments.map((each) => pushNote(each, answers, repository)),
    ],
    subject: `Update the image of ${app} in ${names(environments)}`,
    next: nextSteps(answers, repository),
  };
}

function automationValues(
  environment: Environment,
  { author, pushBranch }: ImagePolicyAnswers,
  repository: Repository,
): object {
  const source = repository.gitSourceOf(environment.sync);
  return {
    name: repository.layout.name("automation", { env: environment.name }),
    environment: environment.name,
    sourceName: source?.name ?? "",
    authorName: author.name,
    authorEmail: author.email,
    pushBranch: pushBranch ?? branchOf(source?.spec ?? {}) ?? "",
    path: environment.sync.path,
  };
}

function pushNote(
  { name, sync }: Environment,
  { pushBranch }: ImagePolicyAnswers,
  repository: Repository,
): string {
  const automation = repository.layout.name("automation", { env: name });
  if (objectOf("ImageUpdateAutomation", automation, repository)) {
    return `${name} has its ImageUpdateAutomation already: ${automation}.`;
  }
  const branch = branchOf(repository.gitSourceOf(sync)?.spec ?? {});
  return pushBranch === undefined || pushBranch === branch
    ? `Commits for ${name} go straight to ${branch}, without a pull request; --push-branch names another branch.`
    : `Commits for ${name} go to the branch ${pushBranch}: they reach it with a pull request.`;
}

function nextSteps(
  { environments, scanned }: ImagePolicyAnswers,
  repository: Repository,
): string[] {
  const sources = [
    ...new Set(environments.flatMap(({ sync }) => repository.gitSourceOf(sync) ?? [])),
  ];
  const local = /^(?:localhost|127\.)/.test(scanned);
  return [
    `Before the merge: ${repository.layout.name("applicationsSync")} fails on a cluster without image-reflector-controller and image-automation-controller. flux install and flux bootstrap add them with --components-extra=image-reflector-controller,image-automation-controller (beside those that you have there).`,
    ...sources.map(({ name, spec }) =>
      spec.secretRef === undefined
        ? `The GitRepository ${name} has no secretRef: give it one whose credentials may write, or no commit can be pushed.`
        : `The credentials of the GitRepository ${name} must be allowed to write: its automation pushes with them.`,
    ),
    ...(local
      ? [`${scanned} is a name of this machine: a cluster has to reach the registry under it.`]
      : []),
  ];
}

function names(environments: readonly Environment[]): string {
  return environments.map(({ name }) => name).join(", ");
}
