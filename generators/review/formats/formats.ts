import type { Screen } from "../../check/formats/report.ts";
import type { ClusterDiff } from "../comparison.ts";
import type { PageParts } from "../page/page.ts";
import { diffMarkdown } from "./markdown.ts";
import { diffText } from "./text.ts";

/** A comparison as text for a person or a program. */
export type ComparisonFormat = (
  diff: ClusterDiff,
  screen: Screen,
  parts: PageParts,
) => string | Promise<string>;

/** By the value of `--format`. */
export const FORMATS: Readonly<Record<string, ComparisonFormat>> = {
  text: diffText,
  markdown: (diff) => diffMarkdown(diff),
  html: async (diff, _, parts) => {
    // Most runs draw nothing.
    const { diffPage } = await import("../page/page.ts");
    return diffPage(diff, parts);
  },
  json: (diff) => `${JSON.stringify(diff, null, 2)}\n`,
};
