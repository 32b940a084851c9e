import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openKustomize } from "../../generators/commands/context/kustomize.ts";
import { analyse } from "../../generators/model/fleet/analysis.ts";
import { mentionedIn } from "../../generators/model/fleet/clusters.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { namespace } from "../harness/flux.ts";
import type { ClusterObject } from "../harness/kubectl.ts";
import { keyOf, kubectl, ROOT, settings } from "./world.ts";

const SHIPPED = join(ROOT, "test", "fixtures", "monorepo", "flux-cd");
const GOLDEN = join(ROOT, "test", "golden");
/** The trees to try: what each case of test/golden.test.ts leaves, and the shipped one. */
const TREES = ["shipped", ...readdirSync(GOLDEN).sort()];

/** Kinds that no module brings the definitions of. */
const UNKNOWN = new Set(["external-secrets.io/v1 ExternalSecret"]);

/** Every object that Flux would apply from a tree. */
async function objectsOf(tree: string): Promise<ClusterObject[]> {
  const folder = mkdtempSync(join(tmpdir(), "flux-cd-e2e-tree-"));
  try {
    const monorepo = join(folder, "flux-cd");
    cpSync(SHIPPED, monorepo, { recursive: true });
    if (tree !== "shipped") cpSync(join(GOLDEN, tree), monorepo, { recursive: true });
    const env = { ...process.env, PATH: `${process.env.PATH}:${dirname(settings.kubectl)}` };
    const kustomize = await openKustomize({ env, label: tree });
    const { clusters } = await analyse(openFolder(folder), kustomize?.render);
    return clusters.flatMap(({ syncs, byHand }) =>
      [...byHand, ...syncs.flatMap(mentionedIn)].map(
        ({ data }) => data as unknown as ClusterObject,
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Asks the API server what it would say, every field checked. */
function dryRun(objects: readonly object[]): Promise<void> {
  return kubectl.apply(objects, "--dry-run=server", "--validate=strict", "--force-conflicts");
}

describe("the API server accepts every object of every golden tree, every field checked", () => {
  const tried = new Set<string>();
  const made: string[] = [];
  let there: Set<string>;
  beforeAll(async () => {
    there = new Set((await kubectl.list("namespaces")).map(({ metadata }) => metadata.name));
  });
  afterAll(async () => {
    if (made.length > 0) await kubectl.output("delete", "namespace", "--wait=false", ...made);
  });

  it.each(TREES)("%s", async (tree) => {
    const objects = await objectsOf(tree);
    expect(objects.map(keyOf)).toContain("GitRepository flux-system/flux-system");
    expect(objects.map(keyOf)).toContain("Deployment production/app");
    // An object of a namespace can be tried only where the namespace is.
    const missing = objects
      .flatMap(({ kind, metadata }) => (kind === "Namespace" ? metadata.name : metadata.namespace))
      .filter((name) => name !== undefined && !there.has(name));
    for (const name of new Set(missing)) {
      await kubectl.apply([namespace(`${name}`)]);
      there.add(`${name}`);
      made.push(`${name}`);
    }
    const fresh = objects.filter((object) => {
      const text = JSON.stringify(object);
      if (tried.has(text) || UNKNOWN.has(`${object.apiVersion} ${object.kind}`)) return false;
      tried.add(text);
      return true;
    });
    if (fresh.length > 0) await dryRun(fresh);
  });

  it("and would have refused a field that does not exist", async () => {
    const metadata = { name: "typo", namespace: "default" };
    const typo = { apiVersion: "v1", kind: "ConfigMap", metadata, dat: {} };
    await expect(dryRun([typo])).rejects.toThrow(/unknown field "dat"|\.dat: field not declared/);
  });
});
