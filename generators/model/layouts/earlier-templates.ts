import { posix } from "node:path";
import { own } from "../../base/own.ts";

/** What stood in the templates of a folder, and is a layout's word now. */
interface Earlier {
  /** The folder in it that was named as the unit's own. */
  readonly folder: string;
  /** Texts that are values now. */
  readonly texts: readonly { readonly now: string; readonly before: string }[];
}

/** Those of what has a record. Records written before name such templates by their version. */
const EARLIER: Readonly<Record<string, Earlier>> = {
  app: {
    folder: "base-{{name}}-config",
    texts: [{ now: "{{monitoring}}", before: "infrastructure/prometheus-stack" }],
  },
  environment: {
    folder: "{{name}}",
    texts: [{ now: "{{networkPolicies}}", before: "{{infrastructure}}/cross-namespace-netpols" }],
  },
  component: { folder: "{{name}}", texts: [] },
};

/** The path of a template in the folder of its unit, also of templates from before layouts. */
export function unitPath(folder: string, path: string): string {
  const inner = posix.relative(folder, path);
  const earlier = own(EARLIER, folder);
  return earlier !== undefined && inner.startsWith(`${earlier.folder}/`)
    ? posix.relative(earlier.folder, inner)
    : inner;
}

/**
 * A template's path and text as they were before layouts. Versions are made of these, so that
 * what was not changed since has the version that records name.
 */
export function asEarlier(
  folder: string,
  path: string,
  text: string,
): readonly [path: string, text: string] {
  const earlier = own(EARLIER, folder);
  if (earlier === undefined) return [posix.relative(folder, path), text];
  return [
    posix.join(earlier.folder, unitPath(folder, path)),
    earlier.texts.reduce((old, { now, before }) => old.replaceAll(now, () => before), text),
  ];
}
