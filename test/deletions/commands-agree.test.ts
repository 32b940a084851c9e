import { describe, expect, it } from "vitest";
import { check } from "../../generators/check/checks.ts";
import { openKustomize } from "../../generators/commands/context/kustomize.ts";
import { analyse } from "../../generators/model/fleet/analysis.ts";
import { schemas } from "../support/analysis.ts";
import { comparisonOf } from "../support/comparison.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { apply, edited, filesOf, shippedTexts, type Texts, told } from "../support/memory.ts";

/** What `remove:app`, `diff` and `validate --base` say of one change is the same. */
const BASE = "applications/base-app-config/kustomization.yaml";
const STAGING = "applications/mock-cluster-aka-namespaces/staging/kustomization.yaml";
const MARK = "kustomize.toolkit.fluxcd.io/prune: disabled";
const shipped = shippedTexts();

const marking = (kind: string) =>
  `patches:\n  - target:\n      kind: ${kind}\n    patch: |-\n      apiVersion: v1\n      kind: any\n      metadata:\n        name: any\n        annotations:\n          ${MARK}\n`;
const add = (path: string, text: string, texts: Texts = shipped) =>
  new Map(texts).set(path, `${texts.get(path)}${text}`);

/** The objects that Flux deletes, and those that it may delete. */
interface Said {
  readonly deleted: number;
  readonly may: number;
}

async function removing(texts: Texts): Promise<Said> {
  const notes = await told("remove:app", { name: "app" }, texts);
  const sum = (pattern: RegExp) =>
    notes.reduce((total, note) => {
      const [, count = "0", places = "-"] = pattern.exec(note) ?? [];
      return total + Number(count) * places.split(",").length;
    }, 0);
  const may = notes.flatMap((note) => /^FLUX MAY DELETE ([^:]*):/.exec(note)?.[1] ?? []);
  return {
    deleted: sum(/^Flux deletes (\d+) (?:more )?objects?(?: in each of ([^:]*))?:/),
    may: may.flatMap((names) => names.split(/,| and /)).length,
  };
}

async function comparing(before: Texts, after: Texts): Promise<Said> {
  const { objects, risks } = await comparisonOf(
    Object.fromEntries(before),
    Object.fromEntries(after),
  );
  const deleted = objects.filter(({ change }) => change === "deleted");
  return {
    deleted: deleted.flatMap(({ places }) => places).length,
    may: risks
      .filter(({ title }) => title.startsWith("Flux may delete"))
      .flatMap(({ places }) => places).length,
  };
}

async function validating(before: Texts, after: Texts): Promise<Said> {
  const kustomize = await openKustomize({ env: process.env, label: "repository" });
  const [base, head] = await Promise.all(
    [before, after].map((texts) => analyse(filesOf(texts), kustomize?.render)),
  );
  if (base === undefined || head === undefined) throw new Error("Two sides were analysed.");
  const found = check({ ...head, schemas, base }, ["base"]);
  const count = (pattern: RegExp) =>
    found.reduce((total, { message }) => {
      const [is, several] = pattern.exec(message) ?? [];
      return total + (is === undefined ? 0 : Number(several ?? 1));
    }, 0);
  return {
    deleted: count(/^Flux deletes (?:(\d+) objects)?/),
    may: count(/^Flux may delete (?:(\d+) objects)?/),
  };
}

const GENERATOR = "configMapGenerator:\n  - name: app-extra\n    literals: [A=b]\n";

describe.skipIf(NO_KUSTOMIZE)("an app that is removed", () => {
  it.each<[string, Texts, Said]>([
    ["as it is shipped", shipped, { deleted: 39, may: 0 }],
    ["with the annotation in a comment", add(BASE, `# ${MARK}\n`), { deleted: 39, may: 0 }],
    ["with a patch for one kind only", add(BASE, marking("Deployment")), { deleted: 36, may: 0 }],
    ["with a generated ConfigMap", add(BASE, GENERATOR), { deleted: 42, may: 0 }],
    [
      "with an overlay annotated as a whole",
      edited(shipped, STAGING, "patches:\n", marking(".*")),
      { deleted: 26, may: 1 },
    ],
  ])("%s", async (_, before, expected) => {
    const after = apply("remove:app", { name: "app" }, before);
    expect(await removing(before)).toEqual(expected);
    expect(await comparing(before, after)).toEqual(expected);
    expect(await validating(before, after)).toEqual(expected);
  });
});
