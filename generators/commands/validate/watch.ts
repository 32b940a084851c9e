import { UserError } from "../../base/problem/problem.ts";
import { shownPath } from "../../base/text/diff.ts";
import { paintFor, problemsText, visible } from "../../base/text/text.ts";
import { forgetUnused } from "../../base/yaml/memory.ts";
import { changesBelow } from "../../platform/disk/watch.ts";
import type { ExitCode } from "../command/command.ts";
import type { Context } from "../context/context.ts";
import type { Io } from "../context/io.ts";

/** More changed files than a person reads. */
const NAMED_MAX = 3;

/**
 * Tells now, and again whenever a file of the monorepo changes, until the process is ended:
 * as with other watchers, Ctrl-C does that.
 */
export async function watch(
  tell: () => Promise<ExitCode>,
  { root, label }: Context,
  io: Io,
): Promise<ExitCode> {
  const paint = paintFor(io.stderr.isTTY === true, io.env);
  const say = (line: string) => io.stderr.write(`${paint.faint(visible(line))}\n`);
  for await (const paths of changesBelow(root)) {
    if (paths.length > 0) say(`\n${named(paths, label)} changed.`);
    forgetUnused();
    try {
      await tell();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      io.stderr.write(problemsText(error.problems, label, paint));
    }
    say(`Waiting for changes in ${label}. Ctrl-C ends it.`);
  }
  return 0;
}

function named(paths: readonly string[], label: string): string {
  if (paths.length > NAMED_MAX) return `${paths.length} files`;
  return paths.map((path) => shownPath(label, path)).join(", ");
}
