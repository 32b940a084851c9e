import type { Finding, Rule, Subject } from "../rule.ts";
import { commentsIn } from "./comments.ts";
import { EXCEPTION, type Exception, type Exceptions, type Ignored } from "./exception.ts";
import { exceptionsFile } from "./file.ts";

/** Every exception of the files that are looked at, and of those that `more` names. */
export function exceptionsOf(
  { files, documents }: Pick<Subject, "files" | "documents">,
  names: readonly string[],
  more: readonly string[] = [],
): Exceptions {
  const paths = new Set([...documents.paths, ...more]);
  const all = [
    exceptionsFile(files, names),
    ...[...paths].map((path) => commentsIn(path, files, names)),
  ];
  return {
    exceptions: all.flatMap(({ exceptions }) => exceptions),
    faults: all.flatMap(({ faults }) => faults),
  };
}

/** Parts findings into those that count and those that an exception covers. */
export function withoutIgnored(
  found: readonly Finding[],
  subject: Subject,
  names: readonly string[],
): {
  readonly findings: readonly Finding[];
  readonly ignored: readonly Ignored[];
  readonly unused: readonly Exception[];
} {
  const places = found.flatMap(({ path, about }) =>
    [path, about?.origin?.path].filter((each) => each !== undefined),
  );
  const { exceptions } = exceptionsOf(subject, names, places);
  const used = new Set<Exception>();
  const ignored: Ignored[] = [];
  const findings = found.filter((finding) => {
    const covering = exceptions.filter((each) => each.covers(finding));
    for (const each of covering) used.add(each);
    const [exception] = covering;
    if (exception !== undefined) ignored.push({ finding, exception });
    return exception === undefined;
  });
  return { findings, ignored, unused: exceptions.filter((each) => !used.has(each)) };
}

/**
 * Says of exceptions that nothing needed them. Only where their rule has seen all that they
 * concern: it ran, and every build that reads the file was made.
 */
export function unusedFindings(
  unused: readonly Exception[],
  ran: readonly Rule[],
  { renderings }: Subject,
): Finding[] {
  const pending = renderings.filter(({ build, planned }) =>
    build === undefined ? planned.closure.remote.length === 0 : !build.ok,
  );
  return unused
    .filter(({ rule, reaches }) => {
      const needs = ran.find(({ name }) => name === rule)?.needs;
      if (needs === undefined) return false;
      if (needs === "files") return true;
      return !pending.some(({ planned }) => [...planned.closure.files].some(reaches));
    })
    .map(({ rule, path, line, column }) => ({
      rule: EXCEPTION,
      message: `Nothing here breaks the rule ${rule} any more.`,
      path,
      line,
      column,
      hint: "Remove the exception, or it hides the next one.",
    }));
}
