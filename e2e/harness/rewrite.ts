import { parseAllDocuments } from "yaml";

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
  for (const document of parseAllDocuments(text)) {
    const { kind, spec } = (document.toJS() ?? {}) as { kind?: string; spec?: { url?: unknown } };
    const url = spec?.url;
    if (typeof url !== "string") continue;
    const place = placeOf(kind, url, places);
    if (place === undefined) continue;
    changed = changed.replaceAll(`url: ${url}\n`, `url: ${place}\n`);
  }
  return changed;
}

function placeOf(kind: string | undefined, url: string, places: Places): string | undefined {
  if (kind === "HelmRepository") return places.charts;
  if (kind !== "GitRepository") return undefined;
  return url.endsWith("/kubernetes-sigs/gateway-api") ? places.gatewayApi : places.repository;
}
