import { parseYaml } from "../../generators/base/yaml/parse.ts";
import { appendItem, type Block } from "../../generators/edit/yaml/edit.ts";

const APP = "../../base-shop-config";
export const PATCH: Block = { block: "path: shop.yaml\ntarget:\n  kind: Deployment" };

/** Adds an item to a list of the first document, by default `resources`. */
export function append(text: string, item: string | Block = APP, steps = ["resources"]): string {
  const file = parseYaml("kustomization.yaml", text);
  const [document] = file.documents;
  if (document === undefined) throw new Error("no document");
  return appendItem(file, document, steps, item);
}
