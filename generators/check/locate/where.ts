import type { Step } from "../../base/yaml/parse.ts";
import { placeAt } from "../../base/yaml/place.ts";
import type { Analysis } from "../../model/fleet/analysis.ts";
import type { Finding } from "../rule.ts";

/** Where in the repository something stands, and of which object: the part of a finding. */
export type Where = Pick<Finding, "path" | "line" | "column" | "about">;

/** Where a value of a file stands: at its key, or at the nearest place above. */
export function whereInFile(
  { files }: Pick<Analysis, "files">,
  path: string,
  steps: readonly Step[],
  document = 0,
): Where {
  const place = placeAt(path, files.read(path) ?? "", document, steps);
  return { path, ...place };
}
