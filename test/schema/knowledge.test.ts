import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  INTEGER_FORMATS,
  STRING_FORMATS,
  valueFault,
} from "../../generators/model/schema/scalar.ts";
import { openSchemas } from "../../generators/model/schema/schemas.ts";
import { ROOT } from "../support/project.ts";
import { DATA, dataFile, schemas } from "./schemas.ts";

describe("listKeys", () => {
  const pod = ["spec", "template", "spec"];

  it.each([
    ["apps/v1", "Deployment", [...pod, "containers"], ["name"]],
    ["apps/v1", "Deployment", [...pod, "containers", 0, "env"], ["name"]],
    ["apps/v1", "Deployment", [...pod, "containers", 0, "ports"], ["containerPort", "protocol"]],
    ["apps/v1", "Deployment", [...pod, "containers", 0, "volumeMounts"], ["mountPath"]],
    ["v1", "Service", ["spec", "ports"], ["port", "protocol"]],
    ["gateway.networking.k8s.io/v1", "Gateway", ["spec", "listeners"], ["name"]],
  ])("%s %s %j is told apart by %j", (apiVersion, kind, steps, keys) => {
    expect(schemas.listKeys(apiVersion, kind, steps)).toEqual(keys);
  });

  it.each([
    ["apps/v1", "Deployment", [...pod, "containers", 0, "args"]],
    ["apps/v1", "Deployment", [...pod, "containers", 0, "image"]],
    ["apps/v1", "Deployment", [...pod, "nowhere", "__proto__", 3]],
    ["v1", "ConfigMap", ["data", "a", "b"]],
    ["rbac.authorization.k8s.io/v1", "Role", ["rules"]],
    ["example.com/v1", "Unknown", ["spec"]],
  ])("%s %s %j has no keys", (apiVersion, kind, steps) => {
    expect(schemas.listKeys(apiVersion, kind, steps)).toBeUndefined();
  });
});

describe("scope", () => {
  it.each([
    ["v1", "Namespace", "cluster"],
    ["v1", "Service", "namespaced"],
    ["rbac.authorization.k8s.io/v1", "ClusterRole", "cluster"],
    ["source.toolkit.fluxcd.io/v1", "GitRepository", "namespaced"],
    ["gateway.networking.k8s.io/v1", "GatewayClass", "cluster"],
    ["example.com/v1", "Unknown", undefined],
  ])("%s %s: %s", (apiVersion, kind, scope) => {
    expect(schemas.scope(apiVersion, kind)).toBe(scope);
  });
});

describe("apiVersionFault", () => {
  it.each([
    ["extensions/v1beta1", "Ingress", "removed", "Kubernetes 1.22", "networking.k8s.io/v1"],
    ["apps/v1beta1", "Deployment", "removed", "Kubernetes 1.16", "apps/v1"],
    ["batch/v1beta1", "CronJob", "removed", "Kubernetes 1.25", "batch/v1"],
    ["policy/v1beta1", "PodDisruptionBudget", "removed", "Kubernetes 1.25", "policy/v1"],
    [
      "autoscaling/v2beta2",
      "HorizontalPodAutoscaler",
      "removed",
      "Kubernetes 1.26",
      "autoscaling/v2",
    ],
    [
      "flowcontrol.apiserver.k8s.io/v1beta1",
      "FlowSchema",
      "removed",
      "Kubernetes 1.26",
      "flowcontrol.apiserver.k8s.io/v1",
    ],
    [
      "apiextensions.k8s.io/v1beta1",
      "CustomResourceDefinition",
      "removed",
      "Kubernetes 1.22",
      "apiextensions.k8s.io/v1",
    ],
    ["v1", "Endpoints", "deprecated", "Kubernetes 1.33", "EndpointSlice of discovery.k8s.io/v1"],
    [
      "source.toolkit.fluxcd.io/v1beta2",
      "HelmRepository",
      "removed",
      "Flux 2.8",
      "source.toolkit.fluxcd.io/v1",
    ],
    [
      "kustomize.toolkit.fluxcd.io/v1beta1",
      "Kustomization",
      "removed",
      "Flux 2.7",
      "kustomize.toolkit.fluxcd.io/v1",
    ],
    [
      "helm.toolkit.fluxcd.io/v2beta1",
      "HelmRelease",
      "removed",
      "Flux 2.7",
      "helm.toolkit.fluxcd.io/v2",
    ],
    [
      "notification.toolkit.fluxcd.io/v1beta2",
      "Alert",
      "removed",
      "Flux 2.9",
      "notification.toolkit.fluxcd.io/v1beta3",
    ],
    [
      "notification.toolkit.fluxcd.io/v1beta2",
      "Receiver",
      "removed",
      "Flux 2.9",
      "notification.toolkit.fluxcd.io/v1",
    ],
    [
      "image.toolkit.fluxcd.io/v1beta2",
      "ImagePolicy",
      "removed",
      "Flux 2.9",
      "image.toolkit.fluxcd.io/v1",
    ],
  ])("%s %s: %s", (apiVersion, kind, state, since, replacement) => {
    expect(schemas.apiVersionFault(apiVersion, kind)).toEqual({ state, since, replacement });
  });

  it("says when something will go", () => {
    expect(schemas.apiVersionFault("resource.k8s.io/v1beta1", "ResourceClaim")).toEqual({
      state: "deprecated",
      since: "Kubernetes 1.35",
      removal: "Kubernetes 1.38",
      replacement: "resource.k8s.io/v1",
    });
  });

  it.each([
    ["apps/v1", "Deployment"],
    ["notification.toolkit.fluxcd.io/v1beta3", "Alert"],
    ["example.com/v1", "Unknown"],
    ["__proto__", "constructor"],
  ])("%s %s: nothing", (apiVersion, kind) => {
    expect(schemas.apiVersionFault(apiVersion, kind)).toBeUndefined();
  });
});

describe("an object inside another", () => {
  /** No schema in data/ has one yet. */
  const files: Record<string, string> = {
    "kinds.json": '{"example.com/v1":{"Box":{"scope":"cluster","schema":"custom/box#Box"}}}',
    "custom/box.json": `{"Box":{"type":"object","properties":{"apiVersion":{},"kind":{},"inner":{
      "type":"object","x-kubernetes-embedded-resource":true,
      "x-kubernetes-preserve-unknown-fields":true}}}}`,
    "kubernetes/meta-v1.json": readFileSync(join(DATA, "kubernetes", "meta-v1.json"), "utf8"),
  };
  const box = openSchemas({ read: (path) => files[path], list: () => [] });
  const validate = (inner: unknown) =>
    box
      .validate({ apiVersion: "example.com/v1", kind: "Box", inner })
      ?.map(({ message }) => message);

  it("may have any field, and must be an object of Kubernetes", () => {
    expect(validate({ apiVersion: "v1", kind: "A", metadata: { name: "a" }, spec: 1 })).toEqual([]);
    expect(validate({ kind: 1, metadata: { nam: "a" } })).toEqual([
      "inner.apiVersion is missing.",
      "inner.kind must be text, not the number 1.",
      "There is no field inner.metadata.nam.",
    ]);
  });
});

describe("data/", () => {
  type Kinds = Record<string, Record<string, { schema: string }>>;
  const kinds = dataFile("kinds.json") as Kinds;
  const names = readdirSync(DATA, { recursive: true, encoding: "utf8" })
    .filter((name) => /^(kubernetes|custom)\/.*\.json$/.test(name))
    .map((name) => name.replace(/\.json$/, ""));
  const contents = new Map(names.map((name) => [name, dataFile(`${name}.json`)]));

  it("was made from the versions that are pinned", () => {
    const pinned = readFileSync(join(ROOT, "generators/model/schema/versions.json"), "utf8");
    expect(dataFile("versions.json")).toEqual(JSON.parse(pinned));
  });

  it("holds what each reference names, and nothing without one", () => {
    const text = JSON.stringify([kinds, ...contents.values()]);
    const named = [...text.matchAll(/"(?:\$ref|schema)":"([^"]+#[^"]+)"/g)].map(([, name]) => name);
    const held = [...contents].flatMap(([file, schemas]) =>
      Object.keys(schemas).map((name) => `${file}#${name}`),
    );
    expect([...new Set(named)].sort()).toEqual(held.sort());
  });

  it("has patterns and formats that the validator knows", () => {
    const known = [
      ...Object.keys(STRING_FORMATS),
      ...Object.keys(INTEGER_FORMATS),
      "double",
      "quantity",
    ];
    const used = { format: new Set<string>(), pattern: new Set<string>() };
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      for (const [key, below] of Object.entries(value)) {
        if ((key === "format" || key === "pattern") && typeof below === "string")
          used[key].add(below);
        else walk(below);
      }
    };
    for (const schemas of contents.values()) walk(schemas);
    expect([...used.format].filter((format) => !known.includes(format))).toEqual([]);
    for (const pattern of used.pattern)
      expect(valueFault("a", { pattern })?.text ?? "must match", pattern).toMatch(/^must match/);
    expect(used.pattern.size).toBeGreaterThan(10);
  });

  it("serves nothing that it calls removed", () => {
    const removed = Object.entries(kinds).flatMap(([apiVersion, byKind]) =>
      Object.keys(byKind).filter(
        (kind) => schemas.apiVersionFault(apiVersion, kind)?.state === "removed",
      ),
    );
    expect(removed).toEqual([]);
  });
});
