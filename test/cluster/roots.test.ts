// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are variables of Flux
import { describe, expect, it } from "vitest";
import { analyse } from "../../generators/model/fleet/analysis.ts";
import { clusterPairs } from "../../generators/model/fleet/pairs.ts";
import { isUnknown } from "../../generators/model/objects/unknown.ts";
import type { Render } from "../../generators/model/rendering/renderings.ts";
import { filesOf } from "../support/memory.ts";

const memory = (texts: Record<string, string>) => filesOf(new Map(Object.entries(texts)));
const sync = (name: string, path: string, from = "GitRepository/fleet") => {
  const [kind, source] = from.split("/");
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { interval: 1h, prune: true, path: "${path}", sourceRef: { kind: ${kind}, name: ${source} } }
`;
};
const git = (name: string, url = "https://git.example.com/acme/fleet") =>
  `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: ${name}, namespace: flux-system }
spec: { interval: 5m, url: "${url}" }
`;
const all = (...documents: string[]) => documents.join("---\n");
const config = (name: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: web }\n`;
const listing = (...paths: string[]) => `resources: [${paths.join(", ")}]\n`;

/** Name, and folder or reason, of every sync, by cluster. */
async function told(texts: Record<string, string>, render?: Render) {
  const { clusters } = await analyse(memory(texts), render);
  return Object.fromEntries(
    clusters.map(({ name, syncs }) => [
      name,
      Object.fromEntries(
        syncs.map(({ flux, folder }) => [flux.name, isUnknown(folder) ? folder.why : folder]),
      ),
    ]),
  );
}

describe("where a cluster begins", () => {
  it("is what a FluxInstance makes, named as it or as its namespace", async () => {
    const instance = (more = "") => `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: { name: flux, namespace: flux-system }
spec: { sync: { kind: GitRepository, url: "https://git.example.com/acme/fleet.git", path: c/one${more} } }
`;
    const texts = { "c/one/apps.yaml": sync("apps", "./apps", "GitRepository/flux-system") };
    const apps = { "apps/a.yaml": config("a") };
    expect(await told({ ...texts, ...apps, "c/one/flux.yaml": instance() })).toEqual({
      "c/one": { "flux-system": "c/one", apps: "apps" },
    });
    const { clusters } = await analyse(
      memory({ ...texts, ...apps, "c/one/flux.yaml": instance(", name: main") }),
      undefined,
    );
    expect(clusters[0]?.syncs.map(({ flux }) => [flux.name, flux.prune, flux.source.name])).toEqual(
      [
        ["main", true, "main"],
        ["apps", true, "flux-system"],
      ],
    );
  });

  it("is none of what a kustomization beside it leaves out, if that is applied", async () => {
    const texts = {
      "c/root.yaml": all(git("fleet"), sync("parts", "./parts")),
      "parts/kustomization.yaml": listing("in.yaml"),
      "parts/in.yaml": sync("in", "./in"),
      "parts/out.yaml": sync("out", "./out"),
      "in/a.yaml": config("a"),
      "out/a.yaml": config("a"),
    };
    expect(await told(texts)).toEqual({ c: { parts: "parts", in: "in" } });
    const { "parts/kustomization.yaml": _, ...without } = texts;
    expect(await told(without)).toEqual({ c: { parts: "parts", in: "in", out: "out" } });
  });

  it("is none of what a mistyped path has lost", async () => {
    const texts = {
      "c/root.yaml": all(git("fleet"), sync("fleet", "./c"), sync("parts", "./part")),
      "parts/in.yaml": all(git("own"), sync("in", "./in", "GitRepository/own")),
      "in/a.yaml": config("a"),
    };
    expect(await told(texts)).toEqual({ c: { fleet: "c", parts: "part" } });
    const apart = { ...texts, "c/root.yaml": texts["c/root.yaml"].replace("./part", "./other") };
    expect(Object.keys(await told(apart))).toEqual(["c", "parts"]);
  });

  it("is the first of two that apply each other, in each cluster", async () => {
    const both = (folder: string) => ({
      [`${folder}/sync.yaml`]: all(
        git("fleet"),
        sync("a", `./${folder}`),
        sync("b", `./${folder}`),
      ),
    });
    expect(await told({ ...both("one"), ...both("two") })).toEqual({
      one: { a: "one", b: "one" },
      two: { a: "two", b: "two" },
    });
  });

  it("has a name of its own where two begin in one folder", async () => {
    const texts = {
      "c/one.yaml": all(git("fleet"), sync("apps", "./apps")),
      "c/two.yaml": sync("apps", "./apps"),
      "apps/a.yaml": config("a"),
    };
    expect(Object.keys(await told(texts))).toEqual(["c/one.yaml", "c/two.yaml"]);
  });
});

describe("what a source is", () => {
  it("is this repository by what applies itself, whatever else has the path", async () => {
    const texts = {
      "c/root.yaml": all(
        git("fleet"),
        git("other", "https://git.example.com/acme/other"),
        sync("root", "./c"),
        ...["a", "b"].map((name) => sync(name, `./${name}`, "GitRepository/other")),
      ),
      "a/x.yaml": config("x"),
      "b/x.yaml": config("x"),
    };
    const why = "it reads the GitRepository other, and not this repository.";
    expect(await told(texts)).toEqual({ c: { root: "c", a: why, b: why } });
  });

  it("is one folder of it, where an OCI artifact is made of that", async () => {
    const oci = "OCIRepository/flux-system";
    const texts = {
      "deploy/c/root.yaml": sync("apps", "./apps", oci),
      "deploy/apps/a.yaml": config("a"),
    };
    expect(await told(texts)).toEqual({ "deploy/c": { apps: "deploy/apps" } });
    const fromGit = sync("apps", "./apps", "GitRepository/flux-system");
    expect(await told({ ...texts, "deploy/c/root.yaml": fromGit })).toEqual({
      "deploy/c": { apps: "apps" },
    });
  });

  it("is unknown where another controller makes the artifact", async () => {
    const texts = {
      "c/root.yaml": all(git("fleet"), sync("root", "./c"), sync("a", "./a", "ExternalArtifact/a")),
      "a/x.yaml": config("x"),
    };
    const why = "it reads the ExternalArtifact a, which another controller makes.";
    expect(await told(texts)).toEqual({ c: { root: "c", a: why } });
  });

  it("puts a folder that is copied by its name below the path that is built", async () => {
    const generator = `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: { name: parts, namespace: flux-system }
spec:
  sources: [{ alias: repo, kind: GitRepository, name: fleet }]
  artifacts: [{ name: a, copy: [{ from: "@repo/a/web/", to: "@artifact/a/web/" }] }]
`;
    const texts = {
      "c/root.yaml": all(
        git("fleet"),
        generator,
        sync("root", "./c"),
        sync("a", "./a/web", "ExternalArtifact/a"),
      ),
      "a/web/x.yaml": config("x"),
    };
    expect(await told(texts)).toEqual({ c: { root: "c", a: "a/web" } });
  });
});

describe("the same cluster at two commits", () => {
  const cluster = (folder: string, content: string) => ({
    [`c/${folder}/sync.yaml`]: all(
      git("fleet"),
      sync("root", `./c/${folder}`),
      sync("apps", `./apps/${content}`),
    ),
    [`apps/${content}/a.yaml`]: config(`of-${content}`),
  });
  const pairs = async (base: Record<string, string>, head: Record<string, string>) =>
    clusterPairs({
      base: await analyse(memory(base), undefined),
      head: await analyse(memory(head), undefined),
    }).map(({ before, now }) => [before?.name, now?.name]);

  it("is the one whose folder was renamed, told by what it holds", async () => {
    const base = { ...cluster("eu", "eu"), ...cluster("us", "us") };
    const head = { ...cluster("america", "us"), ...cluster("europe", "eu") };
    expect(await pairs(base, head)).toEqual([
      ["c/eu", "c/europe"],
      ["c/us", "c/america"],
    ]);
  });

  it("is none that has next to nothing of it", async () => {
    const other = {
      "d/sync.yaml": all(git("mine"), sync("x", "./x", "GitRepository/mine")),
      "x/a.yaml": config("x"),
    };
    const base = { ...cluster("eu", "eu"), ...cluster("us", "us") };
    expect(await pairs(base, { ...cluster("eu", "eu"), ...other })).toEqual([
      ["c/eu", "c/eu"],
      [undefined, "d"],
      ["c/us", undefined],
    ]);
  });
});
