import { entriesAt, listAt } from "../../base/yaml/at.ts";
import { parseYaml, type YamlFile } from "../../base/yaml/parse.ts";
import { toScalar } from "../../base/yaml/scalar.ts";
import { append } from "../../edit/manifests/append-object.ts";
import { addItem } from "../../edit/manifests/items.ts";
import type { Tree } from "../../edit/tree.ts";
import { replaceScalars } from "../../edit/yaml/edit.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import type { Environment } from "../../model/views/environment.ts";
import { writtenIn } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { type Renaming, renamingEdits } from "../new-env/copy/rewrite.ts";

/**
 * Gives the new environment what tells of the old one and what keeps its images up to date: an
 * ImageUpdateAutomation of its own, and its place in the alerts.
 * @returns a sentence for each.
 */
export function copyWiring(
  from: Environment,
  to: Environment,
  repository: Repository,
  tree: Tree,
): string[] {
  const { layout } = repository;
  const objects = new Map([
    [from.sync.name, to.sync.name],
    [from.sync.source.name, to.sync.source.name],
    [layout.name("source", { env: from.name }), layout.name("source", { env: to.name })],
    [layout.name("automation", { env: from.name }), layout.name("automation", { env: to.name })],
    ...(from.appSyncs ?? []).flatMap(({ app, sync }) => {
      const copy = to.appSyncs?.find((each) => each.app === app)?.sync;
      return copy === undefined
        ? []
        : ([
            [sync.name, copy.name],
            [sync.source.name, copy.source.name],
          ] as const);
    }),
  ]);
  const renaming: Renaming = {
    from: new Set([from.name]),
    to: to.name,
    folder: from.folder,
    target: to.folder,
    objects,
  };
  return [
    ...copyAutomation(renaming, layout.name("automation", { env: from.name }), repository, tree),
    ...joinAlerts(objects, repository, tree),
  ];
}

function copyAutomation(
  renaming: Renaming,
  name: string,
  repository: Repository,
  tree: Tree,
): string[] {
  const path = repository.layout.path("imageAutomation");
  const all = writtenIn(path, GROUPS.image, "ImageUpdateAutomation", repository.files);
  const found = all.find((each) => each.name === name);
  if (found === undefined) return [];
  const own = parseYaml(path, `${textOf(found, repository.yaml(path)).trimEnd()}\n`);
  // The message of its commits is text, and no field: only the line that new:image-policy wrote.
  const [old = ""] = renaming.from;
  const copy = replaceScalars(own, renamingEdits(own, renaming)).replace(
    new RegExp(`^( +Update the images of )${old}$`, "m"),
    `$1${renaming.to}`,
  );
  append(copy, path, tree);
  return [`${renaming.objects.get(name)} updates the images of ${renaming.to}, as ${name} does.`];
}

/** The text of an object's own document, with `\n` as its line end. */
function textOf({ origin }: KubernetesObject, { documents, text }: YamlFile): string {
  const [start, , end] = documents[origin?.document ?? 0]?.contents?.range ?? [0, 0, 0];
  return text.slice(start, end).replaceAll("\r\n", "\n");
}

function joinAlerts(
  objects: ReadonlyMap<string, string>,
  repository: Repository,
  tree: Tree,
): string[] {
  const path = repository.layout.path("notifications");
  if (repository.files.read(path) === undefined) return [];
  const alerts = writtenIn(path, GROUPS.notification, "Alert", repository.files);
  return alerts.flatMap((alert) => {
    const { data, name } = alert;
    const added = listAt(data, "spec", "eventSources").flatMap((item) => {
      const entries = entriesAt(item);
      const renamed = objects.get(String(entries.find(([key]) => key === "name")?.[1]));
      const isPlain = entries.every(([, value]) => typeof value === "string");
      if (renamed === undefined || !isPlain) return [];
      return entries
        .map(([key, value]) => `${key}: ${toScalar(key === "name" ? renamed : String(value))}`)
        .join("\n");
    });
    for (const block of added) addItem(alert, ["spec", "eventSources"], block, tree);
    return added.length === 0 ? [] : [`The Alert ${name} tells of the new one too.`];
  });
}
