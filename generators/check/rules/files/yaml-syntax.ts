import { posix } from "node:path";
import { kustomizationFileIn } from "../../../model/kustomize/references.ts";
import type { Rule } from "../../rule.ts";

/** Every YAML file can be read. */
export const yamlSyntax: Rule = {
  name: "yaml-syntax",
  needs: "files",
  summary:
    "Every YAML file is UTF-8 and valid YAML, has no key twice, and is nested at most 100 levels deep.",
  why: "kustomize and Flux refuse the whole build for one file that they can't parse. Of a key that is there twice some parsers keep the first and some the last value: what a reviewer reads need not be what the cluster gets.",
  fix: "Mend the file at the line of the message. No other rule looks into a file that can't be read.",
  check({ files, documents }) {
    const isManifest = (path: string) =>
      kustomizationFileIn(files, posix.dirname(path)) !== undefined;
    return (
      documents.problems
        // Tags such as !Ref belong to other programs: their files are none of Flux' business.
        .filter(
          ({ message, path }) =>
            !/: unknown (?:\w+ )?tag\b/.test(message) || isManifest(path ?? ""),
        )
        .map((problem) => ({
          ...problem,
          rule: this.name,
          hint: "kustomize and Flux can't read it.",
        }))
    );
  },
};
