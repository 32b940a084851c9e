import type { Screen } from "../report/formats.ts";
import { diffMarkdown } from "./markdown.ts";
import type { ClusterDiff } from "./model.ts";
import { diffText } from "./text.ts";

/** A comparison as text for a person or a program. */
export type Format = (diff: ClusterDiff, screen: Screen) => string;

/** By the value of `--format`. */
export const FORMATS: Readonly<Record<string, Format>> = {
  text: diffText,
  markdown: (diff) => diffMarkdown(diff),
  json: (diff) => `${JSON.stringify(diff, null, 2)}\n`,
};
