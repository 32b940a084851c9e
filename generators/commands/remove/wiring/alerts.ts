import { listAt, textAt } from "../../../base/yaml/at.ts";
import { takeItems } from "../../../edit/manifests/items.ts";
import { removeObject } from "../../../edit/manifests/remove-object.ts";
import type { Tree } from "../../../edit/tree.ts";
import { GROUPS } from "../../../model/objects/flux.ts";
import type { KubernetesObject } from "../../../model/objects/object.ts";
import { writtenIn } from "../../../model/views/objects.ts";
import type { Repository } from "../../../model/views/repository.ts";
import { removedObjects } from "./removed-objects.ts";

/**
 * Takes out of the alerts what they can tell nothing of any more; an alert that is left without
 * anything, and a provider that is left without an alert, go as well.
 * @returns a sentence for each.
 */
export function removeFromAlerts(before: Repository, tree: Tree): string[] {
  const path = before.layout.path("notifications");
  if (tree.read(path) === undefined) return [];
  const gone = removedObjects(before.files, tree);
  const written = (kind: string) => writtenIn(path, GROUPS.notification, kind, before.files);
  const alerts = written("Alert");
  const isGone = (namespace: string) => (source: unknown) => {
    const { kind = "", name = "", namespace: of = namespace } = source as Record<string, string>;
    return gone.isNamed({ kind, name, namespace: of });
  };
  const notes: string[] = [];
  const emptied = alerts.filter((alert) => {
    const { data, namespace, name } = alert;
    const sources = listAt(data, "spec", "eventSources");
    const left = sources.filter((source) => !isGone(namespace)(source));
    if (left.length === sources.length) return false;
    if (left.length === 0) {
      notes.push(`The Alert ${name} goes too: all that it tells of is gone.`);
      return true;
    }
    takeItems(alert, ["spec", "eventSources"], isGone(namespace), tree);
    notes.push(`The Alert ${name} no longer tells of what is gone.`);
    return false;
  });
  for (const alert of emptied) removeObject(alert, tree);

  const providerOf = ({ data }: KubernetesObject) => textAt(data, "spec", "providerRef", "name");
  const used = new Set(alerts.filter((each) => !emptied.includes(each)).map(providerOf));
  for (const provider of written("Provider")) {
    const isLeft = emptied.some((alert) => providerOf(alert) === provider.name);
    if (!isLeft || used.has(provider.name)) continue;
    removeObject(provider, tree);
    notes.push(`The Provider ${provider.name} goes too: no alert uses it. Its Secret stays.`);
  }
  return notes;
}
