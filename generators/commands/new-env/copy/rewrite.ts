import { posix } from "node:path";
import { type Document, isMap, isScalar, isSeq, type Node } from "yaml";
import { itemsAt, stringAt, type YamlFile } from "../../../base/yaml/parse.ts";
import { replaceScalar, type TextEdit } from "../../../edit/yaml/edit.ts";
import { embeddedYaml } from "../../../edit/yaml/embedded.ts";

/** One environment's name in the place of another's. */
export interface Renaming {
  /** What the environment is called now: its folder, and its namespace where that differs. */
  readonly from: ReadonlySet<string>;
  readonly to: string;
  /** The overlay's folder in the repository: where its files are read, and will be. */
  readonly folder: string;
  readonly target: string;
  /** Objects that the environment's name is part of, old name to new. */
  readonly objects: ReadonlyMap<string, string>;
}

/** Keys whose values are namespaces, or lists of them. */
const NAMESPACE_KEYS = new Set(["namespace", "targetNamespace", "namespaces", "matchNames"]);
/** Keys whose values name an object. */
const NAME_KEYS = new Set([
  "name",
  "secretName",
  "claimName",
  "serviceName",
  "namePrefix",
  "nameSuffix",
]);
/** Keys whose mappings hold labels. */
const LABEL_KEYS = new Set(["labels", "matchLabels", "pairs", "commonLabels"]);

/** Where a scalar stands: the keys above it, nearest last. Indexes of lists are left out. */
type Keys = readonly string[];

/**
 * The edits that turn one environment's file into another's: namespaces, names of
 * objects, labels and paths. Comments and text that merely mentions the environment stay.
 */
export function renamingEdits(file: YamlFile, renaming: Renaming): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const document of file.documents) {
    const isNamespace = stringAt(document.contents, "kind") === "Namespace";
    visit(document.contents, [], (node, keys) => {
      const inner = embeddedYaml(file, node);
      if (inner !== undefined) {
        edits.push(...renamingEdits(inner.file, renaming).map(inner.outer));
        return;
      }
      if (!isScalar(node) || typeof node.value !== "string") return;
      const isName = isNamespace && keys.join(".") === "metadata.name";
      const value =
        isName && renaming.from.has(node.value)
          ? renaming.to
          : renamed(node.value, keys, renaming, file);
      if (value !== undefined && value !== node.value) edits.push(replaceScalar(file, node, value));
    });
  }
  return edits;
}

/** The new value of a scalar, or undefined where it does not name the environment. */
function renamed(
  value: string,
  keys: Keys,
  renaming: Renaming,
  file: YamlFile,
): string | undefined {
  const key = keys.at(-1) ?? "";
  const parent = keys.at(-2) ?? "";
  const { from, to } = renaming;
  if (NAMESPACE_KEYS.has(key) && from.has(value)) return to;
  if (LABEL_KEYS.has(parent)) return from.has(value) ? to : renaming.objects.get(value);
  if (key === "kubernetes.io/metadata.name" && from.has(value)) return to;
  if (NAME_KEYS.has(key)) return renaming.objects.get(value) ?? affix(value, key, renaming);
  if (key === "labelSelector") {
    return value.replace(/([=,]\s*|\b(?:not)?in\s*\()([^=,()\s]+)/g, (whole, lead, label) =>
      from.has(label) ? `${lead}${to}` : whole,
    );
  }
  return pathBelow(value, renaming, file);
}

/** `namePrefix: qa-` and `nameSuffix: -qa`. */
function affix(
  value: string,
  key: string,
  { from, to }: Pick<Renaming, "from" | "to">,
): string | undefined {
  if (key === "namePrefix" && value.endsWith("-") && from.has(value.slice(0, -1))) return `${to}-`;
  if (key === "nameSuffix" && value.startsWith("-") && from.has(value.slice(1))) return `-${to}`;
  return undefined;
}

/** A path that leads to the overlay's own folder: as Flux writes it, or from a sibling. */
function pathBelow(
  value: string,
  { folder, target }: Renaming,
  file: YamlFile,
): string | undefined {
  const end = (at: number) => at === value.length || value[at] === "/";
  const at = value.indexOf(`/${folder}`) + 1;
  if (value.startsWith("./") && at > 0 && end(at + folder.length)) {
    return value.slice(0, at) + target + value.slice(at + folder.length);
  }
  const own = posix.basename(folder);
  const up = /^(?:\.\.\/)+/.exec(value)?.[0] ?? "";
  const isSibling = posix.join(posix.dirname(file.path), up) === `${posix.dirname(folder)}/`;
  if (up !== "" && isSibling && value.startsWith(own, up.length) && end(up.length + own.length)) {
    return up + posix.basename(target) + value.slice(up.length + own.length);
  }
  return undefined;
}

type Visitor = (node: Node, keys: Keys) => void;

function visit(node: unknown, keys: Keys, visitor: Visitor): void {
  if (isMap(node)) {
    const pointer = stringAt(node, "path");
    const operation = stringAt(node, "op") !== undefined && pointer?.startsWith("/");
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : "";
      // The value of a JSON 6902 operation stands where its pointer says.
      const below = operation && key === "value" ? fromPointer(pointer ?? "") : [...keys, key];
      visit(pair.value, below, visitor);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) visit(item, keys, visitor);
  } else if (isScalar(node)) {
    visitor(node, keys);
  }
}

/** The keys of a JSON pointer (RFC 6901), without indexes of lists. */
function fromPointer(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .filter((part) => !/^(?:\d+|-)$/.test(part));
}

/** Names defined in the overlay that the environment's name is a part of, with their new ones. */
export function namesToChange(
  files: readonly YamlFile[],
  { from, to }: Pick<Renaming, "from" | "to">,
): Map<string, string> {
  const names = new Map<string, string>();
  for (const name of files.flatMap((file) => file.documents).flatMap(namesDefinedIn)) {
    for (const old of from) {
      if (name === old) names.set(name, to);
      else if (name.startsWith(`${old}-`)) names.set(name, to + name.slice(old.length));
      else if (name.endsWith(`-${old}`)) names.set(name, name.slice(0, -old.length) + to);
    }
  }
  return names;
}

/** The name of an object, or of those that a kustomization file generates. */
function namesDefinedIn({ contents }: Document.Parsed): string[] {
  const generated = ["configMapGenerator", "secretGenerator"].flatMap((field) =>
    itemsAt(contents, field).map((item) => stringAt(item, "name")),
  );
  return [stringAt(contents, "metadata", "name"), ...generated].filter(
    (name) => name !== undefined,
  );
}
