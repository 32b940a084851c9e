import { at } from "../../../base/yaml/at.ts";
import type { SchemaFault } from "../../../model/schema/schema.ts";
import type { SchemaSet } from "../../../model/schema/schemas.ts";
import { whereIs } from "../../locate/locate.ts";
import type { Rule } from "../../rule.ts";
import { type Applied, appliedObjects } from "./applied.ts";

/** Every object has the shape that its kind prescribes. */
export const schema: Rule = {
  name: "schema",
  needs: "builds",
  summary:
    "Every object of Kubernetes, Flux, the Gateway API and the Prometheus Operator fits its schema.",
  why: "Flux drops a field that a built-in kind does not have, and stays Ready: the probe whose name is misspelt is just not there. Any other fault, a wrong type, a missing field, a field that a custom resource does not have (`field not declared in schema`), the API server refuses, and one refused object stops its Flux Kustomization: nothing else that it applies is updated either.",
  fix: "Write the field as the message says. Checked are types, required fields, unknown fields, patterns and ranges; not checked are rules in CEL and what only admission webhooks and controllers know. Kinds without a schema are named at the end of the report.",
  check(subject) {
    return appliedObjects(subject).flatMap((applied) =>
      faultsOf(applied, subject.schemas).map(({ steps, message, hint }) => ({
        rule: this.name,
        // Without its namespace: a fault in a base is said once, not once an overlay.
        message: `${applied.object.kind} ${applied.object.name}: ${message}`,
        ...whereIs(subject, applied.object, steps),
        ...(hint === undefined ? {} : { hint }),
      })),
    );
  },
};

function faultsOf({ data, object }: Applied, schemas: SchemaSet): readonly SchemaFault[] {
  const faults = schemas.validate(data);
  if (faults !== undefined) return faults.filter((fault) => !isVariable(data, fault));
  const { apiVersion, kind, group } = object;
  // The groups of custom resources have a dot, those of Kubernetes that have none are known.
  const isKnown = group.includes(".") || schemas.apiVersionFault(apiVersion, kind) !== undefined;
  return isKnown ? [] : [{ steps: ["kind"], message: `${apiVersion} has no kind ${kind}.` }];
}

/** A `${variable}` that was left in place: what it stands for is known to the cluster alone. */
function isVariable(data: unknown, { steps }: SchemaFault): boolean {
  return [...steps, at(data, ...steps)].some((each) => String(each).includes("${"));
}
