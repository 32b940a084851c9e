import { isScalar, parseAllDocuments } from "yaml";

/** Where the sources of a repository lead instead. */
export interface Places {
  /** The repository itself. */
  readonly repository: string;
  /** Of this and the next: undefined leaves them where they are. */
  readonly gatewayApi: string | undefined;
  readonly charts: string | undefined;
}

/**
 * A file of the repository with the URLs of its sources changed, and nothing else.
 */
export function withUrls(text: string, places: Places): string {
  let changed = text;
  // From the last to the first, so that the ranges before an edit stay right.
  for (const document of parseAllDocuments(text).reverse()) {
    const url = document.getIn(["spec", "url"], true);
    if (!isScalar(url) || typeof url.value !== "string" || !url.range) continue;
    const place = placeOf(document.get("kind"), url.value, places);
    if (place === undefined) continue;
    changed = changed.slice(0, url.range[0]) + place + changed.slice(url.range[1]);
  }
  return changed;
}

function placeOf(kind: unknown, url: string, places: Places): string | undefined {
  if (kind === "HelmRepository") return places.charts;
  if (kind !== "GitRepository") return undefined;
  return url.endsWith("/kubernetes-sigs/gateway-api") ? places.gatewayApi : places.repository;
}
