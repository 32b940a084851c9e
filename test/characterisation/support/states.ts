import { type Edits, replacing } from "./case.ts";

/** Paths of the project. */
export const OVERLAYS = "flux-cd/applications/mock-cluster-aka-namespaces";
export const BASE = "flux-cd/applications/base-app-config";

/** Command lines after which an environment is renamed half-way. */
export const HALF_RENAMED = ["rename:env --name staging --to uat"];

/** Faults of several kinds, each found by another rule. */
export const FAULTS: Edits = {
  [`${OVERLAYS}/production/sync.yaml`]: (text: string) =>
    text.replace(/name: (?:staging|qa)-sync/, "name: gone"),
  [`${BASE}/service.yaml`]: replacing("kind: Service", "kind: Service\nstatuss: {}"),
  [`${BASE}/deployment.yaml`]: replacing("demo-app:1.0.0", "demo-app:latest"),
  [`${OVERLAYS}/staging/resourcequota.yaml`]: (text: string) =>
    text.replace(/pods: .*/, 'pods: "1"'),
  "flux-cd/infrastructure/extra.yaml": () =>
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: plain\nstringData:\n  password: hunter2\n",
};
