import { ready } from "../status/cluster.ts";
import { controller, shipped, sync } from "../status/shipped.ts";
import type { Cases } from "./support/case.ts";

const healthy = () => [...shipped(), controller("source-controller", 1)];
const ill = () =>
  shipped({
    "dev-sync": sync(
      "dev-sync",
      ready("False", "BuildFailed", "kustomize build failed: no such file"),
    ),
    "staging-sync": undefined,
    "production-sync": sync(
      "production-sync",
      ready("False", "DependencyNotReady", "dependency 'flux-system/staging-sync' is not ready"),
    ),
  });

export const status: Cases = {
  both: [
    { line: "status", cluster: healthy },
    { line: "status --format json", cluster: healthy },
    { line: "status", name: "not ready", cluster: ill },
    { line: "status --format json", name: "not ready", cluster: ill },
  ],
  shipped: [
    { line: "status", name: "of an empty cluster", cluster: () => [] },
    { line: "status", name: "not ready on a terminal", cluster: ill, columns: 90 },
    { line: "status --context other --kubeconfig config.yaml", cluster: healthy },
    { line: "status", name: "without kubectl" },
    {
      name: "refused",
      cluster: healthy,
      lines: ["status --format xml", "status --repo nowhere", "status --repo flux-cd/bootstrap"],
    },
  ],
};
