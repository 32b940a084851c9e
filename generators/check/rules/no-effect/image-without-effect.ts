import { nearest } from "../../../base/problem/nearest.ts";
import { expressionFits } from "../../../base/text/expression.ts";
import { entriesAt, listAt, textAt } from "../../../base/yaml/at.ts";
import { dataOf } from "../../../base/yaml/data.ts";
import { parsedImage } from "../../../model/views/images.ts";
import { patchesOf } from "../../locate/patches.ts";
import type { Rule, Subject } from "../../rule.ts";
import { changersOf, type Received } from "./changers.ts";

/** Every image that a kustomization replaces is the image of a container. */
export const imageWithoutEffect: Rule = {
  name: "image-without-effect",
  needs: "whole",
  summary: "Every entry of `images` is for the image of a container in the build.",
  why: "kustomize leaves an entry out whose `name` is no container's image, and exits 0: the release that the diff promises is never rolled out. Values of a HelmRelease are not containers, kustomize does not touch them.",
  fix: "`name` is the image as the manifests have it, registry and repository included, without the tag. An image that a chart sets is set in the HelmRelease's values.",
  check(subject) {
    return changersOf(subject).flatMap((changer) =>
      listAt(changer.data, "images").flatMap((entry, index) => {
        const name = textAt(entry, "name");
        if (name === undefined || name.includes("${")) return [];
        const images = new Set<string>();
        for (const build of changer.builds) {
          const found = imagesIn(build, subject);
          if (found.some((image) => isImage(name, image))) return [];
          for (const image of found) images.add(parsedImage(image).name);
        }
        const near = nearest(name, [...images]);
        return {
          rule: this.name,
          message: `images replaces ${name}, which is the image of no container in the build.`,
          ...changer.where(["images", index, "name"]),
          hint:
            near === undefined
              ? "kustomize leaves it out without a word. Correct the name, or delete the entry."
              : `Did you mean ${near}?`,
        };
      }),
    );
  },
};

/** As kustomize compares them (api/filters/imagetag): the name is a regular expression. */
function isImage(name: string, image: string): boolean {
  if (image.includes("${")) return true;
  const tail = "(?::[a-zA-Z0-9_.{}-]*)?(?:@sha256:[a-zA-Z0-9_.{}-]*)?";
  return expressionFits(name, image, ["^", `${tail}$`]) ?? true;
}

/** Every image that an object of a build had somewhere between its file and the cluster. */
function imagesIn(received: Received, subject: Subject): string[] {
  const { rendering, files } = received;
  const found: string[] = [];
  for (const { data } of received.objects()) collect(data, found);
  for (const path of rendering.planned.kustomizationFiles) {
    if (!files.has(path)) continue;
    const [data] = dataOf(path, subject.files.read(path) ?? "");
    found.push(...listAt(data, "images").flatMap((entry) => textAt(entry, "newName") ?? []));
    for (const { documents } of patchesOf(subject, path)) collect(documents, found);
  }
  return found;
}

/** The images below a value: of containers, of image volumes, and those that patches set. */
function collect(value: unknown, found: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  for (const [key, each] of entriesAt(value)) {
    const isImage = key === "image" || key === "reference";
    const isOperation = key === "value" && /\/image$/.test(textAt(value, "path") ?? "");
    if (typeof each === "string" && (isImage || isOperation)) found.push(each);
    else collect(each, found);
  }
}
