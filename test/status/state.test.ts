import { describe, expect, it } from "vitest";
import {
  controllerStatus,
  shortRevision,
  statusOf,
} from "../../generators/commands/status/state.ts";
import { toObject } from "../../generators/model/objects/object.ts";
import type { Manifest } from "../../generators/model/rendering/batch.ts";
import { HELM, KUSTOMIZE, object, REVISION, ready, SOURCE } from "./cluster.ts";

const status = (data: object) => statusOf(toObject(data as Manifest, undefined));
const sync = (more: object) => object(KUSTOMIZE, "Kustomization", "flux-system/dev-sync", more);

describe("the state of an object", () => {
  it.each([
    ["ready", sync(ready("True", "ReconciliationSucceeded", "Applied")), "ready", ""],
    ["new", sync({}), "in progress", "Flux has not said anything of it yet"],
    [
      "changed since Flux looked",
      sync({
        metadata: { name: "dev-sync", generation: 2 },
        ...ready("True", "ReconciliationSucceeded", "Applied"),
      }),
      "in progress",
      "Flux has not looked at its latest change yet",
    ],
    [
      "at work",
      sync(ready("Unknown", "Progressing", "Reconciliation in progress")),
      "in progress",
      "Reconciliation in progress",
    ],
    [
      "at work for the first time, as kustomize-controller has it",
      sync({
        status: {
          observedGeneration: -1,
          conditions: [
            ...[{ type: "Reconciling", status: "True", message: "Running health checks" }],
            { type: "Ready", status: "Unknown", message: "in progress", observedGeneration: 1 },
          ],
        },
      }),
      "in progress",
      "Running health checks",
    ],
    [
      "unhealthy, whose message says the reason itself",
      sync(ready("False", "HealthCheckFailed", "Health check failed after 5m0s: timeout")),
      "not ready",
      "Health check failed after 5m0s: timeout",
    ],
    [
      "waiting",
      sync(ready("False", "DependencyNotReady", "dependency 'flux-system/dev-sync' is not ready")),
      "not ready",
      "dependency 'flux-system/dev-sync' is not ready",
    ],
    [
      "not fetched",
      object(
        SOURCE,
        "GitRepository",
        "a/b",
        ready("False", "GitOperationFailed", "unable to clone: authentication required"),
      ),
      "not ready",
      "git operation failed: unable to clone: authentication required",
    ],
    [
      "failed with a revision after the one that is applied",
      sync(
        ready("False", "BuildFailed", "kustomize build failed: no such file", {
          lastAppliedRevision: REVISION,
          lastAttemptedRevision: "main@sha1:00000000b4be13371134f20075e727cf731d70f5",
        }),
      ),
      "not ready",
      "main@sha1:00000000: kustomize build failed: no such file",
    ],
    [
      "given up",
      object(HELM, "HelmRelease", "a/b", {
        status: {
          conditions: [
            { type: "Ready", status: "False", reason: "RetriesExceeded", message: "timed out" },
            { type: "Stalled", status: "True", reason: "RetriesExceeded", message: "timed out" },
          ],
        },
      }),
      "not ready",
      "retries exceeded: timed out (Flux does not try again until it is changed)",
    ],
    [
      "suspended, though ready before",
      sync({ spec: { suspend: true }, ...ready("True", "ReconciliationSucceeded", "Applied") }),
      "suspended",
      "nothing new reaches it until it is resumed",
    ],
    [
      "suspended while it failed",
      sync({ spec: { suspend: true }, ...ready("False", "BuildFailed", "no such file") }),
      "suspended",
      "nothing new reaches it until it is resumed; before that: build failed: no such file",
    ],
    [
      "an OCI Helm repository, which never has a status",
      object(SOURCE, "HelmRepository", "a/b", { spec: { type: "oci" } }),
      "ready",
      "",
    ],
    [
      "being deleted",
      sync({
        metadata: { name: "dev-sync", deletionTimestamp: "2026-01-01T00:00:00Z" },
        ...ready("True", "ReconciliationSucceeded", "Applied"),
      }),
      "not ready",
      "it is being deleted",
    ],
    [
      "without any sense",
      sync({ status: { conditions: ["x", 3, null] } }),
      "in progress",
      /not said/,
    ],
  ])("%s", (_what, data, state, reason) => {
    const found = status(data);
    expect(found.state).toBe(state);
    if (typeof reason === "string") expect(found.reason).toBe(reason);
    else expect(found.reason).toMatch(reason);
  });

  it("has the revision that each kind of object names differently", () => {
    const revisions = [
      sync(ready("True", "x", "", { lastAppliedRevision: REVISION })),
      object(
        SOURCE,
        "GitRepository",
        "a/b",
        ready("True", "x", "", { artifact: { revision: "r" } }),
      ),
      object(
        HELM,
        "HelmRelease",
        "a/b",
        ready("True", "x", "", {
          history: [{ chartVersion: "88.5.2" }, { chartVersion: "88.5.1" }],
        }),
      ),
      sync({}),
    ].map((each) => status(each).revision);
    expect(revisions).toEqual([REVISION, "r", "88.5.2", undefined]);
  });

  it.each([
    [REVISION, "main@sha1:5f19a8b9"],
    ["1.4.2@sha256:8c2f1b1e6f4a0e5d", "1.4.2@sha256:8c2f1b1e"],
    ["88.5.2", "88.5.2"],
  ])("shortens the revision %s", (revision, short) => {
    expect(shortRevision(revision)).toBe(short);
  });
});

it.each([
  [1, 1, "ready", ""],
  [1, undefined, "not ready", "0 of 1 pods are ready"],
  [0, undefined, "suspended", "0 of 0 pods are ready"],
])("a controller with %s pods wanted and %s up", (replicas, readyReplicas, state, reason) => {
  const image = "registry.example:5000/fluxcd/source-controller:v1.9.5@sha256:0a";
  const data = object("apps/v1", "Deployment", "flux-system/source-controller", {
    spec: { replicas, template: { spec: { containers: [{ image }] } } },
    status: { readyReplicas },
  });
  const found = controllerStatus(toObject(data as Manifest, undefined));
  expect(found).toMatchObject({ state, reason, revision: "v1.9.5" });
});
