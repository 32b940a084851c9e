import { shownPath } from "../../base/text/diff.ts";
import { visible } from "../../base/text/text.ts";
import type { Report, ReportedFinding } from "./report.ts";

/** JUnit's XML: a test for each rule that found nothing, and a failed one for each finding. */
export function junit({ findings, rules, label }: Report): string {
  const broken = new Set(findings.map(({ rule }) => rule));
  const passed = rules.filter(({ name }) => !broken.has(name));
  const cases = [
    ...passed.map(({ name, summary }) => element("testcase", { classname: name, name: summary })),
    ...findings.map((finding) => failedCase(finding, label)),
  ];
  const counts = { tests: cases.length, failures: findings.length };
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${attributes(counts)}>
  <testsuite ${attributes({ name: `validate ${label}`, ...counts, errors: 0, skipped: 0 })}>
${cases.map((each) => `    ${each}\n`).join("")}  </testsuite>
</testsuites>
`;
}

function failedCase(
  { rule, message, path, line, column, hint }: ReportedFinding,
  label: string,
): string {
  const file = path === undefined ? undefined : shownPath(label, path);
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const body = [message, hint, place].filter((part) => part !== undefined && part !== "");
  const failure = element("failure", { type: rule, message }, body.join("\n"));
  // Its name must not change when lines move: a server follows a test by its name.
  const name = [file, message].filter((part) => part !== undefined).join(": ");
  return element("testcase", { classname: rule, name, file, line }, failure, true);
}

function element(
  name: string,
  values: Readonly<Record<string, string | number | undefined>>,
  content = "",
  isMarkup = false,
): string {
  const inner = isMarkup ? content : escaped(content);
  const start = `<${name} ${attributes(values)}`;
  return inner === "" ? `${start}/>` : `${start}>${inner}</${name}>`;
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([key, value]) => {
      if (value === undefined) return [];
      // A line end in an attribute would be read as a space.
      return [`${key}="${escaped(String(value)).replaceAll("\n", "&#10;")}"`];
    })
    .join(" ");
}

/** Text for XML 1.0, which has no way to write most control characters. */
function escaped(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\t", "&#9;");
}
