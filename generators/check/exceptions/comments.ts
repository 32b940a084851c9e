import { type Files, readIfPossible } from "../../base/files.ts";
import { UserError } from "../../base/problem/problem.ts";
import { type Comment, commentsOf } from "../../base/yaml/comments.ts";
import { documentAt } from "../../base/yaml/place.ts";
import type { Finding } from "../rule.ts";
import { EXCEPTION, type Exception, type Exceptions } from "./exception.ts";
import { nameFault } from "./names.ts";

const IGNORE = /^#+\s*validate:\s*ignore\b([\s\S]*)$/;
const SOMEWHERE = /#\s*validate:\s*ignore\b/;
const HINT = "Write: # validate: ignore RULE because REASON.";

/**
 * The comments `# validate: ignore RULE because REASON` of a file. Each counts for the document
 * that it stands in: for what is found there, and for what is found of the object that is
 * written there, even where a patch elsewhere is the cause.
 */
export function commentsIn(path: string, files: Files, names: readonly string[]): Exceptions {
  const text = readIfPossible(files, path) ?? "";
  // Few files have one, and this is a hundred times faster than to look for comments.
  if (!SOMEWHERE.test(text)) return { exceptions: [], faults: [] };
  const exceptions: Exception[] = [];
  const faults: Finding[] = [];
  for (const comment of parsedComments(path, text)) {
    const said = IGNORE.exec(comment.text.trimEnd());
    if (said === null) continue;
    const read = exceptionOf(said[1]?.trimStart() ?? "", comment, path, text, names);
    if ("covers" in read) exceptions.push(read);
    else faults.push(read);
  }
  return { exceptions, faults };
}

/** Of a file that does not parse there are none: that is a finding of its own. */
function parsedComments(path: string, text: string): Comment[] {
  try {
    return commentsOf(path, text);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function exceptionOf(
  words: string,
  { line, column, document }: Comment,
  path: string,
  text: string,
  names: readonly string[],
): Exception | Finding {
  const [, rule = "", reason = ""] = /^(\S*)(?:\s+because\s+(\S.*))?/.exec(words) ?? [];
  const where = { path, line, column };
  if (rule === "") {
    const message = "This comment ignores something, but names no rule.";
    return { rule: EXCEPTION, message, ...where, hint: HINT };
  }
  const fault = nameFault(rule, names);
  if (fault !== undefined) return { ...fault, ...where };
  if (reason === "") {
    const message = `This comment ignores ${rule} and gives no reason, so it does not count.`;
    return { rule: EXCEPTION, message, ...where, hint: HINT };
  }
  return {
    rule,
    reason,
    ...where,
    covers: (finding) =>
      finding.rule === rule &&
      ((finding.path === path &&
        (finding.line === undefined || documentAt(path, text, finding.line) === document)) ||
        (finding.about?.origin?.path === path && finding.about.origin.document === document)),
    reaches: (other) => other === path,
  };
}
