import { environmentNameFault } from "../../base/answers/names.ts";
import type { Problem } from "../../base/problem/problem.ts";
import { kustomizationFileIn } from "../../model/kustomize/references.ts";
import type { Environment } from "../../model/views/environment.ts";
import { placeOf } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";

/** `--after none`: before every other environment. */
export const FIRST = "none";

/** What is wrong with a name for a new environment in this repository, or undefined. */
export function newNameFault(name: string, _: object, repository: Repository): Problem | undefined {
  const longest = repository.layout.longest("sync", "env");
  const fault = environmentNameFault(name, longest);
  if (fault !== undefined) {
    return {
      rule: "name",
      message: fault,
      hint: `Names have up to ${longest} characters, such as qa or eu-west-1.`,
    };
  }
  if (name === FIRST)
    return {
      rule: "name",
      message: `"${FIRST}" means the first place in --after.`,
      hint: "Choose another name.",
    };
  if (repository.namespaces.has(name)) {
    return {
      rule: "name",
      message: `${JSON.stringify(name)} is a namespace of the platform (${repository.layout.path("components")}/).`,
      hint: "Choose another name.",
    };
  }
  const existing = repository.environment(name);
  if (existing !== undefined) {
    return {
      rule: "exists",
      message: `The environment ${name} exists already: ${existing.folder}, applied by ${existing.sync.name}.`,
      path: existing.folder,
      hint: "Nothing to do, or choose another name.",
    };
  }
  const taken = repository.environments.find((each) => putsInto(name, each, repository));
  if (taken !== undefined) {
    return {
      rule: "name",
      message: `${JSON.stringify(name)} is the namespace of the environment ${taken.name}.`,
      path: repository.overlayFile(taken).path,
      hint: "Choose another name.",
    };
  }
  const source = repository.source(
    "GitRepository",
    repository.layout.name("source", { env: name }),
  );
  if (source !== undefined) {
    return {
      rule: "exists",
      message: `The GitRepository ${source.name} exists already.`,
      ...placeOf(source, repository.files),
      hint: "It is left from an environment of this name: remove it first, or choose another name.",
    };
  }
  const syncName = repository.layout.name("sync", { env: name });
  const sync = repository.syncs.find((each) => each.name === syncName);
  if (sync === undefined) return undefined;
  return {
    rule: "exists",
    message: `The Flux Kustomization ${syncName} exists already, which reads something else.`,
    ...placeOf(sync.object, repository.files),
    hint: "Choose another name.",
  };
}

/** Whether an overlay has this `namespace:`. Its text tells; to parse every overlay takes long. */
function putsInto(name: string, environment: Environment, repository: Repository): boolean {
  const path = kustomizationFileIn(repository.files, environment.folder);
  const text = path === undefined ? undefined : repository.files.read(path);
  return /^namespace:[ \t]*["']?([a-z0-9-]+)/m.exec(text ?? "")?.[1] === name;
}
