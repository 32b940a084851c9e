import { own } from "../../base/own.ts";
import { columns } from "../../base/text/columns.ts";
import type { Listing } from "./listing.ts";

/** Per cent of a quota from which a person wants to know. */
const NEARLY = 80;

/** The whole listing as tables, one below the other. */
export function listingTable(listing: Listing): string {
  const { environments, apps, sources, components, syncs } = listing;
  const names = environments.map(({ name }) => name);
  const sections = [
    [
      "ENVIRONMENTS, in rollout order",
      columns(
        ["NAME", "AFTER", "SOURCE", "FOLLOWS", "REPLICAS", "CPU / MEMORY", "QUOTA AT MAXIMUM"],
        environments.map((each) => [
          each.name,
          each.after.join(", ") || "-",
          each.source,
          each.ref || "-",
          each.replicas.join(", ") || "-",
          each.requests.join(", ") || "-",
          quotaCell(each.quota),
        ]),
      ),
    ],
    [
      "APPS, with the image of each environment",
      columns(
        ["NAME", ...names.map((name) => name.toUpperCase())],
        apps.map(({ name, images }) => [name, ...names.map((each) => own(images, each) ?? "-")]),
      ),
    ],
    [
      "COMPONENTS",
      columns(
        ["NAME", "CHART", "VERSION"],
        components.map(({ name, charts }) => [
          name,
          charts.map(({ chart }) => chart).join(", ") || "-",
          charts.map(({ version }) => version).join(", ") || "-",
        ]),
      ),
    ],
    [
      "SOURCES",
      columns(
        ["KIND", "NAME", "FOLLOWS", "URL"],
        sources.map(({ kind, namespace, name, ref, url }) => [
          kind,
          `${namespace}/${name}`,
          ref || "-",
          url || "-",
        ]),
      ),
    ],
    [
      "FLUX KUSTOMIZATIONS",
      columns(
        ["NAME", "PATH", "SOURCE", "DEPENDS ON", "WAIT", "PRUNE"],
        syncs.map(({ namespace, name, path, source, dependsOn, wait, prune }) => [
          `${namespace}/${name}`,
          path,
          source,
          dependsOn.join(", ") || "-",
          String(wait),
          String(prune),
        ]),
      ),
    ],
  ];
  return sections.map(([title, table]) => `${title}\n\n${table}`).join("\n");
}

/** The fullest figure; all that are nearly full, or more than full. */
function quotaCell(quota: Listing["environments"][number]["quota"]): string {
  const byUse = quota.toSorted((a, b) => b.percent - a.percent);
  const tight = byUse.filter(({ percent }) => percent >= NEARLY);
  return (
    (tight.length > 0 ? tight : byUse.slice(0, 1))
      .map(({ resource, percent, used, hard }) => `${percent}% ${resource} (${used} of ${hard})`)
      .join(", ") || "-"
  );
}
