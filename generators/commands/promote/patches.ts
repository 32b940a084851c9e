import { posix } from "node:path";
import { isScalar, type Node } from "yaml";
import { itemsAt, nodeAt, stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import type { TextEdit } from "../../edit/yaml/edit.ts";
import { embeddedYaml } from "../../edit/yaml/embedded.ts";
import type { Repository } from "../../model/views/repository.ts";

/** A patch of a kustomization file: one that is written in it, or a file that it names. */
export interface OverlayPatch {
  /** The patch itself. */
  readonly yaml: YamlFile;
  /** The file that it stands in, and the same edit there. */
  readonly file: YamlFile;
  outer(edit: TextEdit): TextEdit;
  /** What it is for: of its `target`, else of the object that it begins. */
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

/** Where patches are, also by their old names, in the order in which kustomize applies them. */
const FIELDS = ["patchesStrategicMerge", "patches", "patchesJson6902"];

/** The patches of a kustomization file that can be read as YAML. */
export function patchesOf(file: YamlFile, repository: Repository): OverlayPatch[] {
  const { contents } = file.documents[0] ?? {};
  return FIELDS.flatMap((field) => itemsAt(contents, field)).flatMap((item) => {
    // Of a strategic merge by its old name the item is the patch, or the path.
    const [patch, path] = isScalar(item)
      ? [item, String(item.value)]
      : [nodeAt(item, "patch"), stringAt(item, "path")];
    const found = inlinePatch(file, patch) ?? patchFile(file, path, repository);
    if (found === undefined) return [];
    const root = found.yaml.documents[0]?.contents;
    return [
      {
        ...found,
        kind: stringAt(item, "target", "kind") ?? stringAt(root, "kind"),
        name: stringAt(item, "target", "name") ?? stringAt(root, "metadata", "name"),
      },
    ];
  });
}

type Place = Pick<OverlayPatch, "yaml" | "file" | "outer">;

function inlinePatch(file: YamlFile, patch: Node | undefined): Place | undefined {
  const inner = embeddedYaml(file, patch);
  return inner && { yaml: inner.file, file, outer: inner.outer };
}

function patchFile(
  from: YamlFile,
  value: string | undefined,
  repository: Repository,
): Place | undefined {
  const path = value === undefined ? "" : posix.join(posix.dirname(from.path), value);
  if (path === "" || path.startsWith("..") || repository.files.read(path) === undefined) {
    return undefined;
  }
  const yaml = repository.yaml(path);
  return { yaml, file: yaml, outer: (edit) => edit };
}
