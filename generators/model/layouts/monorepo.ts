import { posix } from "node:path";

/**
 * Where things are in a monorepo, relative to its root. Everything that knows a path knows
 * it from here.
 */
export interface Layout {
  /** The kustomization that applies the sources and the top Flux Kustomizations. */
  readonly bootstrap: string;
  /** The file of the GitRepositories. */
  readonly sources: string;
  /** The file in the bootstrap of what reads a source of its own. */
  bootstrapFile(name: string): string;
  /** The Flux Kustomization that applies the environments' sync objects. */
  readonly applicationsSync: string;
  /** The folder whose kustomization lists `<environment>/sync.yaml`. */
  readonly environments: string;
  /** The file of the image policies and automations. */
  readonly imageAutomation: string;
  /** File name of an environment's Flux Kustomization. */
  readonly sync: string;
  readonly infrastructure: string;
  /** The names of an environment's Flux Kustomization, GitRepository and ImageUpdateAutomation. */
  syncOf(environment: string): string;
  automationOf(environment: string): string;
  /** The name of the Flux Kustomization of an app that has one of its own in an environment. */
  appSyncOf(environment: string, app: string): string;
  /** Below an environment's folder: the overlay of such an app, and what every one of them gets. */
  appOverlay(folder: string, app: string): string;
  everyApp(folder: string): string;
  sourceOf(environment: string): string;
  /** The folder of an app's base. */
  base(app: string): string;
  /** The app whose base a folder is, or undefined. */
  appOfBase(folder: string): string | undefined;
}

const APPLICATIONS = "applications";
const BASE = /^base-(.+)-config$/;

/** The layout of this project's `flux-cd/`. */
export const MONOREPO: Layout = {
  bootstrap: "bootstrap",
  sources: "bootstrap/sources.yaml",
  bootstrapFile: (name) => `bootstrap/${name}.yaml`,
  applicationsSync: "applications-sync",
  environments: `${APPLICATIONS}/mock-cluster-aka-namespaces`,
  imageAutomation: `${APPLICATIONS}/image-automation.yaml`,
  sync: "sync.yaml",
  infrastructure: "infrastructure",
  syncOf: (environment) => `${environment}-sync`,
  sourceOf: (environment) => `${environment}-environment`,
  automationOf: (environment) => `${environment}-images`,
  appSyncOf: (environment, app) => `${environment}-${app}-sync`,
  appOverlay: (folder, app) => `${folder}/apps/${app}`,
  everyApp: (folder) => `${folder}/every-app`,
  base: (app) => `${APPLICATIONS}/base-${app}-config`,
  appOfBase: (folder) =>
    posix.dirname(folder) === APPLICATIONS ? BASE.exec(posix.basename(folder))?.[1] : undefined,
};
