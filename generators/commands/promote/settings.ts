import { isMap, isScalar, isSeq, type Node, type Scalar } from "yaml";
import { UserError } from "../../base/problem/problem.ts";
import { at, listAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { itemsAt, nodeAt, stringAt, type YamlFile } from "../../base/yaml/parse.ts";
import { replaceScalar, type TextEdit } from "../../edit/yaml/edit.ts";
import { closureOf } from "../../model/kustomize/closure.ts";
import { isKustomizationFile } from "../../model/kustomize/references.ts";
import { overlaysOf } from "../../model/views/app-overlays.ts";
import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { fileKeys } from "./generator-files.ts";
import { type OverlayPatch, patchesOf } from "./patches.ts";

/** What holds a key of an app's configuration: a ConfigMap, or a container of a workload. */
interface Holder {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Of an environment variable. */
  readonly container?: string;
}

/** A key of an app's configuration that an overlay sets. */
export interface Setting {
  readonly key: string;
  readonly value: string;
  readonly holder: Holder;
  /** The entry of `configMapGenerator` that lists it; undefined for one of a patch. */
  readonly generator?: number;
  /** The file that the generator reads it from: it is compared, and not carried. */
  readonly source?: string;
  /** The file that it stands in, and what gives it another value. @throws UserError */
  readonly file: YamlFile;
  edit(value: string): TextEdit;
}

/** Equal for settings of the same key of the same object, in whatever environment. */
export function idOf({ holder, key }: Setting): string {
  return JSON.stringify([holder.kind, holder.name, holder.container, key]);
}

/**
 * The keys of an app's configuration that an environment's overlay sets: what its
 * `configMapGenerator` holds, and what its patches write into the app's ConfigMaps and into the `env`
 * of its containers. Sizing, replicas, hosts and namespaces are none of these.
 */
export function settingsOf(
  app: string,
  environment: Environment,
  repository: Repository,
): Setting[] {
  const holders = holdersOf(app, repository);
  const found = overlaysOf(app, environment, repository).flatMap((overlay) => [
    ...literals(overlay, holders),
    ...fromFiles(overlay, holders, repository),
    ...patchesOf(overlay, repository).flatMap((patch) => patched(patch, holders)),
  ]);
  // kustomize lets the last one win; patches come after generators.
  return [...new Map(found.map((setting) => [idOf(setting), setting])).values()];
}

/** The objects of an app's base that hold configuration. */
function holdersOf(app: string, repository: Repository): Holder[] {
  const { files, objects } = closureOf(repository.files, [repository.layout.path("base", { app })]);
  const data = (path: string) => dataOf(path, repository.files.read(path) ?? "");
  const written = [...objects].flatMap(data).flatMap((object) => {
    const kind = textAt(object, "kind") ?? "";
    const isHolder = kind === "ConfigMap" || at(object, "spec", "template", "spec") !== undefined;
    const apiVersion = textAt(object, "apiVersion") ?? "";
    return isHolder ? [{ apiVersion, kind, name: textAt(object, "metadata", "name") ?? "" }] : [];
  });
  const generated = [...files].filter(isKustomizationFile).flatMap((path) =>
    listAt(data(path)[0], "configMapGenerator").map((entry) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      name: textAt(entry, "name") ?? "",
    })),
  );
  return [...written, ...generated];
}

function literals(overlay: YamlFile, holders: readonly Holder[]): Setting[] {
  return itemsAt(overlay.documents[0]?.contents, "configMapGenerator").flatMap(
    (entry, generator) => {
      const holder = holderOf(entry, holders);
      if (holder === undefined) return [];
      return itemsAt(entry, "literals").flatMap((node): Setting[] => {
        const text = isScalar(node) ? String(node.value) : "";
        const equals = text.indexOf("=");
        if (equals < 1) return [];
        const key = text.slice(0, equals);
        return [
          {
            key,
            value: text.slice(equals + 1),
            holder,
            generator,
            file: overlay,
            edit: (value) => replaceScalar(overlay, node, `${key}=${value}`),
          },
        ];
      });
    },
  );
}

/** The ConfigMap that a generator adds to. */
function holderOf(entry: Node | undefined, holders: readonly Holder[]): Holder | undefined {
  const name = stringAt(entry, "name");
  return holders.find((each) => each.kind === "ConfigMap" && each.name === name);
}

/** The refusal of a key that would have to be read from, or written into, a generator's file. */
export function notCarried(key: string, path: string): UserError {
  return UserError.of("config", `${key} can't be carried: ${path} holds it, which is no YAML.`, {
    path,
    hint: "Leave it out of --config and edit that file, or write it under literals: first.",
  });
}

function fromFiles(
  overlay: YamlFile,
  holders: readonly Holder[],
  repository: Repository,
): Setting[] {
  const root = overlay.documents[0]?.contents;
  return fileKeys(overlay, repository).flatMap(({ path, ...setting }) => {
    const entry = nodeAt(root, "configMapGenerator", setting.generator);
    const holder = holderOf(entry, holders);
    const edit = (): never => {
      throw notCarried(setting.key, path);
    };
    return holder === undefined ? [] : [{ ...setting, source: path, holder, file: overlay, edit }];
  });
}

function patched(patch: OverlayPatch, holders: readonly Holder[]): Setting[] {
  const holder = holders.find(({ kind, name }) => kind === patch.kind && name === patch.name);
  const root = patch.yaml.documents[0]?.contents;
  if (holder === undefined || patch.yaml.documents.length > 1) return [];
  const setting = (of: Holder, key: string, node: Scalar): Setting => ({
    key,
    value: String(node.value),
    holder: of,
    file: patch.file,
    edit: (value) => patch.outer(replaceScalar(patch.yaml, node, value)),
  });
  if (holder.kind === "ConfigMap") {
    return dataIn(root).map(([key, node]) => setting(holder, key, node));
  }
  return itemsAt(root, "spec", "template", "spec", "containers").flatMap((container) => {
    const of = { ...holder, container: stringAt(container, "name") ?? "" };
    return itemsAt(container, "env").flatMap((variable) => {
      const [key, node] = [stringAt(variable, "name"), nodeAt(variable, "value")];
      return key !== undefined && isScalar(node) ? [setting(of, key, node)] : [];
    });
  });
}

/** The values of a ConfigMap that a patch sets, as an object or as JSON 6902 operations. */
function dataIn(root: Node | null | undefined): [string, Scalar][] {
  if (!isSeq(root)) return scalarsOf(nodeAt(root, "data"));
  return itemsAt(root).flatMap((operation) => {
    const pointer = stringAt(operation, "path") ?? "";
    const value = nodeAt(operation, "value");
    if (stringAt(operation, "op") === "remove") return [];
    if (pointer === "/data") return scalarsOf(value);
    const key = /^\/data\/([^/]+)$/.exec(pointer)?.[1];
    if (key === undefined || !isScalar(value)) return [];
    return [[key.replaceAll("~1", "/").replaceAll("~0", "~"), value]];
  });
}

function scalarsOf(map: unknown): [string, Scalar][] {
  if (!isMap(map)) return [];
  return map.items.flatMap(({ key, value }): [string, Scalar][] =>
    isScalar(key) && isScalar(value) ? [[String(key.value), value]] : [],
  );
}
