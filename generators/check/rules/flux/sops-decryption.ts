import { readIfPossible } from "../../../base/files.ts";
import { at } from "../../../base/yaml/at.ts";
import { whereIs } from "../../locate/locate.ts";
import { whereInFile } from "../../locate/where.ts";
import type { Finding, Rule } from "../../rule.ts";

/** Who applies an encrypted file decrypts it. */
export const sopsDecryption: Rule = {
  name: "sops-decryption",
  needs: "whole",
  summary: "A Flux Kustomization that reads a SOPS-encrypted file says how to decrypt it.",
  why: "Without spec.decryption Flux applies the file as it is: the API server refuses the field `sops` of a Secret, and a file of a secretGenerator gets into the cluster encrypted.",
  fix: "Add `spec.decryption` with `provider: sops` to the Flux Kustomization, and its keys' Secret unless the cluster has access to a key management service.",
  check(subject) {
    const encrypted = new Map<string, boolean>();
    const isEncrypted = (path: string) => {
      const known = encrypted.get(path) ?? IS_SOPS.test(readIfPossible(subject.files, path) ?? "");
      encrypted.set(path, known);
      return known;
    };
    return subject.clusters.flatMap(({ syncs }) =>
      // A parent that was not built may patch the decryption in.
      syncs.every(({ rendering, folder }) => folder === undefined || rendering?.build?.ok)
        ? syncs.flatMap(({ flux, rendering }): Finding[] => {
            if (at(flux.object.data, "spec", "decryption") !== undefined) return [];
            const files = [...(rendering?.planned.closure.files ?? [])].filter(isEncrypted);
            return files.map((path) => ({
              rule: this.name,
              message: `${flux.name} applies this file, which SOPS has encrypted, and has no spec.decryption.`,
              ...(/\.ya?ml$/.test(path) ? whereInFile(subject, path, ["sops"]) : { path, line: 1 }),
              hint: `Add spec.decryption in ${whereIs(subject, flux.object).path ?? "its file"}.`,
            }));
          })
        : [],
    );
  },
};

/** What SOPS adds to a file: YAML, dotenv, and JSON. */
const IS_SOPS = /^sops:$|^sops_mac=|^[ \t]*"sops": \{/m;
