import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";

/** The apps of an environment that are reached under a host. */
export function exposedIn(environment: Environment, repository: Repository): string[] {
  return repository.appsOf(environment).filter((app) => {
    const files = repository.files
      .list(repository.layout.path("base", { app }))
      .map(({ name }) => name);
    return files.includes("ingress.yaml") || files.includes("httproute.yaml");
  });
}

/** Whether an overlay changes the hosts of its apps: it puts its name in front of them. */
export function hasOwnHosts(
  environment: Pick<Environment, "folder">,
  repository: Repository,
): boolean {
  return repository.overlayFile(environment).documents[0]?.has("replacements") === true;
}
