import { describe, expect, it } from "vitest";
import { type Deletions, deletions } from "../../generators/model/deletions/deletions.ts";
import type { Fate, Reason } from "../../generators/model/deletions/fate.ts";
import { analyse } from "../../generators/model/fleet/analysis.ts";
import { listing } from "../support/listing.ts";
import { filesOf } from "../support/memory.ts";

type Texts = Record<string, string | undefined>;

/** A Flux Kustomization; `more` are fields of its spec, which may repeat `prune`. */
function sync(name: string, more: Record<string, unknown> = {}, path = `./${name}`): string {
  const spec = {
    interval: "10m",
    path,
    prune: true,
    sourceRef: { kind: "GitRepository", name: "flux-system" },
    ...more,
  };
  return manifest("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "flux-system", name, { spec });
}

function manifest(
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
  { options = {}, ...more }: { options?: Record<string, string>; [key: string]: unknown } = {},
): string {
  const annotations = Object.fromEntries(
    Object.entries(options).map(([key, value]) => [`kustomize.toolkit.fluxcd.io/${key}`, value]),
  );
  const metadata = { name, annotations, ...(namespace === "" ? {} : { namespace }) };
  return JSON.stringify({ apiVersion, kind, metadata, ...more });
}

const map = (name: string, options = {}) =>
  manifest("v1", "ConfigMap", "default", name, { options });

/** A cluster that applies itself, with the folders `a` and `b`, each applied by the sync of its name. */
function cluster(changes: Texts = {}): Map<string, string> {
  const texts: Texts = {
    "clusters/main/root.yaml": sync("flux-system", {}, "./clusters/main"),
    "clusters/main/a.yaml": sync("a"),
    "clusters/main/b.yaml": sync("b"),
    "a/one.yaml": map("one"),
    "a/two.yaml": map("two"),
    "b/three.yaml": map("three"),
    ...changes,
  };
  return new Map(
    Object.entries(texts).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])),
  );
}

async function between(before: Texts, now: Texts): Promise<string[]> {
  const [base, head] = await Promise.all(
    [cluster(before), cluster({ ...before, ...now })].map((texts) =>
      analyse(filesOf(texts), listing),
    ),
  );
  if (base === undefined || head === undefined) throw new Error("Two sides were analysed.");
  return told(deletions(base, head));
}

function told({ unknown, ...lists }: Deletions): string[] {
  const line = (list: string, { object, sync, reason, isCertain }: Fate) =>
    `${list}${isCertain ? "" : "?"} ${object.kind} ${object.name} of ${sync.flux.name}: ${textOf(reason)}`;
  return [
    ...Object.entries(lists).flatMap(([list, fates]: [string, readonly Fate[]]) =>
      fates.map((fate) => line(list, fate)),
    ),
    ...unknown.map(
      ({ sync, deleting, why }) =>
        `unknown${deleting === undefined ? "" : deleting.deletes ? ", all" : ", none"} of ${sync.flux.name}: ${why}`,
    ),
  ];
}

function textOf(reason: Reason): string {
  switch (reason.is) {
    case "sync deleted":
    case "not taken over":
    case "adopted":
      return `${reason.is} by ${reason.by?.flux.name}`;
    case "goes with":
      return `goes with ${reason.kind} ${reason.name}`;
    case "marked":
      return `${reason.mark.option}${reason.mark.doubt === undefined ? "" : `, ${reason.mark.doubt}`}`;
    case "deletion policy":
      return reason.policy;
    case "sync stays":
      return `sync stays, ${reason.because === undefined ? "by hand" : textOf(reason.because)}`;
    default:
      return reason.is;
  }
}

const WITHOUT_ONE = { "a/one.yaml": undefined };

describe("an object that is taken out", () => {
  it.each<[string, Record<string, unknown>, string[]]>([
    ["is deleted by a sync that prunes", {}, ["deleted ConfigMap one of a: unlisted"]],
    ["stays where it does not", { prune: false }, ["orphaned ConfigMap one of a: no prune"]],
    ["stays where it is suspended", { suspend: true }, ["orphaned ConfigMap one of a: suspended"]],
    [
      "stays by what the sync gives to all objects",
      { commonMetadata: { annotations: { "kustomize.toolkit.fluxcd.io/prune": "Disabled" } } },
      ["orphaned ConfigMap one of a: prune: disabled"],
    ],
    [
      "is deleted elsewhere too",
      { kubeConfig: { secretRef: { name: "eu" } } },
      ["deleted ConfigMap one of a: unlisted"],
    ],
  ])("%s", async (_, spec, expected) => {
    expect(await between({ "clusters/main/a.yaml": sync("a", spec) }, WITHOUT_ONE)).toEqual(
      expected,
    );
  });

  it.each([
    ["prune", { prune: "disabled" }, "orphaned"],
    ["prune, in letters of another case", { prune: "Disabled" }, "orphaned"],
    ["prune, beside Merge", { prune: "disabled", ssa: "Merge" }, "orphaned"],
    [
      "prune that may not be in the cluster",
      { prune: "disabled", ssa: "IfNotPresent" },
      "orphaned?",
    ],
    ["Ignore", { ssa: "Ignore" }, "orphaned?"],
    ["reconcile", { reconcile: "disabled" }, "orphaned?"],
    ["no option", { prune: "enabled" }, "deleted"],
    ["IfNotPresent alone", { ssa: "IfNotPresent" }, "deleted"],
  ])("by its options: %s", async (_, options, expected) => {
    const [line, ...others] = await between({ "a/one.yaml": map("one", options) }, WITHOUT_ONE);
    expect(others).toEqual([]);
    expect(line).toMatch(new RegExp(`^${expected.replace("?", "\\?")} ConfigMap one `));
  });

  it("goes by its mark at the base, which the cluster has", async () => {
    const now = { ...WITHOUT_ONE, "b/one.yaml": map("one", { prune: "disabled" }) };
    expect(await between({}, now)).toEqual(["adopted? ConfigMap one of a: adopted by b"]);
  });

  it("may go where a switch is turned with it, and goes where the sync applies itself", async () => {
    const off = { "clusters/main/a.yaml": sync("a", { prune: false }), ...WITHOUT_ONE };
    expect(await between({}, off)).toEqual(["deleted? ConfigMap one of a: unlisted"]);
    const halted = { "clusters/main/a.yaml": sync("a", { suspend: true }), ...WITHOUT_ONE };
    expect(await between({}, halted)).toEqual(["deleted? ConfigMap one of a: unlisted"]);
    const resumed = { "clusters/main/a.yaml": sync("a", { suspend: true }) };
    expect(await between(resumed, { "clusters/main/a.yaml": sync("a"), ...WITHOUT_ONE })).toEqual([
      "deleted? ConfigMap one of a: unlisted",
    ]);
    const own = { "clusters/main/four.yaml": map("four") };
    const root = sync("flux-system", { prune: false }, "./clusters/main");
    expect(
      await between(own, { "clusters/main/four.yaml": undefined, "clusters/main/root.yaml": root }),
    ).toEqual(["deleted ConfigMap four of flux-system: unlisted"]);
  });

  it("is nobody's business where its folder is gone or the sync reads something else", async () => {
    const gone = { "a/one.yaml": undefined, "a/two.yaml": undefined };
    expect(await between({}, gone)).toEqual(["unknown of a: there is nothing in a."]);
    const elsewhere = sync("a", { sourceRef: { kind: "GitRepository", name: "other" } });
    const source = manifest(
      "source.toolkit.fluxcd.io/v1",
      "GitRepository",
      "flux-system",
      "other",
      {
        spec: { url: "https://git.example.com/other" },
      },
    );
    const own = manifest(
      "source.toolkit.fluxcd.io/v1",
      "GitRepository",
      "flux-system",
      "flux-system",
      {
        spec: { url: "https://git.example.com/fleet" },
      },
    );
    const sources = { "clusters/main/own.yaml": own, "clusters/main/other.yaml": source };
    expect(await between(sources, { "clusters/main/a.yaml": elsewhere })).toEqual([
      "unknown of a: it reads the GitRepository other, and not this repository.",
    ]);
    const changed = { ...sources, "clusters/main/a.yaml": elsewhere };
    expect(await between(changed, { "b/three.yaml": map("three", { force: "enabled" }) })).toEqual(
      [],
    );
    expect(await between(changed, { "clusters/main/a.yaml": undefined })).toEqual([
      "deleted Kustomization a of flux-system: unlisted",
      "unknown, all of a: it reads the GitRepository other, and not this repository.",
    ]);
  });
});

describe("a Flux Kustomization that is taken out", () => {
  const gone = { "clusters/main/a.yaml": undefined };
  const itself = "deleted Kustomization a of flux-system: unlisted";

  it.each<[string, Record<string, unknown>, string]>([
    ["takes its objects with it", {}, "deleted ConfigMap one of a: sync deleted by flux-system"],
    ["leaves them without prune", { prune: false }, "orphaned ConfigMap one of a: no prune"],
    ["leaves them suspended", { suspend: true }, "orphaned ConfigMap one of a: suspended"],
    ["leaves them by policy", { deletionPolicy: "Orphan" }, "orphaned ConfigMap one of a: Orphan"],
    [
      "takes them by policy",
      { prune: false, deletionPolicy: "Delete" },
      "deleted ConfigMap one of a: sync deleted by flux-system",
    ],
    [
      "takes them by policy, and waits",
      { prune: false, deletionPolicy: "WaitForTermination" },
      "deleted ConfigMap one of a: sync deleted by flux-system",
    ],
  ])("%s", async (_, spec, expected) => {
    const found = await between(
      { "clusters/main/a.yaml": sync("a", spec), "a/two.yaml": undefined },
      gone,
    );
    expect(found.sort()).toEqual([expected, itself].sort());
  });

  it("takes what its own syncs applied", async () => {
    const nested = {
      "a/inner.yaml": sync("inner"),
      "inner/four.yaml": map("four"),
      "a/two.yaml": undefined,
    };
    expect((await between(nested, gone)).sort()).toEqual(
      [
        "deleted ConfigMap four of inner: sync deleted by undefined",
        "deleted ConfigMap one of a: sync deleted by flux-system",
        itself,
        "deleted Kustomization inner of a: sync deleted by flux-system",
      ].sort(),
    );
  });

  it("stays where its parent leaves it, and goes on with its folder", async () => {
    const parent = {
      "clusters/main/root.yaml": sync("flux-system", { prune: false }, "./clusters/main"),
    };
    expect(await between(parent, gone)).toEqual([
      "orphaned Kustomization a of flux-system: no prune",
      "orphaned ConfigMap one of a: sync stays, no prune",
      "orphaned ConfigMap two of a: sync stays, no prune",
    ]);
    const empty = { ...gone, "a/one.yaml": undefined, "a/two.yaml": undefined };
    expect(await between(parent, empty)).toEqual([
      "orphaned Kustomization a of flux-system: no prune",
      "orphaned ConfigMap one of a: sync stays, no prune",
      "orphaned ConfigMap two of a: sync stays, no prune",
    ]);
    expect(await between(parent, { ...gone, ...WITHOUT_ONE })).toEqual([
      "orphaned Kustomization a of flux-system: no prune",
      "unknown of a: it stays in the cluster, and what a has now was not built.",
    ]);
    const listed = { "a/kustomization.yaml": "resources: [one.yaml, two.yaml]\n" };
    const rest = { "a/kustomization.yaml": "resources: [two.yaml]\n", ...WITHOUT_ONE };
    expect(await between({ ...parent, ...listed }, { ...gone, ...rest })).toEqual([
      "deleted ConfigMap one of a: unlisted",
      "orphaned Kustomization a of flux-system: no prune",
      "orphaned ConfigMap two of a: sync stays, no prune",
    ]);
  });

  it("that nobody applied stays; one that applied itself goes, and with it everything", async () => {
    const hand = { "clusters/main/root.yaml": undefined };
    expect(await between(hand, gone)).toEqual([
      "orphaned ConfigMap one of a: sync stays, by hand",
      "orphaned ConfigMap two of a: sync stays, by hand",
    ]);
    const found = await between(
      { "a/two.yaml": undefined },
      { "clusters/main/root.yaml": undefined },
    );
    expect(found.sort()).toEqual([
      "deleted ConfigMap one of a: sync deleted by undefined",
      "deleted ConfigMap three of b: sync deleted by undefined",
      "deleted Kustomization a of flux-system: sync deleted by undefined",
      "deleted Kustomization b of flux-system: sync deleted by undefined",
      "deleted Kustomization flux-system of flux-system: sync deleted by undefined",
    ]);
  });
});

describe("an object that moves", () => {
  const move = { "a/one.yaml": undefined, "b/one.yaml": map("one") };
  const waiting = { "clusters/main/a.yaml": sync("a", { dependsOn: [{ name: "b" }] }) };

  it.each<[string, Texts, Texts, string]>([
    ["may be deleted first", {}, move, "adopted? ConfigMap one of a: adopted by b"],
    ["is not where the old one waits", waiting, move, "adopted ConfigMap one of a: adopted by b"],
    [
      "may be where it waits by an expression",
      { "clusters/main/a.yaml": sync("a", { dependsOn: [{ name: "b", readyExpr: "true" }] }) },
      move,
      "adopted? ConfigMap one of a: adopted by b",
    ],
    [
      "is not where the old one does not prune",
      { "clusters/main/a.yaml": sync("a", { prune: false }) },
      move,
      "adopted ConfigMap one of a: adopted by b",
    ],
    [
      "may be where the parent takes it",
      {},
      { "a/one.yaml": undefined, "clusters/main/one.yaml": map("one") },
      "adopted? ConfigMap one of a: adopted by flux-system",
    ],
    [
      "is deleted where the new one leaves alone what exists",
      waiting,
      { ...move, "b/one.yaml": map("one", { ssa: "IfNotPresent" }) },
      "deleted ConfigMap one of a: not taken over by b",
    ],
    [
      "is deleted where the new one is suspended",
      {},
      { ...move, "clusters/main/b.yaml": sync("b", { suspend: true }) },
      "deleted ConfigMap one of a: unlisted",
    ],
    [
      "is deleted here where the new one is another cluster's",
      {},
      { ...move, "clusters/main/b.yaml": sync("b", { kubeConfig: { secretRef: { name: "eu" } } }) },
      "deleted ConfigMap one of a: unlisted",
    ],
  ])("%s", async (_, before, now, expected) => {
    expect((await between(before, now)).filter((line) => line.includes(" one "))).toEqual([
      expected,
    ]);
  });
});

describe("what goes with something else", () => {
  it("goes with its namespace, whatever its mark says", async () => {
    const before = {
      "a/namespace.yaml": manifest("v1", "Namespace", "", "shop"),
      "a/kept.yaml": manifest("v1", "Secret", "shop", "kept", { options: { prune: "disabled" } }),
    };
    const now = { "a/namespace.yaml": undefined, "a/kept.yaml": undefined };
    expect(await between(before, now)).toEqual([
      "deleted Namespace shop of a: unlisted",
      "deleted Secret kept of a: goes with Namespace shop",
    ]);
  });

  it("goes with the definition of its kind", async () => {
    const definition = manifest(
      "apiextensions.k8s.io/v1",
      "CustomResourceDefinition",
      "",
      "routes.x.io",
      {
        spec: { group: "x.io", names: { kind: "Route" } },
      },
    );
    const before = {
      "a/crd.yaml": definition,
      "b/route.yaml": manifest("x.io/v1", "Route", "default", "r", {
        options: { prune: "disabled" },
      }),
    };
    expect(await between(before, { "a/crd.yaml": undefined, "b/route.yaml": undefined })).toEqual([
      "deleted CustomResourceDefinition routes.x.io of a: unlisted",
      "deleted Route r of b: goes with CustomResourceDefinition routes.x.io",
    ]);
  });
});

describe("a cluster beside one in which every name is equal", () => {
  const twin: Texts = Object.fromEntries(
    [...cluster()].map(([path, text]) => [`eu/${path}`, text.replaceAll('"./', '"./eu/')]),
  );
  const inEu = (change: Texts): Texts =>
    Object.fromEntries(
      Object.entries(change).map(([path, text]) => [
        `eu/${path}`,
        text?.replaceAll('"./', '"./eu/'),
      ]),
    );

  it.each<[string, Texts]>([
    ["an object that goes", WITHOUT_ONE],
    ["a Flux Kustomization that goes", { "clusters/main/a.yaml": undefined }],
    ["an object that moves", { "a/one.yaml": undefined, "b/one.yaml": map("one") }],
    [
      "a switch that turns",
      { "clusters/main/a.yaml": sync("a", { prune: false }), ...WITHOUT_ONE },
    ],
  ])("has its own: %s", async (_, change) => {
    const alone = await between({}, change);
    expect(alone).not.toEqual([]);
    expect(await between(twin, change)).toEqual(alone);
    expect(await between(twin, inEu(change))).toEqual(alone);
    const both = await between(twin, { ...change, ...inEu(change) });
    expect(both.sort()).toEqual([...alone, ...alone].sort());
  });
});
