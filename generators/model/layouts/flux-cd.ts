import { Layout, type LayoutPatterns } from "./layout.ts";

const ENVIRONMENTS = "applications/mock-cluster-aka-namespaces";

/** The layout of this project's `flux-cd/`. */
const PATTERNS: LayoutPatterns = {
  paths: {
    bootstrap: "bootstrap",
    sources: "bootstrap/sources.yaml",
    sourceReader: "bootstrap/{source}.yaml",
    artifacts: "bootstrap/artifacts.yaml",
    notifications: "bootstrap/notifications.yaml",
    applications: "applications",
    imageAutomation: "applications/image-automation.yaml",
    base: "applications/base-{app}-config",
    environments: ENVIRONMENTS,
    environment: `${ENVIRONMENTS}/{env}`,
    sync: "{environment}/sync.yaml",
    everyApp: "{environment}/every-app",
    appOverlay: "{environment}/apps/{app}",
    components: "infrastructure",
    component: "infrastructure/{component}",
    networkPolicies: "infrastructure/cross-namespace-netpols",
    monitoring: "infrastructure/prometheus-stack",
  },
  names: {
    applicationsSync: "applications-sync",
    sync: "{env}-sync",
    appSync: "{env}-{app}-sync",
    sourceSync: "{source}-sync",
    source: "{env}-environment",
    automation: "{env}-images",
  },
  targets: {
    app: "base",
    environment: "environment",
    "environment/sync.yaml": "sync",
    "environment/every-app": "everyApp",
    component: "component",
    "app-overlay": "appOverlay",
    "app-hosts": "everyApp",
  },
};

export const FLUX_CD = new Layout(PATTERNS);
