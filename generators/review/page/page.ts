import { createHash } from "node:crypto";
import type { Files } from "../../base/files.ts";
import { escaped } from "../../base/text/text.ts";
import { renderHtml } from "../../edit/templates/html.ts";
import type { ClusterDiff, Revision } from "../comparison.ts";
import { placeNamer } from "../fields/words.ts";
import { drawingOf } from "./drawing.ts";
import { filtersOf } from "./filters.ts";
import { objectViews } from "./objects.ts";
import { counted } from "./places.ts";
import { riskLists } from "./risks.ts";
import { summaryOf } from "./summary.ts";

/** What a page is made of, besides its data. */
export interface PageParts {
  /** The folder `templates/`. */
  readonly templates: Files;
  /** The folder `dist/`, where the build put the page's script. */
  readonly built: Files;
}

/** The page's style sheets, in the order in which they apply. */
const STYLES = ["base", "controls", "summary", "objects", "media"];

/**
 * The comparison as one HTML file that needs nothing else. A content security policy in it lets
 * nothing run but its own script and style, and lets no request leave it.
 */
export function diffPage(comparison: ClusterDiff, { templates, built }: PageParts): string {
  const diff = withoutControls(comparison);
  const nameOf = placeNamer(diff);
  const script = built.read("page.js") ?? "";
  const style = STYLES.map((name) => templates.read(`page/${name}.css`)).join("\n");
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return renderHtml(templates, "page", "page", {
    ...{ policy: policy.join("; "), style, script },
    base: sideView(diff.base),
    head: sideView(diff.head),
    summary: summaryOf(diff, nameOf),
    risks: riskLists(diff, nameOf),
    notCompared: diff.notCompared,
    picture: drawingOf(diff.graph),
    filters: filtersOf(diff, nameOf),
    objects: objectViews(diff, nameOf),
    objectCount: counted(diff.objects.length, "object"),
  });
}

/**
 * The same with every control character visible: what a stranger writes must not reorder or hide
 * what a reviewer reads. Done here, to all at once, so that no template can forget it.
 */
function withoutControls(diff: ClusterDiff): ClusterDiff {
  return JSON.parse(JSON.stringify(diff), (_, value) =>
    typeof value === "string" ? escaped(value) : value,
  );
}

function sideView({ ref, commit }: Revision) {
  return { ref: ref === "WORKTREE" ? "the working tree" : ref, commit: commit?.slice(0, 7) ?? "" };
}

/** As a content security policy names an inline script or style. */
function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
