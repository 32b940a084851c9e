// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are variables of Flux
import { describe, expect, it } from "vitest";
import { analyse } from "../../generators/model/fleet/analysis.ts";
import { mentionedIn } from "../../generators/model/fleet/clusters.ts";
import { isUnknown } from "../../generators/model/objects/unknown.ts";
import { filesOf } from "../support/memory.ts";

const memory = (texts: Record<string, string>) => filesOf(new Map(Object.entries(texts)));
const flux = (
  name: string,
  path: string,
  more = "",
  from = "flux-system",
) => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  path: ${path}
  sourceRef:
    kind: GitRepository
    name: ${from}
${more}`;
const source = (name: string, url: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${name}
  namespace: flux-system
spec:
  url: ${url}
`;
const config = (name: string, data = "a: b") => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: flux-system
data:
  ${data}
`;
const OWN = source("flux-system", "https://git.example.com/team/fleet.git");

/** Name and folder of every sync, by cluster, as it is read without rendering. */
async function syncsOf(texts: Record<string, string>) {
  const { clusters } = await analyse(memory(texts), undefined);
  return Object.fromEntries(
    clusters.map(({ name, syncs }) => [
      name,
      Object.fromEntries(
        syncs.map(({ flux, folder }) => [flux.name, isUnknown(folder) ? undefined : folder]),
      ),
    ]),
  );
}

describe("the folder of a Flux Kustomization", () => {
  it("is its path, where the whole repository is looked at", async () => {
    const found = await syncsOf({
      "cluster/source.yaml": OWN,
      "cluster/apps.yaml": flux("apps", "./apps"),
      "apps/a.yaml": config("a"),
    });
    expect(found).toEqual({ cluster: { apps: "apps" } });
  });

  it("begins below what stands before most paths", async () => {
    const found = await syncsOf({
      "bootstrap/source.yaml": OWN,
      "bootstrap/all.yaml": `${flux("apps", "./deploy/flux/apps")}---\n${flux("root", "deploy/flux/")}---\n${flux("none", "./deploy/flux/none")}---\n${flux("outside", "./other")}`,
      "apps/a.yaml": config("a"),
    });
    expect(found).toEqual({
      bootstrap: { apps: "apps", root: ".", none: "none", outside: undefined },
    });
  });

  it("is none for another repository, whatever its path", async () => {
    const other = source("other", "https://git.example.com/team/other");
    const found = await syncsOf({
      "cluster/source.yaml": `${OWN}---\n${other}`,
      "cluster/apps.yaml": `${flux("apps", "./apps")}---\n${flux("other", "./apps", "", "other")}---\n${flux("whole", "./", "", "other")}`,
      "apps/a.yaml": config("a"),
    });
    expect(found).toEqual({ cluster: { apps: "apps", other: undefined, whole: undefined } });
  });

  it("takes two URLs of one repository for the same", async () => {
    const ssh = source("ssh", "ssh://git@git.example.com/team/fleet");
    const found = await syncsOf({
      "cluster/source.yaml": `${OWN}---\n${ssh}`,
      "cluster/apps.yaml": `${flux("apps", "./apps")}---\n${flux("more", "./more", "", "ssh")}`,
      "apps/a.yaml": config("a"),
      "more/a.yaml": config("b"),
    });
    expect(found).toEqual({ cluster: { apps: "apps", more: "more" } });
  });

  it("is that of the first source where no file has one", async () => {
    const found = await syncsOf({
      "cluster/apps.yaml": `${flux("apps", "./apps")}---\n${flux("none", "./none")}`,
      "apps/a.yaml": config("a"),
    });
    expect(found).toEqual({ cluster: { apps: "apps", none: "none" } });
  });
});

describe("the clusters", () => {
  it("begin in folders of their own, and share what both apply", async () => {
    const found = await syncsOf({
      "clusters/one/source.yaml": OWN,
      "clusters/one/apps.yaml": flux("apps", "./apps"),
      "clusters/two/flux-system/sync.yaml": `${OWN}---\n${flux("flux-system", "./clusters/two")}`,
      "clusters/two/apps.yaml": flux("apps", "./apps"),
      "apps/child.yaml": flux("child", "./child"),
      "child/a.yaml": config("a"),
    });
    expect(found).toEqual({
      "clusters/one": { apps: "apps", child: "child" },
      "clusters/two/flux-system": {
        "flux-system": "clusters/two",
        apps: "apps",
        child: "child",
      },
    });
  });

  it("are two where one name is given twice, below a folder that begins one too", async () => {
    const found = await syncsOf({
      "clusters/source.yaml": OWN,
      "clusters/common.yaml": flux("common", "./apps"),
      "clusters/one/apps.yaml": flux("apps", "./apps"),
      "clusters/two/apps.yaml": flux("apps", "./apps"),
      "clusters/two/more.yaml": flux("more", "./apps"),
      "apps/a.yaml": config("a"),
    });
    expect(found).toEqual({
      clusters: { common: "apps", apps: "apps" },
      "clusters/two": { apps: "apps", more: "apps" },
    });
  });

  it("begin somewhere even where everything is applied by something", async () => {
    const found = await syncsOf({
      "cluster/source.yaml": OWN,
      "cluster/self.yaml": flux("self", "./cluster"),
    });
    expect(found).toEqual({ cluster: { self: "cluster" } });
  });

  // What somebody forgot to list looks like a root: it stands in the folder that it applies.
  const LISTS_NOTHING = {
    "cluster/source.yaml": OWN,
    "cluster/apps.yaml": flux("apps", "./apps"),
    "apps/a.yaml": config("a"),
    "shop/kustomization.yaml": "resources:\n  - a.yaml\n",
    "shop/a.yaml": config("shop"),
  };
  const ALONE = { cluster: { apps: "apps" } };

  it("do not begin with one that its folder forgot to list and whose source is elsewhere", async () => {
    const texts = { ...LISTS_NOTHING, "shop/sync.yaml": flux("shop", "./shop") };
    expect(await syncsOf(texts)).toEqual(ALONE);
  });

  it.each([
    ["it applies another folder", { "shop/sync.yaml": flux("shop", "./apps") }, "apps"],
    [
      "its source is beside it",
      { "shop/sync.yaml": `${flux("shop", "./shop")}---\n${OWN}` },
      "shop",
    ],
    [
      "only a source of another namespace has that name",
      {
        "shop/sync.yaml": flux("shop", "./shop"),
        "cluster/source.yaml": OWN.replace("namespace: flux-system", "namespace: other"),
      },
      "shop",
    ],
    [
      "only a source of another kind has that name",
      {
        "shop/sync.yaml": flux("shop", "./shop"),
        "cluster/source.yaml": OWN.replace("GitRepository", "OCIRepository"),
      },
      "shop",
    ],
    ["no source has that name", { "shop/sync.yaml": flux("shop", "./shop", "", "nobody") }, "shop"],
  ])("begin with it where %s", async (_why, texts, folder) => {
    const { shop } = await syncsOf({ ...LISTS_NOTHING, ...texts });
    expect(shop).toEqual({ shop: folder });
  });

  it("begin with it where another one beside it is none of that", async () => {
    const { shop } = await syncsOf({
      ...LISTS_NOTHING,
      "shop/sync.yaml": `${flux("shop", "./shop")}---\n${flux("more", "./apps")}`,
    });
    expect(shop).toEqual({ shop: "shop", more: "apps" });
  });

  it("follow a child whose path comes from a ConfigMap that is found after it", async () => {
    const post = `  postBuild:
    substituteFrom:
      - kind: ConfigMap
        name: settings
`;
    const found = await syncsOf({
      "cluster/source.yaml": OWN,
      "cluster/all.yaml": `${flux("apps", "./apps", post)}---\n${flux("settings", "./settings")}`,
      "settings/settings.yaml": config("settings", "STAGE: prod"),
      "apps/child.yaml": flux("child-${STAGE}", "./stages/${STAGE}"),
      "stages/prod/a.yaml": config("a"),
    });
    expect(found.cluster).toMatchObject({ "child-prod": "stages/prod" });
  });

  it("do not follow what is applied to another cluster", async () => {
    const found = await syncsOf({
      "cluster/source.yaml": OWN,
      "cluster/all.yaml": flux("far", "./far", "  kubeConfig:\n    secretRef:\n      name: far\n"),
      "far/child.yaml": flux("child", "./far/child"),
      "far/child/a.yaml": config("a"),
    });
    expect(found.cluster).toEqual({ far: "far" });
  });

  it("know what lies beside them and is applied by hand", async () => {
    const { clusters } = await analyse(
      memory({
        "cluster/source.yaml": OWN,
        "cluster/apps.yaml": flux("apps", "./apps"),
        "apps/a.yaml": config("a"),
        "elsewhere/b.yaml": config("b"),
      }),
      undefined,
    );
    expect(clusters[0]?.byHand.map(({ kind, name }) => `${kind} ${name}`).sort()).toEqual([
      "GitRepository flux-system",
      "Kustomization apps",
    ]);
  });
});

describe("a folder without a kustomization file", () => {
  const names = async (texts: Record<string, string>) => {
    const { clusters } = await analyse(
      memory({ "cluster/source.yaml": OWN, "cluster/apps.yaml": flux("apps", "./apps"), ...texts }),
      undefined,
    );
    const [sync] = clusters[0]?.syncs ?? [];
    return (
      sync &&
      mentionedIn(sync)
        .map(({ name }) => name)
        .sort()
    );
  };

  it("stands for every manifest below, and for folders that have one", async () => {
    const found = await names({
      "apps/a.yaml": config("a"),
      "apps/deep/er/b.yml": config("b"),
      "apps/values.yaml": "replicas: 2\n",
      "apps/built/kustomization.yaml": "resources:\n  - c.yaml\n",
      "apps/built/c.yaml": config("c"),
      "apps/built/not.yaml": config("not"),
    });
    expect(found).toEqual(["a", "b", "c"]);
  });

  it("leaves out what a .sourceignore does, the nearest with the last word", async () => {
    const found = await names({
      ".sourceignore": "/docs\n*.example.yaml\n!/apps/keep.example.yaml\n",
      "docs/a.yaml": config("docs"),
      "apps/a.yaml": config("a"),
      "apps/b.example.yaml": config("b"),
      "apps/keep.example.yaml": config("keep"),
      "apps/deep/.sourceignore": "*\n!d.yaml\n",
      "apps/deep/c.yaml": config("c"),
      "apps/deep/d.yaml": config("d"),
    });
    expect(found).toEqual(["a", "d", "keep"]);
  });
});
