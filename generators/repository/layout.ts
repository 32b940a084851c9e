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
  base: (app) => `${APPLICATIONS}/base-${app}-config`,
  appOfBase: (folder) =>
    posix.dirname(folder) === APPLICATIONS ? BASE.exec(posix.basename(folder))?.[1] : undefined,
};
