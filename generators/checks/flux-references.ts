import { kustomizationFileIn } from "../kustomize/references.ts";
import type { Rule } from "./rule.ts";

/** Every Flux Kustomization's source, dependencies and path exist. */
export const fluxReferences: Rule = {
  name: "flux-reference",
  check({ repository }) {
    const sources = new Set(
      repository.sources.map(({ namespace, name }) => `${namespace}/${name}`),
    );
    const syncs = new Set(repository.syncs.map(({ namespace, name }) => `${namespace}/${name}`));
    return repository.syncs.flatMap((sync) => {
      const say = (message: string, hint: string) => ({
        rule: this.name,
        message,
        path: sync.file.path,
        ...(sync.line === undefined ? {} : { line: sync.line }),
        hint,
      });
      const found = [];
      const { kind, name, namespace } = sync.source;
      if (kind === "GitRepository" && !sources.has(`${namespace}/${name}`)) {
        found.push(
          say(
            `${sync.name} reads the GitRepository ${name}, which does not exist.`,
            `Add it to ${repository.layout.sources}.`,
          ),
        );
      }
      for (const dependency of sync.dependsOn) {
        if (syncs.has(`${dependency.namespace}/${dependency.name}`)) continue;
        found.push(
          say(
            `${sync.name} depends on ${dependency.name}, which does not exist.`,
            "Flux waits for it for ever.",
          ),
        );
      }
      const folder = repository.folderOf(sync);
      if (folder === undefined || kustomizationFileIn(repository.files, folder) === undefined) {
        found.push(
          say(
            `${sync.name} applies ${sync.path}, which has no kustomization.yaml.`,
            "Correct spec.path.",
          ),
        );
      }
      return found;
    });
  },
};
