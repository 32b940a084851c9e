import { UserError } from "../../base/problem/problem.ts";
import { textAt } from "../../base/yaml/at.ts";
import type { Environment } from "../../model/views/environment.ts";
import { type Image, imagesOf } from "../../model/views/images.ts";
import { fileOf, placeOf } from "../../model/views/objects.ts";
import { branchOf } from "../../model/views/ref.ts";
import type { Repository } from "../../model/views/repository.ts";
import { objectOf, repositoryFor } from "./existing.ts";
import { type OPTIONS, POLICIES } from "./options.ts";
import { scannedImages } from "./scanned.ts";

/** The answers, with what they name in the repository. */
export interface ImagePolicyAnswers {
  readonly app: string;
  readonly environments: readonly Environment[];
  readonly image: Image;
  /** The address that is scanned: the image's own name, or the one that the overlays put in its place. */
  readonly scanned: string;
  readonly policy: string;
  /** How a new policy orders tags; undefined for one that exists. */
  readonly order: { readonly by: (typeof POLICIES)[number]; readonly value: string } | undefined;
  readonly pattern: string | undefined;
  readonly extract: string | undefined;
  readonly interval: string;
  readonly secretRef: string | undefined;
  readonly pushBranch: string | undefined;
  readonly author: { readonly name: string; readonly email: string };
}

/** @throws UserError where answers do not go with what the repository holds. */
export function imagePolicyAnswers(
  answers: (typeof OPTIONS)["answers"],
  repository: Repository,
): ImagePolicyAnswers {
  const { app, env, name, filterPattern, filterExtract } = answers;
  const { interval = "", secretRef, pushBranch, authorName = "", authorEmail = "" } = answers;
  const environments = repository.environments.filter((each) => env.includes(each.name));
  const named = answers.image ?? "";
  const image = imagesOf(repository, app).find((each) => each.name === named);
  const [scanned = "", other] = scannedImages(named, app, environments, repository);
  if (image === undefined) throw UserError.of("image", `${app} does not run ${named}.`);
  if (other !== undefined) {
    throw UserError.of("image", `The overlays run ${scanned} and ${other} in its place.`, {
      hint: "Give one environment at a time: each image needs a policy of its own.",
    });
  }
  const by = POLICIES.find((each) => answers[each] !== undefined);
  const result: ImagePolicyAnswers = {
    app,
    environments,
    image,
    scanned,
    policy: name,
    order: by && { by, value: answers[by] ?? "" },
    pattern: filterPattern,
    extract: filterExtract,
    interval,
    secretRef,
    pushBranch,
    author: { name: authorName, email: authorEmail },
  };
  checkPolicy(result, repository);
  checkBranches(result, repository);
  return result;
}

/** A policy that exists chooses among the tags of this image. */
function checkPolicy({ policy, scanned }: ImagePolicyAnswers, repository: Repository): void {
  const existing = objectOf("ImagePolicy", policy, repository);
  if (existing === undefined) return;
  const source = repositoryFor(scanned, repository);
  const read = textAt(existing.data, "spec", "imageRepositoryRef", "name");
  if (source?.name === read) return;
  throw UserError.of(
    "exists",
    `The ImagePolicy ${policy} exists already, for the tags of the ImageRepository ${read}, not of ${scanned}.`,
    {
      ...placeOf(existing, repository.files),
      hint: "Give another name with --name.",
    },
  );
}

/** A commit needs a branch to go to. */
function checkBranches(answers: ImagePolicyAnswers, repository: Repository): void {
  if (answers.pushBranch !== undefined) return;
  const automationOf = (env: string) => repository.layout.name("automation", { env });
  const problems = answers.environments.flatMap((environment) => {
    if (objectOf("ImageUpdateAutomation", automationOf(environment.name), repository)) return [];
    const source = repository.gitSourceOf(environment.sync);
    if (source === undefined) {
      return {
        rule: "source",
        message: `${environment.sync.name} reads no GitRepository: there is nothing to commit to.`,
        path: fileOf(environment.sync.object),
      };
    }
    if (branchOf(source.spec) !== undefined) return [];
    const [[kind, value] = []] = Object.entries((source.spec.ref ?? {}) as Record<string, string>);
    return {
      rule: "push-branch",
      message: `${environment.name} follows ${kind === undefined ? "no branch" : `the ${kind} ${value}`}, which nobody can push to.`,
      ...placeOf(source, repository.files),
      hint: "Name a branch with --push-branch, and open a pull request from it; or choose another environment.",
    };
  });
  if (problems.length > 0) throw new UserError(problems);
}
