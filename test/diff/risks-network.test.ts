import { describe, expect, it, test } from "vitest";
import { comparisonOf } from "../support/comparison.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";

const workload = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: default }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, tier: web } }
    spec: { containers: [{ name: ${name}, image: "a:1" }] }
`;
const RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: redis, namespace: default }
spec: { interval: 5m, chartRef: { kind: OCIRepository, name: redis } }
`;
const policy = (name: string, spec: string) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: default }
spec: { ${spec} }
`;
const all = (...documents: string[]) => documents.join("---\n");
const PODS = [workload("app"), workload("other")];
const app = (more: string) => `podSelector: { matchLabels: { app: app } }${more}`;
const every = (more: string) => `podSelector: {}${more}`;
const CLOSED = ", policyTypes: [Ingress]";
const BOTH = ", policyTypes: [Ingress, Egress]";
const OPEN = `${CLOSED}, ingress: [{ from: [{ podSelector: { matchLabels: { a: b } } }] }]`;

/** What a change is, before, after, and what is said of it. */
const CASES: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    "a selector that is narrowed opens what it lets go of",
    all(...PODS, policy("p", every(CLOSED))),
    all(...PODS, policy("p", app(CLOSED))),
    ["high: NetworkPolicy p no longer keeps anything out of Deployment other."],
  ],
  [
    "in both directions",
    all(...PODS, policy("p", every(BOTH))),
    all(...PODS, policy("p", app(BOTH))),
    [
      "high: NetworkPolicy p no longer keeps anything out of Deployment other, and no longer keeps anything in Deployment other.",
    ],
  ],
  [
    "a selector that is narrowed, where another policy keeps the rest closed",
    all(...PODS, policy("p", every(CLOSED)), policy("q", "podSelector: {}")),
    all(...PODS, policy("p", app(CLOSED)), policy("q", "podSelector: {}")),
    [],
  ],
  [
    "a selector that is narrowed to the pods that there are",
    all(...PODS, policy("p", every(CLOSED))),
    all(...PODS, policy("p", `podSelector: { matchLabels: { tier: web } }${CLOSED}`)),
    [],
  ],
  [
    "the same beside a chart, whose pods nobody knows here",
    all(...PODS, RELEASE, policy("p", every(CLOSED))),
    all(...PODS, RELEASE, policy("p", `podSelector: { matchLabels: { tier: web } }${CLOSED}`)),
    [
      "medium: NetworkPolicy p now selects pods with tier=web and no longer every pod: those that no other policy selects are open.",
    ],
  ],
  [
    "a selector that is widened opens what others keep closed",
    all(...PODS, policy("p", app(OPEN)), policy("q", every(CLOSED))),
    all(...PODS, policy("p", every(OPEN)), policy("q", every(CLOSED))),
    [
      "medium: NetworkPolicy p now also selects Deployment other and lets in pods with a=b on every port.",
    ],
  ],
  [
    "a selector that is widened, and lets through what others let through",
    all(...PODS, policy("p", app(OPEN)), policy("q", every(OPEN))),
    all(...PODS, policy("p", every(OPEN)), policy("q", every(OPEN))),
    [],
  ],
  [
    "a selector that is widened to pods that were open",
    all(...PODS, policy("p", app(OPEN))),
    all(...PODS, policy("p", every(OPEN))),
    [],
  ],
  [
    "a direction that goes",
    all(...PODS, policy("p", every(BOTH))),
    all(...PODS, policy("p", every(CLOSED))),
    ["medium: NetworkPolicy p no longer keeps anything in: its pods are open."],
  ],
  [
    "a direction that goes, where another policy keeps it",
    all(...PODS, policy("p", every(BOTH)), policy("q", every(", policyTypes: [Egress]"))),
    all(...PODS, policy("p", every(CLOSED)), policy("q", every(", policyTypes: [Egress]"))),
    [],
  ],
  [
    "a direction that goes, of pods that nobody knows here",
    all(RELEASE, policy("p", every(BOTH))),
    all(RELEASE, policy("p", every(", policyTypes: [Egress]"))),
    ["high: NetworkPolicy p no longer keeps anything out."],
  ],
  [
    "a direction that comes, with rules, where another policy keeps it closed",
    all(...PODS, policy("p", every(OPEN.replace("Ingress", "Egress"))), policy("q", every(CLOSED))),
    all(...PODS, policy("p", every(OPEN)), policy("q", every(CLOSED))),
    [
      "medium: NetworkPolicy p lets in pods with a=b on every port, and no longer keeps anything in: its pods are open.",
    ],
  ],
  [
    "the last rule of a policy that names no types",
    all(...PODS, policy("p", every(", egress: [{ ports: [{ port: 53 }] }]"))),
    all(...PODS, policy("p", every(", egress: []"))),
    ["medium: NetworkPolicy p no longer keeps anything in: its pods are open."],
  ],
  [
    "an exception from a block of addresses that goes",
    all(
      ...PODS,
      policy(
        "p",
        every(
          `${CLOSED}, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8, 9.0.0.0/8] } }] }]`,
        ),
      ),
    ),
    all(
      ...PODS,
      policy(
        "p",
        every(
          `${CLOSED}, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }], ports: [{ port: 80, endPort: 90 }] }]`,
        ),
      ),
    ),
    ["medium: NetworkPolicy p now lets in 0.0.0.0/0 without 10.0.0.0/8 on port 80-90."],
  ],
  [
    "a policy that is replaced by the same one of another name",
    all(...PODS, policy("p", every(OPEN))),
    all(...PODS, policy("q", every(OPEN))),
    [],
  ],
];

const files = (text: string) => ({
  "app/kustomization.yaml": "resources: [all.yaml]\n",
  "app/all.yaml": text,
});

describe.skipIf(NO_KUSTOMIZE)("what a network policy opens", () => {
  test.each(CASES)("%s", async (_, before, after, expected) => {
    const { risks } = await comparisonOf(files(before), files(after));
    const said = risks.filter(({ kind }) => kind === "network");
    expect(said.map(({ level, title }) => `${level}: ${title}`)).toEqual(expected);
  });

  it("is looked at in every environment, whichever comes first", async () => {
    const environments = (policies: string) => ({
      "a/kustomization.yaml": "resources: [all.yaml]\n",
      "a/all.yaml": all(...PODS, policies, policy("kept", every(CLOSED))),
      "b/kustomization.yaml": "resources: [all.yaml]\n",
      "b/all.yaml": all(...PODS, policies),
      "c/kustomization.yaml": "resources: [all.yaml]\n",
      "c/all.yaml": all(...PODS, policies),
    });
    const { risks, objects } = await comparisonOf(
      environments(policy("p", every(CLOSED))),
      environments(workload("new")),
    );
    expect(objects.find(({ name }) => name === "p")?.places).toHaveLength(3);
    const said = risks.filter(({ kind }) => kind === "network");
    expect(said).toMatchObject([
      {
        title: "NetworkPolicy p no longer keeps anything out: its pods are open.",
        places: [{ sync: "b" }, { sync: "c" }],
      },
    ]);
  });
});
