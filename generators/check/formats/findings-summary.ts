import { visibleLine } from "../../base/text/text.ts";
import type { Report } from "./report.ts";

/** What was found, and in how much. */
export function summaryText({ findings, ignored, summary }: Report): string {
  const { files, objects, builds, program, notBuilt, withoutSchema } = summary;
  const what = findings.length === 0 ? "No findings" : count(findings.length, "finding");
  const rendered =
    program === undefined ? "nothing rendered" : `${count(builds, "build")} with ${program}`;
  const left = ignored.length === 0 ? "" : ` ${ignored.length} ignored, with reasons.`;
  return [
    `${what} in ${count(files, "file")}, ${count(objects, "object")}, ${rendered}.${left}\n`,
    ...(withoutSchema.length === 0 ? [] : [`${kindsText(withoutSchema)}\n`]),
    ...notBuilt.map((each) => `Not built: ${visibleLine(each)}\n`),
  ].join("");
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** `2 kinds without a schema: cert-manager.io Certificate (2), acme.io Widget (1).` */
function kindsText(kinds: Report["summary"]["withoutSchema"]): string {
  const names = kinds.map((each) => `${visibleLine(each.kind)} (${each.count})`).join(", ");
  return `${count(kinds.length, "kind")} without a schema: ${names}.`;
}
