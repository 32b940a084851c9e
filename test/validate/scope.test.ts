import { describe, expect, it } from "vitest";
import { type Scope, scopesOf } from "../../generators/check/facts/scope.ts";
import { analysisOf } from "../support/analysis.ts";
import { folderWith } from "../support/folder.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";

const object = (apiVersion: string, kind: string, name: string, rest = "") =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: shop\n${rest}`;
const listing = (...paths: string[]) => `resources: [${paths.join(", ")}]\n`;

/** A cluster that runs a Service, and a folder that nobody says of which cluster it is. */
const REPOSITORY = {
  "cluster/source.yaml": object(
    "source.toolkit.fluxcd.io/v1",
    "GitRepository",
    "fleet",
    "spec:\n  url: https://git.example.com/team/fleet.git\n",
  ),
  "cluster/apps.yaml": object(
    "kustomize.toolkit.fluxcd.io/v1",
    "Kustomization",
    "apps",
    "spec:\n  path: ./apps\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: fleet\n",
  ),
  "apps/kustomization.yaml": listing("service.yaml"),
  "apps/service.yaml": object("v1", "Service", "front"),
  "loose/kustomization.yaml": listing("config.yaml"),
  "loose/config.yaml": object("v1", "ConfigMap", "settings"),
};

describe.skipIf(NO_KUSTOMIZE)("a folder that no cluster applies", () => {
  const named = (scope: Scope | undefined) => scope?.built.map(({ name }) => name).sort();

  it("may be in each: what they have is there too, and the rules look at its own alone", async () => {
    const scopes = scopesOf(await analysisOf(folderWith(REPOSITORY)));
    expect(scopes.map(named)).toEqual([["front"], ["settings"]]);
    const [cluster, loose] = scopes;
    expect(cluster?.find("ConfigMap", "shop", "settings")).toBeUndefined();
    expect(loose?.find("Service", "shop", "front")).toBeDefined();
    expect(loose?.find("ConfigMap", "shop", "settings")).toBeDefined();
    expect(loose?.isOpen("shop")).toBe(false);
    expect(loose?.isOpenAnywhere).toBe(false);
  });

  it("is a scope only where there is one", async () => {
    const { "loose/kustomization.yaml": _, "loose/config.yaml": __, ...rest } = REPOSITORY;
    expect(scopesOf(await analysisOf(folderWith(rest))).map(named)).toEqual([["front"]]);
  });

  it("leaves open what else there is, where another one does not build", async () => {
    const repository = {
      ...REPOSITORY,
      "broken/kustomization.yaml": listing("written.yaml", "gone.yaml"),
      "broken/written.yaml": object("v1", "ConfigMap", "written"),
    };
    const [, loose] = scopesOf(await analysisOf(folderWith(repository)));
    expect(named(loose)).toEqual(["settings"]);
    expect(loose?.find("ConfigMap", "shop", "written")).toBeDefined();
    expect(loose?.find("Service", "shop", "front")).toBeDefined();
    expect(loose?.isOpen("shop")).toBe(true);
    expect(loose?.isOpenAnywhere).toBe(true);
  });
});
