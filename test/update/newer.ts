import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../support/project.ts";
import type { Project } from "../support/templates-project.ts";

export const APP = "templates/app";
export const ENV = "templates/environment";
export const BASE = "flux-cd/applications/base-app-config";
export const OVERLAYS = "flux-cd/applications/mock-cluster-aka-namespaces";

/** A newer template: one line of the Service of every app. */
export const newer = (project: Project) =>
  project.change(`${APP}/service.yaml.hbs`, "ClusterIP", "None");
export const service = (project: Project) =>
  readFileSync(join(project.root, BASE, "service.yaml"), "utf8");
export const monorepo = (project: Project) => filesBelow(join(project.root, "flux-cd"));
