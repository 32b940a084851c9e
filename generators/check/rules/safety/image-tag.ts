import { textAt } from "../../../base/yaml/at.ts";
import { podsIn } from "../../facts/pods.ts";
import { findingsOf, isUnsettled } from "../../locate/faults.ts";
import type { Rule } from "../../rule.ts";

/** Every image says which one it is. */
export const imageTag: Rule = {
  name: "image-tag",
  needs: "builds",
  summary: "Every image has a tag other than `latest`, or a digest.",
  why: "What `latest` is changes without a commit: two nodes may run two versions, Git does not say which, and a rollback brings nothing back. An image without a tag is `latest` (Kubernetes documentation, Images).",
  fix: "Name a version, or a digest (`@sha256:...`). In an overlay: `newTag` or `digest` under `images:` of its kustomization.yaml.",
  check(subject) {
    const faults = subject.renderings.flatMap(({ build, objects }) =>
      build?.ok
        ? podsIn(objects).flatMap(({ owner, containers }) =>
            containers.flatMap(({ data, steps, name }) => {
              const image = textAt(data, "image") ?? "";
              if (image === "" || isUnsettled(image) || isFixed(image)) return [];
              const tag = tagOf(image) === undefined ? "without a tag" : "with the tag latest";
              const says = `runs ${image} ${tag} (container ${name})`;
              return [
                {
                  object: owner,
                  steps: [...steps, "image"],
                  says,
                  hint: "Name a version or a digest.",
                },
              ];
            }),
          )
        : [],
    );
    return findingsOf(this.name, faults, subject);
  },
};

function isFixed(image: string): boolean {
  const tag = tagOf(image);
  return image.includes("@") || (tag !== undefined && tag !== "latest");
}

/** What stands after the last colon, unless that is the port of a registry. */
function tagOf(image: string): string | undefined {
  return /:([^:/]*)$/.exec(image)?.[1];
}
