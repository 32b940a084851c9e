import type { KubernetesObject } from "../../../model/objects/object.ts";
import { keyOfObject, titleOf } from "../../../model/objects/object.ts";
import { whereIs } from "../../locate/locate.ts";
import { type Where, whereInFile } from "../../locate/where.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";
import { twiceIn } from "./twice.ts";

/** No build holds the same object twice. */
export const duplicateObject: Rule = {
  name: "duplicate-object",
  needs: "builds",
  summary: "No build holds an object that is written twice.",
  why: "kustomize refuses the second one (`already registered id`). Where their API versions differ it does not notice: then Flux applies one over the other at every reconciliation.",
  fix: "Delete one of them, or give it a name or a namespace of its own.",
  check(subject) {
    return subject.renderings.flatMap((rendering) => {
      if (rendering.build?.ok) return inResult(rendering.objects, subject);
      const twice = twiceIn(rendering, subject);
      if (twice?.kind !== "written") return [];
      const [first, second] = [twice.first, twice.second].map(({ path, steps, document }) =>
        whereInFile(subject, path, steps, document),
      ) as [Where, Where];
      return findingOf(twice.title, first, second);
    });
  },
};

/** What kustomize takes for two: objects that differ in nothing but their API version. */
function inResult(objects: readonly KubernetesObject[], subject: Subject): Finding[] {
  const seen = new Map<string, KubernetesObject>();
  return objects.flatMap((object) => {
    const key = keyOfObject(object);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, object);
    if (first === undefined) return [];
    return findingOf(titleOf(object), whereIs(subject, first), whereIs(subject, object));
  });
}

function findingOf(title: string, first: Where, second: Where): Finding {
  const isOneFile = first.path === second.path;
  return {
    rule: duplicateObject.name,
    message: isOneFile
      ? `${title} is written twice in one file.`
      : `${title} is written here and in ${first.path}: one build gets both.`,
    ...second,
    hint: `The other one is ${first.path}:${first.line}. Delete one of them.`,
  };
}
