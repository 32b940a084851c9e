// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are variables of Flux
import fc from "fast-check";
import { expect, it } from "vitest";
import { check } from "../../generators/check/checks.ts";
import type { Finding } from "../../generators/check/rule.ts";
import { deletions } from "../../generators/model/deletions/deletions.ts";
import { type Analysis, analyse } from "../../generators/model/fleet/analysis.ts";
import { type Cluster, mentionedIn } from "../../generators/model/fleet/clusters.ts";
import { FLUX_CD } from "../../generators/model/layouts/flux-cd.ts";
import { objectsIn } from "../../generators/model/objects/documents.ts";
import { isUnknown } from "../../generators/model/objects/unknown.ts";
import type { Render } from "../../generators/model/rendering/renderings.ts";
import { changedFiles } from "../../generators/review/compare/changed-files.ts";
import { compare } from "../../generators/review/compare/compare.ts";
import { schemas } from "../support/analysis.ts";
import { filesOf, type Texts } from "../support/memory.ts";

/** What a cluster may hold; every name in it is that of the other cluster too. */
interface Made {
  readonly root: boolean;
  readonly own: boolean;
  readonly source: "same" | "other" | "absent";
  readonly artifact: boolean;
  readonly prune: boolean;
  readonly suspend: boolean;
  readonly variable: "given" | "from a ConfigMap" | "missing" | "none";
  readonly namespace: boolean;
  readonly missing: boolean;
  readonly remote: boolean;
  readonly objects: readonly string[];
}

const made = fc.record({
  root: fc.boolean(),
  own: fc.boolean(),
  source: fc.constantFrom("same" as const, "other" as const, "absent" as const),
  artifact: fc.boolean(),
  prune: fc.boolean(),
  suspend: fc.boolean(),
  variable: fc.constantFrom(
    "given" as const,
    "from a ConfigMap" as const,
    "missing" as const,
    "none" as const,
  ),
  namespace: fc.boolean(),
  missing: fc.boolean(),
  remote: fc.boolean(),
  objects: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 }),
});

const list = (documents: readonly (object | false)[]) =>
  documents
    .filter((each) => each !== false)
    .map((each) => JSON.stringify(each))
    .join("\n---\n");

const named = (kind: string, name: string, namespace: string, rest: object) => ({
  apiVersion: API[kind] ?? "v1",
  kind,
  metadata: { name, ...(namespace === "" ? {} : { namespace }) },
  ...rest,
});
const API: Readonly<Record<string, string>> = {
  Kustomization: "kustomize.toolkit.fluxcd.io/v1",
  GitRepository: "source.toolkit.fluxcd.io/v1",
  ArtifactGenerator: "source.extensions.fluxcd.io/v1beta1",
};
const git = (name: string, repository: string) =>
  named("GitRepository", name, "flux-system", {
    spec: {
      interval: "5m",
      url: `https://git.example.com/acme/${repository}`,
      ref: { branch: "main" },
    },
  });
const sync = (name: string, path: string, from: { kind: string; name: string }, rest: object) =>
  named("Kustomization", name, "flux-system", {
    spec: { interval: "1h", path, prune: true, sourceRef: from, ...rest },
  });
const listing = (resources: readonly string[]) =>
  list([{ apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources }]);

/** The files of a cluster: `clusters/<folder>` and `apps/<folder>`. */
function filesFor(folder: string, it: Made): [string, string][] {
  const fleet = { kind: "GitRepository", name: "flux-system" };
  const from = it.artifact
    ? { kind: "ExternalArtifact", name: "apps" }
    : { kind: "GitRepository", name: it.own ? "flux-system" : "apps" };
  const path = it.missing ? `apps/${folder}/gone` : `apps/${folder}`;
  const postBuild =
    it.variable === "given"
      ? { substitute: { region: folder } }
      : it.variable === "from a ConfigMap"
        ? { substituteFrom: [{ kind: "ConfigMap", name: "settings" }] }
        : { substitute: { other: "x" } };
  const apps = sync("apps", it.artifact ? "./apps" : `./${path}`, from, {
    prune: it.prune,
    suspend: it.suspend,
    ...(it.variable === "none" ? {} : { postBuild }),
    ...(it.remote ? { kubeConfig: { secretRef: { name: "spoke" } } } : {}),
  });
  const generator = named("ArtifactGenerator", "parts", "flux-system", {
    spec: {
      sources: [{ alias: "repo", ...fleet }],
      artifacts: [{ name: "apps", copy: [{ from: `@repo/${path}/**`, to: "@artifact/apps/" }] }],
    },
  });
  const settings = named("ConfigMap", "settings", "flux-system", {
    data: { region: `of ${folder}` },
  });
  const config = (name: string) =>
    named("ConfigMap", name, "shop", {
      data: { region: it.variable === "none" ? "x" : "${region}" },
    });
  return [
    [
      `clusters/${folder}/sync.yaml`,
      list([
        git("flux-system", "fleet"),
        it.root && sync("flux-system", `./clusters/${folder}`, fleet, {}),
        it.source !== "absent" && git("apps", it.source === "same" ? "fleet" : "other"),
        it.artifact && generator,
        it.variable === "from a ConfigMap" && settings,
        apps,
      ]),
    ],
    [`apps/${folder}/kustomization.yaml`, listing(["all.yaml"])],
    [
      `apps/${folder}/all.yaml`,
      list([it.namespace && named("Namespace", "shop", "", {}), ...it.objects.map(config)]),
    ],
  ];
}

/** What kustomize makes of folders that only list their files. */
const render: Render = async (planned, files) =>
  planned.map(({ request, closure, resources }) => ({
    request,
    folder: request.folder,
    ok: true,
    objects: [...closure.objects, ...resources]
      .filter((path) => closure.files.has(path))
      .flatMap((path) => objectsIn(path, files).map(({ data }) => data)),
    warning: "",
  }));

const FOLDERS = ["eu", "us"] as const;
const texts = (made: readonly Made[], folders: readonly string[] = FOLDERS): Texts =>
  new Map(folders.flatMap((folder, index) => filesFor(folder, made[index] as Made)));

/** What the fleet says of each cluster. */
function told({ clusters }: Analysis): string[] {
  return clusters
    .flatMap(({ name, syncs, sources, byHand, unknown }: Cluster) => [
      ...syncs.map((each) => [
        name,
        each.flux.name,
        isUnknown(each.folder) ? each.folder.why : each.folder,
        each.content.state,
        mentionedIn(each).map(({ data }) => data),
        [...(each.variables?.values ?? [])],
        each.undefinedVariables.map(({ variables }) => variables),
      ]),
      [name, sources.map(({ data }) => data), byHand.map(({ data }) => data), unknown],
    ])
    .map((each) => JSON.stringify(each))
    .sort();
}

const look = (files: Texts) => analyse(filesOf(files), render);
const sorted = (values: readonly unknown[]) => values.map((each) => JSON.stringify(each)).sort();
const finding = ({ rule, path, line, message }: Finding) => [rule, path, line, message];
/** That nothing applies a folder is said of a repository, and only where something is applied. */
const found = (analysis: Analysis) =>
  sorted(
    check({ ...analysis, schemas }, ["files", "builds", "whole"])
      .filter(({ rule }) => rule !== "unreached")
      .map(finding),
  );
const fates = (base: Analysis, head: Analysis) => {
  const { deleted, orphaned, adopted, unknown } = deletions(base, head);
  return sorted([
    ...[deleted, orphaned, adopted].flatMap((fates, index) =>
      fates.map(({ cluster, object, reason, isCertain }) => [
        index,
        cluster,
        object.data,
        reason.is,
        isCertain,
      ]),
    ),
    ...unknown.map(({ cluster, sync, why }) => [cluster, sync.flux.name, why]),
  ]);
};
const compared = async (base: Texts, head: Texts) => {
  const [before, now] = [filesOf(base), filesOf(head)];
  const { objects, syncs } = await compare({
    base: { ref: "base", files: before },
    head: { ref: "head", files: now },
    changed: changedFiles(before, now),
    render,
    schemas,
    label: "repository",
    layout: FLUX_CD,
  });
  const places = objects.flatMap(({ places, ...object }) =>
    places.map(({ cluster, sync, namespace }) => [
      { ...object, id: "", places: 0 },
      cluster,
      sync,
      namespace,
    ]),
  );
  const rows = syncs.map(({ environment: _, ...row }) => row);
  return sorted([...places, ...rows]);
};

it("two clusters in which every name is the same are what each is alone", async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(made, made), fc.tuple(made, made), async (before, after) => {
      const alone = FOLDERS.map((folder, index) => ({
        base: texts([before[index] as Made], [folder]),
        head: texts([after[index] as Made], [folder]),
      }));
      const [base, head] = [await look(texts(before)), await look(texts(after))];
      const each = await Promise.all(
        alone.map(async (one) => ({ base: await look(one.base), head: await look(one.head) })),
      );
      expect(told(head)).toEqual(each.flatMap((one) => told(one.head)).sort());
      expect(found(head)).toEqual(each.flatMap((one) => found(one.head)).sort());
      expect(fates(base, head)).toEqual(each.flatMap((one) => fates(one.base, one.head)).sort());
      const differences = await Promise.all(alone.map((one) => compared(one.base, one.head)));
      expect(await compared(texts(before), texts(after))).toEqual(differences.flat().sort());
    }),
    { numRuns: 25 },
  );
}, 600_000);
