import { UserError } from "../../base/problem/problem.ts";
import { isFault, loadDocuments } from "../../base/yaml/load.ts";

/**
 * kustomize would follow its aliases until somebody stops it, those of a patch in place too; and would
 * find fields behind line ends that are not shown. Texts without either are not read.
 * @throws UserError for such a text.
 */
export function refuseBomb(path: string, text: string): void {
  if (!mayHaveAliases(text) && !/[\u0085\u2028\u2029]/.test(text)) return;
  const loaded = loadDocuments(text);
  const within = isFault(loaded) ? [] : textsIn(loaded).filter(mayHaveAliases).map(loadDocuments);
  const hostile = [loaded, ...within].find((each) => isFault(each) && each.isHostile);
  if (hostile === undefined || !isFault(hostile)) return;
  throw UserError.of("yaml-syntax", `${path} can't be built: ${hostile.reason}.`, { path });
}

function mayHaveAliases(text: string): boolean {
  return /&[^\s&]/.test(text) && /[\s[,{]\*\S/.test(text);
}

/** Every text of several lines in some data: it may be YAML itself. Each value once, as aliases share them. */
function textsIn(data: unknown, seen = new Set<object>()): string[] {
  if (typeof data === "string") return data.includes("\n") ? [data] : [];
  if (data === null || typeof data !== "object" || seen.has(data)) return [];
  seen.add(data);
  return Object.values(data).flatMap((each) => textsIn(each, seen));
}
