import { describe, expect, it } from "vitest";
import { manifest, schemas } from "./schemas.ts";

/** A Deployment with a container that `container` describes, as YAML. */
const deployment = (container: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec:
      containers:
        - ${container}
`;
const gitRepository = (spec: string) => `
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: app, namespace: flux-system }
spec: ${spec}
`;
const service = (spec: string) => `
apiVersion: v1
kind: Service
metadata: { name: app }
spec: ${spec}
`;
const gateway = (addresses: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web }
spec:
  gatewayClassName: traefik
  listeners: [{ name: web, port: 80, protocol: HTTP }]
  addresses: ${addresses}
`;
const container = "spec.template.spec.containers[0]";

type Case = [name: string, yaml: string, message: string, hint?: string];

const CASES: Case[] = [
  [
    "an unknown field",
    deployment("{ name: app, image: app, imagePulPolicy: Always }"),
    `There is no field ${container}.imagePulPolicy.`,
    "Did you mean imagePullPolicy?",
  ],
  [
    "an unknown field like no other",
    deployment("{ name: app, image: app, somethingElse: 1 }"),
    `There is no field ${container}.somethingElse.`,
  ],
  [
    "a field in the wrong case",
    "{ apiVersion: v1, kind: ServiceAccount, metadata: { name: a, Namespace: b } }",
    "There is no field metadata.Namespace.",
    "Did you mean namespace?",
  ],
  [
    "an unknown field of a custom resource",
    gitRepository("{ url: 'https://example.com/a', interval: 1m, ref: { brunch: main } }"),
    "There is no field spec.ref.brunch.",
    "Did you mean branch?",
  ],
  [
    "an unknown field beside spec",
    "{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, dta: {} }",
    "There is no field dta.",
    "Did you mean data?",
  ],
  [
    "a number in quotes",
    service('{ ports: [{ port: "80" }] }'),
    'spec.ports[0].port must be a whole number, not the text "80".',
    "Without quotes: 80.",
  ],
  [
    "text without quotes",
    deployment("{ name: app, image: app, env: [{ name: PORT, value: 8080 }] }"),
    `${container}.env[0].value must be text, not the number 8080.`,
    'In quotes it is text: "8080".',
  ],
  [
    "an annotation that is not text",
    "{ apiVersion: v1, kind: Namespace, metadata: { name: a, annotations: { example.com/on: true } } }",
    "metadata.annotations[example.com/on] must be text, not true.",
    'In quotes it is text: "true".',
  ],
  [
    "a switch in quotes",
    gitRepository('{ url: "https://example.com/a", interval: 1m, suspend: "true" }'),
    'spec.suspend must be true or false, not the text "true".',
    "Without quotes: true.",
  ],
  ["a map for a list", service("{ ports: { port: 80 } }"), "spec.ports must be a list, not a map."],
  ["an empty item", deployment(""), `${container} must be a map, not empty.`],
  [
    "a fraction",
    service("{ ports: [{ port: 80.5 }] }"),
    "spec.ports[0].port must be a whole number, not the number 80.5.",
  ],
  [
    "a number beyond 32 bits",
    service("{ ports: [{ port: 80000000000 }] }"),
    "spec.ports[0].port must be from -2147483648 to 2147483647, not 80000000000.",
  ],
  [
    "a missing field",
    "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: a }, spec: { template: {} } }",
    "spec.selector is missing.",
  ],
  [
    "a missing field that is null",
    service("{ ports: [{ port: null }] }"),
    "spec.ports[0].port is missing.",
  ],
  [
    "a missing field of a custom resource",
    gitRepository("{ url: 'https://example.com/a' }"),
    "spec.interval is missing.",
  ],
  [
    "a value that is not allowed",
    deployment("{ name: app, image: app, imagePullPolicy: IfNotPresnt }"),
    `${container}.imagePullPolicy must be one of "Always", "IfNotPresent", "Never", not the text "IfNotPresnt".`,
    "Did you mean IfNotPresent?",
  ],
  [
    "a value that a custom resource does not allow",
    gitRepository("{ url: 'https://example.com/a', interval: 1m, provider: bitbucket }"),
    'spec.provider must be one of "generic", "aws", "azure", "github", not the text "bitbucket".',
  ],
  [
    "a text of another form",
    gitRepository("{ url: 'https://example.com/a', interval: soon }"),
    'spec.interval must match ^([0-9]+(\\.[0-9]+)?(ms|s|m|h))+$, which "soon" does not.',
  ],
  [
    "a number that is too large",
    gateway("[]").replace("port: 80", "port: 70000"),
    "spec.listeners[0].port must be at most 65535, not 70000.",
  ],
  [
    "a number that is too small",
    gateway("[]").replace("port: 80", "port: 0"),
    "spec.listeners[0].port must be at least 1, not 0.",
  ],
  [
    "an empty text",
    gateway("[]").replace("traefik", '""'),
    "spec.gatewayClassName must not be empty.",
  ],
  [
    "a text that is too long",
    gateway("[]").replace("traefik", "x".repeat(254)),
    "spec.gatewayClassName must have at most 253 characters, not 254.",
  ],
  [
    "a list that is too short",
    gateway("[]").replace(/listeners: .*/, "listeners: []"),
    "spec.listeners must have at least 1 item.",
  ],
  [
    "a list that is too long",
    gateway(`[${Array.from({ length: 17 }, (_, n) => `{ value: 10.0.0.${n} }`)}]`),
    "spec.addresses must have at most 16 items, not 17.",
  ],
  [
    "a map that is too large",
    gateway("[]").replace(
      "spec:",
      `spec:\n  infrastructure: { labels: { ${Array.from({ length: 9 }, (_, n) => `k${n}: v`)} } }`,
    ),
    "spec.infrastructure.labels must have at most 8 fields, not 9.",
  ],
  [
    "neither a number nor text",
    service("{ ports: [{ port: 80, targetPort: true }] }"),
    "spec.ports[0].targetPort must be a whole number or text, not true.",
  ],
  [
    "what is no quantity",
    deployment("{ name: app, image: app, resources: { limits: { memory: 64MB } } }"),
    `${container}.resources.limits.memory must be a quantity such as 100m or 64Mi, not the text "64MB".`,
  ],
  [
    "a Secret that is not in base64",
    "{ apiVersion: v1, kind: Secret, metadata: { name: a }, data: { token: plain! } }",
    'data.token must be base64, not the text "plain!".',
  ],
  [
    "what is a character short of base64",
    "{ apiVersion: v1, kind: Secret, metadata: { name: a }, data: { token: abc } }",
    'data.token must be base64, not the text "abc".',
  ],
  [
    "a field in capitals",
    deployment("{ name: app, image: app, IMAGEPULLPOLICY: Always }"),
    `There is no field ${container}.IMAGEPULLPOLICY.`,
    "Did you mean imagePullPolicy?",
  ],
  [
    "what looks encrypted and is not",
    "{ apiVersion: v1, kind: Secret, metadata: { name: a }, data: { a: 'ENC[a]' } }",
    'data.a must be base64, not the text "ENC[a]".',
  ],
  [
    "two items with one key",
    deployment("{ name: app, image: app, env: [{ name: A, value: a }, { name: A, value: b }] }"),
    `${container}.env[1] repeats name "A" of ${container}.env[0].`,
  ],
  [
    "two items with one key, half of it a default",
    service("{ ports: [{ name: a, port: 53 }, { name: b, port: 53, protocol: TCP }] }"),
    'spec.ports[1] repeats port 53, protocol "TCP" of spec.ports[0].',
  ],
  [
    "a value twice in a set",
    "{ apiVersion: v1, kind: ServiceAccount, metadata: { name: a, finalizers: [x/y, x/y] } }",
    'metadata.finalizers[1] repeats "x/y" of metadata.finalizers[0].',
  ],
  [
    "none of several forms",
    gateway("[{ type: IPAddress, value: example.com }]"),
    'spec.addresses[0].value must be an IPv4 address, not the text "example.com".',
  ],
  [
    "a null in a custom resource",
    gitRepository("{ url: 'https://example.com/a', interval: 1m, secretRef: null }"),
    "spec.secretRef must be a map, not empty.",
  ],
];

describe("validate", () => {
  it.each(CASES)("names %s", (_, yaml, message, hint) => {
    const faults = schemas.validate(manifest(yaml));
    expect(faults?.map((fault) => [fault.message, fault.hint])).toEqual([[message, hint]]);
  });

  const VALID: [string, string][] = [
    ["a port that is a name", service("{ ports: [{ port: 80, targetPort: http }] }")],
    [
      "a port for each protocol",
      service("{ ports: [{ name: a, port: 53 }, { name: b, port: 53, protocol: UDP }] }"),
    ],
    [
      "a null where Kubernetes drops it",
      "{ apiVersion: v1, kind: Namespace, metadata: { name: a, creationTimestamp: null } }",
    ],
    [
      "a null that a default replaces",
      gitRepository("{ url: 'https://example.com/a', interval: 1m, timeout: null }"),
    ],
    [
      "an empty emptyDir",
      deployment("{ name: a, image: a }").concat("      volumes: [{ name: tmp, emptyDir: }]\n"),
    ],
    [
      "quantities of all kinds",
      deployment(
        "{ name: a, image: a, resources: { limits: { cpu: 0.5, memory: 1Gi, example.com/gpu: 1 } } }",
      ),
    ],
    [
      "whatever a HelmRelease hands to its chart",
      "{ apiVersion: helm.toolkit.fluxcd.io/v2, kind: HelmRelease, metadata: { name: a }, spec: { interval: 1m, chart: { spec: { chart: a, sourceRef: { kind: HelmRepository, name: a } } }, values: { any: [thing, { at: all }] } } }",
    ],
    [
      "a status, which has no effect",
      "{ apiVersion: v1, kind: Namespace, metadata: { name: a }, status: { anything: 1 } }",
    ],
    [
      "a required field that has a default",
      "{ apiVersion: source.toolkit.fluxcd.io/v1, kind: OCIRepository, metadata: { name: a }, spec: { interval: 1m, url: 'oci://example.com/a', verify: { secretRef: { name: a } } } }",
    ],
    [
      "a negative quantity",
      "{ apiVersion: v1, kind: LimitRange, metadata: { name: a }, spec: { limits: [{ type: Pod, max: { cpu: -1 } }] } }",
    ],
    [
      "what SOPS has encrypted",
      "{ apiVersion: v1, kind: Secret, metadata: { name: a }, data: { a: 'ENC[AES256_GCM,data:a,type:str]' }, sops: { mac: 'ENC[a]' } }",
    ],
    [
      "a value in another case where that does not matter",
      "{ apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, metadata: { name: a }, spec: { groups: [{ name: a, partial_response_strategy: WARN, rules: [{ expr: up, record: a }] }] } }",
    ],
    ["a host name as an address", gateway("[{ type: Hostname, value: example.com }]")],
    ["an IPv6 address", gateway("[{ value: 'fd00::1' }]")],
    [
      "an empty effect of a toleration",
      deployment("{ name: a, image: a }").concat(
        '      tolerations: [{ operator: Exists, effect: "" }]\n',
      ),
    ],
  ];
  it.each(VALID)("accepts %s", (_, yaml) => {
    expect(schemas.validate(manifest(yaml))).toEqual([]);
  });

  it("gives the steps to the field, and to the parent of one that is missing", () => {
    const unknown = schemas.validate(manifest(deployment("{ name: a, image: a, imge: b }")));
    expect(unknown?.[0]?.steps).toEqual(["spec", "template", "spec", "containers", 0, "imge"]);
    const missing = schemas.validate(manifest(service("{ ports: [{ name: a }] }")));
    expect(missing?.[0]?.steps).toEqual(["spec", "ports", 0]);
  });

  it("finds everything that is wrong at once", () => {
    const faults = schemas.validate(manifest(service("{ type: 1, ports: [{ prt: 80 }] }")));
    expect(faults?.map((fault) => fault.message).sort()).toEqual([
      "There is no field spec.ports[0].prt.",
      "spec.ports[0].port is missing.",
      "spec.type must be text, not the number 1.",
    ]);
  });

  it("does not say that items repeat a key that they do not have", () => {
    const message = (env: string) =>
      schemas
        .validate(manifest(deployment(`{ name: a, image: a, env: [${env}, ${env}] }`)))
        ?.map((fault) => fault.message);
    expect(message("{ value: a }")).toEqual([
      `${container}.env[0].name is missing.`,
      `${container}.env[1].name is missing.`,
    ]);
    expect(message("{ name: {} }")).toEqual([
      `${container}.env[0].name must be text, not a map.`,
      `${container}.env[1].name must be text, not a map.`,
    ]);
  });

  it("does not know what is no object of a known kind", () => {
    const unknown = [
      null,
      "text",
      [],
      {},
      { apiVersion: "v1" },
      { apiVersion: "v1", kind: "Pdo" },
      { apiVersion: "example.com/v1", kind: "Pod" },
      { apiVersion: "__proto__", kind: "toString" },
      { apiVersion: "v1", kind: "constructor" },
      { apiVersion: ["v1"], kind: "Pod" },
    ];
    for (const object of unknown) expect(schemas.validate(object)).toBeUndefined();
  });
});
