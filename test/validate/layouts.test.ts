import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check } from "../../generators/check/checks.ts";
import { openKustomize } from "../../generators/commands/context/kustomize.ts";
import { Tree } from "../../generators/edit/tree.ts";
import { analyse } from "../../generators/model/fleet/analysis.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { schemas } from "../support/analysis.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { ROOT } from "../support/project.ts";

/**
 * `test/fixtures/layouts/<layout>/` is a repository without a fault that is laid out in another
 * way than this one. Its README.md says how.
 */
const LAYOUTS = join(ROOT, "test", "fixtures", "layouts");

interface Fault {
  readonly path: string;
  /** What is written instead of what. */
  readonly from: string;
  readonly to: string;
  /** `path:line rule` of everything that is found then. */
  readonly found: readonly string[];
}

const FAULTS: Readonly<Record<string, Fault>> = {
  artifacts: {
    path: "clusters/main/sources.yaml",
    from: '"@repo/apps/base/**"',
    to: '"@repo/apps/base/*.yml"',
    found: ["clusters/main/sources.yaml:25 artifact-path"],
  },
  "flux-operator": {
    path: "clusters/prod/tenants.yaml",
    from: "path: ./tenants",
    to: "path: ./tenant",
    found: ["clusters/prod/tenants.yaml:8 sync-reference"],
  },
  "generated-kustomization": {
    path: "deploy/sync.yaml",
    from: "path: deploy",
    to: "path: deployment",
    found: ["deploy/sync.yaml:22 sync-reference"],
  },
  "helm-releases": {
    path: "clusters/staging/infrastructure.yaml",
    from: "  wait: true\n",
    to: "",
    found: ["clusters/staging/infrastructure.yaml:6 wait-chain"],
  },
  "plain-kustomize": {
    path: "overlays/prod/Kustomization",
    from: "../../base",
    to: "../base",
    found: ["overlays/prod/Kustomization:5 missing-path"],
  },
  sops: {
    path: "cluster/flux/apps.yaml",
    from: "  decryption:\n    provider: sops\n    secretRef:",
    to: "  kubeConfig:\n    secretRef:",
    found: [
      "cluster/apps/grafana.enc.env:1 sops-decryption",
      "cluster/apps/secret.enc.yaml:9 sops-decryption",
    ],
  },
  substitution: {
    path: "kubernetes/components/common/cluster-settings.yaml",
    from: "TIMEZONE:",
    to: "TZ:",
    found: ["kubernetes/apps/default/echo/app/kustomization.yaml:7 undefined-variable"],
  },
  tenants: {
    path: "infrastructure/policies/policy-engine.yaml",
    from: "    kind: OCIRepository\n    name: policy-engine",
    to: "    kind: OCIRepository\n    name: policies",
    found: ["infrastructure/policies/policy-engine.yaml:27 object-reference"],
  },
};

const layouts = readdirSync(LAYOUTS).sort();

/** What all rules find, as `path:line rule`, sorted. */
async function findingsIn(layout: string, isRendered: boolean, fault?: Fault): Promise<string[]> {
  const tree = new Tree(openFolder(join(LAYOUTS, layout)));
  if (fault !== undefined) {
    const text = tree.read(fault.path) ?? "";
    expect(text).toContain(fault.from);
    tree.edit(fault.path, text.replace(fault.from, fault.to));
  }
  const kustomize = await openKustomize({ env: process.env, label: "repository" });
  const analysis = await analyse(tree, isRendered ? kustomize?.render : undefined);
  return check({ ...analysis, schemas }, ["files", "builds", "whole"]).map(
    ({ path, line, rule }) => `${path}:${line} ${rule}`,
  );
}

it("every layout has a fault to be found in it", () => {
  expect(Object.keys(FAULTS)).toEqual(layouts);
});

describe.each(layouts)("the layout %s", (layout) => {
  it.skipIf(NO_KUSTOMIZE)("is read without a finding", async () => {
    expect(await findingsIn(layout, true)).toEqual([]);
  });

  it("is read without a finding when nothing is rendered", async () => {
    expect(await findingsIn(layout, false)).toEqual([]);
  });

  it.skipIf(NO_KUSTOMIZE)("shows a fault where it stands", async () => {
    const fault = FAULTS[layout] as Fault;
    expect(await findingsIn(layout, true, fault)).toEqual(fault.found);
  });
});
