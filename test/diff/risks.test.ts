import { describe, expect, it, test } from "vitest";
import { comparisonOf } from "../support/comparison.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";

const workload = (spec: string, replicas = 3) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: app, namespace: default }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, ${spec} }] }
`;
const image = (tag: string) => workload(`image: "example.com/app:${tag}"`);
const limits = (memory: string) =>
  workload(`image: "a:1", resources: { limits: { memory: ${memory} } }`);
const role = (verbs: string, kind = "Role") =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: r, namespace: default }\nrules: [{ apiGroups: [""], resources: [pods], verbs: [${verbs}] }]\n`;
const policy = (ingress: string) =>
  `${workload('image: "a:1"')}---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: p, namespace: default }\nspec: { podSelector: {}, policyTypes: [Ingress], ingress: ${ingress} }\n`;
const source = (kind: string, spec: string) =>
  `apiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata: { name: s, namespace: default }\nspec: { interval: 5m, ${spec} }\n`;
const oci = (spec: string) => source("OCIRepository", `url: oci://ghcr.io/x/c, ${spec}`);
const release = (spec: string) =>
  `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: r, namespace: default }\nspec: { interval: 5m, ${spec} }\n`;
const FROM = "{ podSelector: { matchLabels: { a: b } } }";
const OTHER = "{ namespaceSelector: { matchLabels: { team: x } } }";

/** What a change is, before, after, and what is said of it. */
const CASES: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    "a newer image",
    image("1.9.0"),
    image("1.10.0"),
    ["low image: Deployment app: example.com/app goes from 1.9.0 to 1.10.0."],
  ],
  [
    "an older image",
    image("1.10.0"),
    image("1.9.0"),
    ["medium image: Deployment app: example.com/app goes back from 1.10.0 to 1.9.0."],
  ],
  [
    "another image",
    workload('image: "a:1"'),
    workload('image: "b:1"'),
    ["medium image: Deployment app: a:1 is replaced by b:1."],
  ],
  [
    "another digest of the same tag",
    image("1.0@sha256:aa"),
    image("1.0@sha256:bb"),
    ["low image: Deployment app: example.com/app goes from 1.0@sha256:aa to 1.0@sha256:bb."],
  ],
  [
    "a digest for a tag",
    image("1.0"),
    image("1.0@sha256:bb"),
    ["low image: Deployment app: example.com/app goes from 1.0 to 1.0@sha256:bb."],
  ],
  [
    "another version of a chart",
    release("chart: { spec: { chart: c, version: 1.0.0 } }"),
    release("chart: { spec: { chart: c, version: 1.1.0 } }"),
    ["low image: HelmRelease r: c goes from 1.0.0 to 1.1.0."],
  ],
  [
    "a chart from a source of its own",
    release("chart: { spec: { chart: c, version: 1.0.0 } }"),
    release("chartRef: { kind: OCIRepository, name: c }"),
    ["medium image: HelmRelease r: c:1.0.0 is replaced by OCIRepository c."],
  ],
  [
    "a chart from another source",
    release("chartRef: { kind: OCIRepository, name: c, namespace: default }"),
    release("chartRef: { kind: OCIRepository, name: c, namespace: flux-system }"),
    ["medium image: HelmRelease r: OCIRepository c is replaced by OCIRepository flux-system/c."],
  ],
  [
    "another version of a HelmChart",
    source("HelmChart", "chart: c, version: 1.1.0"),
    source("HelmChart", "chart: c, version: 1.0.0"),
    ["medium image: HelmChart s: c goes back from 1.1.0 to 1.0.0."],
  ],
  [
    "another tag of an OCIRepository",
    oci("ref: { tag: 6.5.0 }"),
    oci("ref: { tag: 6.10.0 }"),
    ["low image: OCIRepository s: ghcr.io/x/c goes from 6.5.0 to 6.10.0."],
  ],
  [
    "another range of an OCIRepository, before which its tag does not count",
    oci('ref: { semver: "6.x", tag: a }'),
    oci('ref: { semver: ">=6.0.0 <8.0.0", tag: b }'),
    ["low image: OCIRepository s: ghcr.io/x/c goes from 6.x to >=6.0.0 <8.0.0."],
  ],
  [
    "a digest for a tag of an OCIRepository",
    oci("ref: { tag: 6.5.0 }"),
    oci("ref: { tag: 6.5.0, digest: sha256:aa }"),
    ["low image: OCIRepository s: ghcr.io/x/c goes from 6.5.0 to sha256:aa."],
  ],
  [
    "a tag beside a digest, which counts alone",
    oci("ref: { tag: a, digest: sha256:aa }"),
    oci("ref: { tag: b, digest: sha256:aa }"),
    [],
  ],
  [
    "another address of an OCIRepository",
    oci("ref: { tag: a }"),
    oci("ref: { tag: a }").replace("/x/", "/y/"),
    ["medium image: OCIRepository s: ghcr.io/x/c:a is replaced by ghcr.io/y/c:a."],
  ],
  [
    "a lower limit",
    limits("256Mi"),
    limits("64Mi"),
    ["medium limits: Deployment app: app memory limit 256Mi becomes 64Mi."],
  ],
  ["the same limit in another unit", limits("1Gi"), limits("1024Mi"), []],
  [
    "a higher limit",
    limits("64Mi"),
    limits("256Mi"),
    ["low limits: Deployment app: app memory limit 64Mi becomes 256Mi."],
  ],
  [
    "fewer replicas",
    workload('image: "a:1"', 3),
    workload('image: "a:1"', 1),
    ["medium replicas: Deployment app: replicas 3 becomes 1."],
  ],
  [
    "none at all",
    workload('image: "a:1"', 3),
    workload('image: "a:1"', 0),
    ["high replicas: Deployment app: replicas 3 becomes 0."],
  ],
  [
    "another selector",
    image("1"),
    image("1").replaceAll("app: app", "app: web"),
    [
      "high refused: Deployment default/app changes spec.selector, which Kubernetes does not let change.",
    ],
  ],
  [
    "more rights",
    role("get"),
    role("get, delete"),
    ["medium rbac: Role r now also allows delete pods."],
  ],
  [
    "fewer rights",
    role("get, list"),
    role("list"),
    ["low rbac: Role r no longer allows get pods."],
  ],
  ["the same rights in another order", role("get, list"), role("list, get"), []],
  [
    "a policy that lets in one more",
    policy(`[{ from: [${FROM}] }]`),
    policy(`[{ from: [${FROM}, ${OTHER}] }]`),
    [
      "medium network: NetworkPolicy p now lets in pods with a=b, every pod of namespaces with team=x on every port.",
    ],
  ],
  [
    "a policy that lets in fewer",
    policy(`[{ from: [${FROM}, ${OTHER}] }]`),
    policy(`[{ from: [${FROM}] }]`),
    [],
  ],
  [
    "the last policy goes",
    policy("[]"),
    workload('image: "a:1"'),
    ["high network: NetworkPolicy p no longer keeps anything out: its pods are open."],
  ],
  [
    "a policy for pods that were closed",
    policy("[]"),
    `${policy("[]")}---\n${policy(`[{ from: [${FROM}] }]`).split("---\n")[1]?.replace("name: p", "name: q")}`,
    ["medium network: NetworkPolicy q is new, and lets in pods with a=b on every port."],
  ],
  ["a policy together with its pods", "", policy(`[{ from: [${FROM}] }]`), []],
];

describe.skipIf(NO_KUSTOMIZE)("risks", () => {
  test.each(CASES)("%s", async (_, before, after, expected) => {
    const files = (text: string) => ({
      "app/kustomization.yaml": text === "" ? "resources: []\n" : "resources: [all.yaml]\n",
      ...(text === "" ? {} : { "app/all.yaml": text }),
    });
    const { risks } = await comparisonOf(files(before), files(after));
    const said = risks.filter(({ kind }) => kind !== "finding");
    expect(said.map(({ level, kind, title }) => `${level} ${kind}: ${title}`)).toEqual(expected);
  });
});

describe.skipIf(NO_KUSTOMIZE)("risks of the same change in several environments", () => {
  const environments = (base: string, own: Record<string, string>) =>
    Object.fromEntries(
      Object.entries({ base, ...own }).flatMap(([name, text]) => [
        [
          `${name}/kustomization.yaml`,
          name === "base" ? "resources: [all.yaml]\n" : `namespace: ${name}\n${text}`,
        ],
        ...(name === "base" ? [["base/all.yaml", text] as const] : []),
      ]),
    );

  it("are looked for in each", async () => {
    const rule = "{ apiGroups: [''], resources: [pods], verbs: [delete] }";
    const own = {
      a: `resources: [../base]\npatches: [{ target: { kind: Role }, patch: "- { op: add, path: /rules/-, value: ${rule} }" }]\n`,
      b: "resources: [../base]\n",
    };
    const { risks, objects } = await comparisonOf(
      environments(role("get"), own),
      environments(role("get, delete"), own),
    );
    expect(objects.map(({ name, places }) => [name, places.length])).toContainEqual(["r", 2]);
    const said = risks.filter(({ kind }) => kind === "rbac");
    expect(said).toMatchObject([
      { title: "Role r now also allows delete pods.", places: [{ sync: "b" }] },
    ]);
  });

  it("name the subject of a binding as all of them do", async () => {
    const binding = (...names: string[]) =>
      `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: r }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: r }\nsubjects: [${names.map((name) => `{ kind: ServiceAccount, name: ${name}, namespace: default }`).join(", ")}]\n`;
    const accounts = ["x", "y"].map(
      (name) => `---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: ${name} }\n`,
    );
    const own = { a: "resources: [../base]\n", b: "resources: [../base]\n" };
    const { risks } = await comparisonOf(
      environments(binding("x") + accounts.join(""), own),
      environments(binding("x", "y") + accounts.join(""), own),
    );
    expect(risks.filter(({ kind }) => kind === "rbac")).toMatchObject([
      {
        title: "RoleBinding r now also binds ServiceAccount y.",
        places: [{ sync: "a" }, { sync: "b" }],
      },
    ]);
  });

  it("have the places of a finding beside it, only those where it is new", async () => {
    const own = { a: "resources: [../base]\n", b: "resources: [../base]\n" };
    const bad = environments(role('"*"'), own);
    const found = async (before: Record<string, string>, after: Record<string, string>) => {
      const { risks } = await comparisonOf(before, after);
      return risks.filter(({ kind }) => kind === "finding");
    };
    const title = "Role r allows * as verbs in its rule 1.";
    const places = [{ sync: "a" }, { sync: "b" }];
    expect(await found(environments(role("get"), own), bad)).toMatchObject([{ title, places }]);
    const patch =
      "patches: [{ target: { kind: Role }, patch: '- { op: replace, path: /rules/0/verbs, value: [get] }' }]";
    const named = role('"*"').replace("name: r", "name: r, labels: { x: y }");
    const mended = environments(named, { ...own, b: `${own.b}${patch}\n` });
    expect(await found(mended, bad)).toMatchObject([{ title, places: [{ sync: "b" }] }]);
  });
});
