import { createHash } from "node:crypto";
import { shownPath } from "../../base/text/diff.ts";
import { jsonDocument } from "../../base/text/json.ts";
import type { Report, ReportedFinding, RuleText } from "./report.ts";

/**
 * SARIF 2.1.0, as GitHub's code scanning and others take it. Paths are relative to git's root.
 * Ignored findings are left out: code scanning would show them as open all the same.
 */
export function sarif({ findings, rules, label }: Report): string {
  const names = rules.map(({ name }) => name);
  const document = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "flux-cd validate", rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => result(finding, names, label)),
      },
    ],
  };
  return jsonDocument(document);
}

function descriptor({ name, summary, why, fix }: RuleText): object {
  return {
    id: name,
    shortDescription: { text: summary },
    fullDescription: { text: why },
    help: { text: `${why}\n\n${fix}`, markdown: `${why}\n\n**Fix:** ${fix}` },
    defaultConfiguration: { level: "error" },
  };
}

function result(finding: ReportedFinding, names: readonly string[], label: string): object {
  const { rule, message, path, line, column, hint } = finding;
  const region = { startLine: line, startColumn: line === undefined ? undefined : column };
  const index = names.indexOf(rule);
  return {
    ruleId: rule,
    ...(index < 0 ? {} : { ruleIndex: index }),
    level: "error",
    message: { text: wellFormed(hint === undefined ? message : `${message}\n${hint}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(shownPath(label, path ?? "")), uriBaseId: "%SRCROOT%" },
          ...(line === undefined ? {} : { region }),
        },
      },
    ],
    partialFingerprints: { primaryLocationLineHash: fingerprint(finding) },
  };
}

/**
 * What a finding is known by from one commit to the next: its rule, file and message, never its
 * line. No two findings of a run have the same.
 */
function fingerprint({ rule, path, message }: ReportedFinding): string {
  const identity = [rule, path ?? "", message.replace(/\bline \d+/g, "line")].join("\0");
  return `${createHash("sha256").update(identity).digest("hex").slice(0, 16)}:1`;
}

function uriOf(path: string): string {
  return wellFormed(path).split("/").map(encodeURIComponent).join("/");
}

/** Without halves of characters, which no encoding has. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
