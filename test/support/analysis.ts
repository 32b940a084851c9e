import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Subject } from "../../generators/check/rule.ts";
import { openKustomize } from "../../generators/commands/context/kustomize.ts";
import { analyse } from "../../generators/model/fleet/analysis.ts";
import { openSchemas } from "../../generators/model/schema/schemas.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { ROOT } from "./project.ts";

export const schemas = openSchemas(openFolder(join(ROOT, "generators", "model", "schema", "data")));

/**
 * A repository as the rules see it. With a folder `base/` and a folder `head/` the first is the
 * repository at another commit.
 */
export async function analysisOf(folder: string): Promise<Subject> {
  const isPair = existsSync(join(folder, "head"));
  const kustomize = await openKustomize({ env: process.env, label: "repository" });
  const at = (path: string) => analyse(openFolder(path), kustomize?.render);
  if (!isPair) return { ...(await at(folder)), schemas };
  const base = await at(join(folder, "base"));
  return { ...(await at(join(folder, "head"))), base, schemas };
}
