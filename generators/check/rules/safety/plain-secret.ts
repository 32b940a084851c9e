import { at, entriesAt, textAt } from "../../../base/yaml/at.ts";
import type { Step } from "../../../base/yaml/parse.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { type FieldFault, findingsOf, isUnsettled } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";

/** No real secret is readable in Git. */
export const plainSecret: Rule = {
  name: "plain-secret",
  needs: "builds",
  summary: "No Secret outside dev has a value in plain text. Base64 is plain text.",
  why: "Whoever can read the repository, now or from its history, has the value. Taking it out later does not take it back: it has to be replaced.",
  fix: "Replace the value where it is used, then encrypt the Secret with SOPS, or let External Secrets or Sealed Secrets make it. A placeholder (`REPLACE_ME`, `changeme`, `<password>`, a variable, an empty value) is fine, and so is a Secret with `kustomize.toolkit.fluxcd.io/ssa: IfNotPresent`, whose value is set in the cluster. Dev is a namespace, or a folder on the way to the kustomization that is built, named `dev`, `development` or `local`, alone or as a part between dashes.",
  check(subject) {
    const faults = subject.renderings.flatMap(({ build, folder, objects }) =>
      build?.ok && !isDev(folder)
        ? objects.flatMap((object) => (isDev(object.namespace) ? [] : faultsOf(object)))
        : [],
    );
    return findingsOf(this.name, faults, subject);
  },
};

function isDev(path: string): boolean {
  return path.split(/[/_-]/).some((part) => /^(?:dev|development|local)$/.test(part));
}

/** Written by Kubernetes and Helm, not by people. */
const GENERATED = /^(?:kubernetes\.io\/service-account-token|helm\.sh\/release\.v1)$/;

/** Keys whose values are public. */
const PUBLIC = /^(?:username|ca\.crt|tls\.crt|caFile|certFile|known_hosts|identity\.pub)$/;

const PLACEHOLDER =
  /^(?:$|<.*>$|(?:replace|change[-_ ]?me|todo|fixme|placeholder|dummy|example|your[-_ ]|xxx))/i;

/** SOPS, age and sealed values; also in a file that a generator took in whole. */
const ENCRYPTED = /ENC\[AES256_GCM,|"sops":|^sops:|-----BEGIN (?:AGE ENCRYPTED|PGP MESSAGE)/m;

function faultsOf(object: KubernetesObject): FieldFault[] {
  const { group, kind, data } = object;
  if (group !== "" || kind !== "Secret" || at(data, "sops") !== undefined) return [];
  if (GENERATED.test(textAt(data, "type") ?? "")) return [];
  const ssa = textAt(data, "metadata", "annotations", "kustomize.toolkit.fluxcd.io/ssa");
  // SOPS keeps notes of its own beside the values that it encrypted in a file of variables.
  const isOfSops = entriesAt(data, "data").some(([key]) => key === "sops_mac");
  if (ssa === "IfNotPresent" || isOfSops) return [];
  const plain = [
    ...entriesAt(data, "data").map(([key, value]) => ["data", key, decoded(value)] as const),
    ...entriesAt(data, "stringData").map(
      ([key, value]) => ["stringData", key, String(value ?? "")] as const,
    ),
  ].filter(
    ([, key, value]) =>
      !PUBLIC.test(key) &&
      !PLACEHOLDER.test(value.trim()) &&
      !ENCRYPTED.test(value) &&
      !isUnsettled(value),
  );
  const [first] = plain;
  if (first === undefined) return [];
  const keys = plain.map(([, key]) => key).join(", ");
  const steps: Step[] = [first[0], first[1]];
  const hint = "Replace the value, and encrypt the new one or keep it out of Git.";
  return [{ object, steps, says: `has a value in plain text: ${keys}`, hint }];
}

/** A variable is written as it is, though the field asks for base64. */
function decoded(value: unknown): string {
  const text = String(value ?? "");
  if (text.includes("${") || ENCRYPTED.test(text)) return text;
  return new TextDecoder().decode(Uint8Array.from(atobOrNothing(text), (c) => c.charCodeAt(0)));
}

function atobOrNothing(text: string): string {
  try {
    return atob(text);
  } catch {
    // No base64: the API server refuses it, and the schema says so.
    return "";
  }
}
