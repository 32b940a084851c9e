import type { Files } from "../../../base/files.ts";
import { textAt } from "../../../base/yaml/at.ts";
import { removeObject } from "../../../edit/manifests/remove-object.ts";
import type { Tree } from "../../../edit/tree.ts";
import { GROUPS } from "../../../model/objects/flux.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { writtenIn } from "../../../model/views/objects.ts";
import type { Repository } from "../../../model/views/repository.ts";

/** A comment by which an ImagePolicy sets a value, as image-automation-controller reads it. */
const MARKER = /\{\s*"\$imagepolicy":\s*"([^:"]+):([^:"]+)/g;

/**
 * Takes out what kept images up to date of which nobody is left: policies whose last marker went,
 * the scans that no policy reads any more, and the automations whose folder has no marker. What had
 * no marker before is somebody's who knows why, and stays.
 * @returns a sentence for each.
 */
export function removeUnusedAutomation(before: Repository, tree: Tree): string[] {
  const path = before.layout.path("imageAutomation");
  if (tree.read(path) === undefined) return [];
  const [past, now] = [markersIn(before.files), markersIn(tree)];
  const isUnused = (is: (marker: Marker) => boolean) => past.some(is) && !now.some(is);
  const objects = (kind: string) => writtenIn(path, GROUPS.image, kind, before.files);

  const policies = objects("ImagePolicy");
  const unused = policies.filter(({ namespace, name }) =>
    isUnused((marker) => marker.policy === `${namespace}/${name}`),
  );
  const scanOf = ({ data }: KubernetesObject) => textAt(data, "spec", "imageRepositoryRef", "name");
  const read = new Set(policies.filter((each) => !unused.includes(each)).map(scanOf));
  const scans = objects("ImageRepository").filter(
    ({ name }) => !read.has(name) && unused.some((policy) => scanOf(policy) === name),
  );
  const automations = objects("ImageUpdateAutomation").filter(({ data }) => {
    const folder = before.folderOf({
      path: textAt(data, "spec", "update", "path") ?? "",
    });
    if (folder === undefined) return false;
    return (
      tree.list(folder).length === 0 || isUnused((marker) => marker.path.startsWith(`${folder}/`))
    );
  });
  const say = (kind: string, gone: readonly KubernetesObject[], why: string) =>
    gone.map(({ name }) => `The ${kind} ${name} goes too: ${why}.`);
  const notes = [
    ...say("ImageUpdateAutomation", automations, "it would have nothing to update"),
    ...say("ImagePolicy", unused, "no tag is left that it sets"),
    ...say("ImageRepository", scans, "no policy reads it"),
  ];
  for (const each of [...automations, ...unused, ...scans]) removeObject(each, tree);
  return notes;
}

interface Marker {
  readonly path: string;
  /** `namespace/name`. */
  readonly policy: string;
}

function markersIn(files: Files, folder = "."): Marker[] {
  return files.list(folder).flatMap((entry) => {
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
    if (entry.folder) return markersIn(files, path);
    if (!/\.ya?ml$/.test(entry.name)) return [];
    return Array.from((files.read(path) ?? "").matchAll(MARKER), ([, namespace, name]) => ({
      path,
      policy: `${namespace}/${name}`,
    }));
  });
}
