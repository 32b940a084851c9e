import { at, textAt } from "../../base/yaml/at.ts";
import { podsOf } from "../../check/facts/pods.ts";
import { GROUPS } from "../../model/objects/flux.ts";
import type { KubernetesObject } from "../../model/objects/object.ts";
import { parsedImage } from "../../model/views/images.ts";
import type { ObjectChange } from "../compare/object-changes.ts";
import type { Grouped } from "../compare/object-diffs.ts";
import type { SyncPlace } from "../comparison.ts";
import { bothOf, type Draft, titleIn } from "./risk.ts";

/** A version for another one, and what it is of. */
interface Bump {
  readonly before: string;
  readonly now: string;
  readonly groups: Set<Grouped>;
  readonly places: SyncPlace[];
}

/** What runs is another version: images, charts, and what an OCIRepository gives. */
export function versionRisks(groups: readonly Grouped[]): Draft[] {
  const bumps = new Map<string, Bump>();
  for (const group of groups) {
    for (const change of group.changes) {
      for (const { before, now } of versionsIn(change)) {
        const key = `${before}\0${now}`;
        const bump = bumps.get(key) ?? { before, now, groups: new Set(), places: [] };
        bump.groups.add(group);
        bump.places.push(change.unit.place);
        bumps.set(key, bump);
      }
    }
  }
  return [...bumps.values()].map(({ before, now, groups: ofBump, places }) => {
    const groups = [...ofBump];
    const [name, old, digest] = split(before);
    const [other, current, otherDigest] = split(now);
    const isOther = name !== other;
    const isBack = !isOther && isOlder(current, old);
    const names = [...new Set(groups.map(titleIn))];
    const subject = names.length > 3 ? `${names.length} objects` : names.join(", ");
    // Of one tag the digests differ, or one has none.
    const [from, to] =
      old === current
        ? [`${old}${digest && `@${digest}`}`, `${current}${otherDigest && `@${otherDigest}`}`]
        : [old, current];
    return {
      level: isBack || isOther ? "medium" : "low",
      kind: "image",
      title: isOther
        ? `${subject}: ${before} is replaced by ${now}.`
        : `${subject}: ${name} goes ${isBack ? "back " : ""}from ${from} to ${to}.`,
      todo: isOther
        ? "Check who makes the new one, and that the cluster may pull it."
        : isBack
          ? "Check that the older version can read what the newer one wrote."
          : "Read what changed between the two.",
      groups,
      places,
    };
  });
}

function versionsIn(change: ObjectChange): { before: string; now: string }[] {
  const both = bothOf(change);
  if (both === undefined) return [];
  const [old, current] = [both.before, both.now].map(runOf);
  return [...(current ?? [])].flatMap(([what, now]) => {
    const before = old?.get(what);
    return before === undefined || before === now ? [] : [{ before, now }];
  });
}

/** Images by container; of Flux's objects the chart or the artifact. */
function runOf(object: KubernetesObject): Map<string, string> {
  const images = (podsOf(object)?.containers ?? []).map(({ name, data }): [string, string] => [
    name,
    String(at(data, "image") ?? ""),
  ]);
  const source = sourceOf(object);
  return new Map([...images, ...(source === undefined ? [] : [["source", source] as const])]);
}

function sourceOf({ group, kind, namespace, data }: KubernetesObject): string | undefined {
  if (group === GROUPS.source && kind === "OCIRepository") return artifactOf(data);
  if (group === GROUPS.source && kind === "HelmChart") return chartOf(at(data, "spec"));
  if (group !== GROUPS.helm || kind !== "HelmRelease") return undefined;
  const ref = at(data, "spec", "chartRef");
  if (ref === undefined || ref === null) return chartOf(at(data, "spec", "chart", "spec"));
  const own = textAt(ref, "namespace") ?? namespace;
  const name = `${own === namespace ? "" : `${own}/`}${textAt(ref, "name") ?? ""}`;
  return `${textAt(ref, "kind") ?? ""} ${name}`;
}

function chartOf(spec: unknown): string | undefined {
  const chart = textAt(spec, "chart");
  return chart && `${chart}:${textAt(spec, "version") ?? "*"}`;
}

/** Of what `ref` names the digest counts, before `semver`, before the tag (source-controller). */
function artifactOf(data: unknown): string {
  const url = (textAt(data, "spec", "url") ?? "").replace(/^oci:\/\//, "");
  const [digest, semver, tag] = ["digest", "semver", "tag"].map((field) =>
    textAt(data, "spec", "ref", field),
  );
  return digest ? `${url}@${digest}` : `${url}:${semver || tag || "latest"}`;
}

/** The name, the tag or the digest, and the digest beside a tag. */
function split(image: string): [name: string, version: string, digest: string] {
  const { name, tag, digest } = parsedImage(image);
  return tag === undefined ? [name, digest ?? "latest", ""] : [name, tag, digest ?? ""];
}

/** Whether both are versions of figures, and the first has the smaller ones. */
function isOlder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) =>
    /^v?(\d+(?:\.\d+)*)$/.exec(text)?.[1]?.split(".").map(Number),
  );
  if (a === undefined || b === undefined) return false;
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
