import { isAbsolute } from "node:path";
import type { FileChange } from "../base/files.ts";
import type { Problem } from "../base/problem/problem.ts";
import { unifiedDiff } from "../base/text/diff.ts";
import {
  changesText,
  type Paint,
  paintDiff,
  paintFor,
  problemsText,
  visible,
} from "../base/text/text.ts";
import { quoted } from "../commands/command/command-line.ts";
import type { Io } from "../commands/context/io.ts";

import { branchOf, type Committed, type Intended } from "./delivery.ts";
import type { PlanRendering, Prepared } from "./prepare.ts";

/** Milliseconds without a word that a person accepts. */
const PATIENCE = 2_000;

/** What a person sees of a run: the diff on stdout, everything about it on stderr. */
export class Terminal {
  readonly #io: Io;
  /** The repository as messages name it. */
  readonly #label: string;
  readonly #out: Paint;
  readonly #err: Paint;

  /**
   * What stdout gets: the diff; one JSON document, and then nothing else is said; or the description
   * of a pull request, and then the diff is part of the conversation.
   */
  readonly #output: string;
  readonly #quiet: boolean;

  constructor(io: Io, label: string, output: string) {
    this.#io = io;
    this.#label = label;
    this.#output = output;
    this.#quiet = output === "json";
    this.#out = paintFor(io.stdout.isTTY === true, io.env);
    this.#err = paintFor(io.stderr.isTTY === true, io.env);
  }

  /** Waits for work that writes nothing. Says so when it takes long, and when it is left. */
  async during<T>(work: Promise<T>): Promise<T> {
    const slow = () => this.say("kustomize is building, this may take a while.");
    const timer = setTimeout(slow, PATIENCE);
    const left = () => {
      this.say("\nNothing was written.");
      // With this listener gone the signal ends the process, once others have cleaned up.
      process.kill(process.pid, "SIGINT");
    };
    process.once("SIGINT", left);
    try {
      return await work;
    } finally {
      clearTimeout(timer);
      process.off("SIGINT", left);
    }
  }

  /** The diff, and what to know of it. @param withDiff false where nobody is asked about it. */
  show({ plan, changes, earlier, rendering }: Prepared, withDiff = true): void {
    if (this.#quiet) return;
    if (changes.length === 0) {
      for (const note of plan.notes) this.say(note);
      return;
    }
    if (withDiff) this.#diff(changes);
    if (changes.length > 0) this.say("");
    for (const note of plan.notes) this.say(note);
    if (changes.length > 0) this.#rendered(rendering);
    if (earlier.length > 0) {
      this.say("Not from this change, but in the files that it touches:");
      this.problems(earlier);
    }
  }

  /** What was written, and what comes next. `folder` is the repository from where the user is. */
  wrote({ plan, changes }: Prepared, folder: string): void {
    if (this.#quiet) return;
    this.say(`\nWrote ${changes.length} files:`);
    this.#io.stderr.write(changesText(changes, this.#label, this.#err));
    for (const step of plan.next) this.say(`\n${step}`);
    const git = gitIn(folder);
    const added = git === "git" ? quoted(folder) : ".";
    const commands = `${git} switch -c ${branchOf(plan.subject)} && ${git} add -A ${added} && ${git} commit -m "${plan.subject}"`;
    this.say("\nNext, and then open a pull request:");
    this.#io.stderr.write(`  ${this.#err.strong(visible(commands))}\n`);
  }

  /** The commit that would be made. */
  intends({ branch, message }: Intended): void {
    const indented = message.replace(/^(?=.)/gm, "    ");
    this.say(`Commit on the new branch ${branch}:\n\n${indented}`);
  }

  /** What was committed, and what comes next. */
  committed({ plan, changes }: Prepared, { branch, id, remote }: Committed, folder: string): void {
    if (this.#quiet) return;
    this.say(
      `\nCommitted ${changes.length} files to the new branch ${branch} (${id.slice(0, 8)}):`,
    );
    this.#io.stderr.write(changesText(changes, this.#label, this.#err));
    for (const step of plan.next) this.say(`\n${step}`);
    const name = quoted(branch);
    const command =
      remote === undefined
        ? `${gitIn(folder)} switch ${name}`
        : `${gitIn(folder)} push -u ${quoted(remote)} ${name}`;
    this.say("\nYour own files are as they were. Next, and then open a pull request:");
    this.#io.stderr.write(`  ${this.#err.strong(visible(command))}\n`);
  }

  problems(problems: readonly Problem[]): void {
    this.#io.stderr.write(problemsText(problems, this.#label, this.#err));
  }

  say(line: string): void {
    if (!this.#quiet) this.#io.stderr.write(`${visible(line)}\n`);
  }

  #diff(changes: readonly FileChange[]): void {
    const diff = unifiedDiff(changes, this.#label);
    const [stream, paint] =
      this.#output === "diff" ? [this.#io.stdout, this.#out] : [this.#io.stderr, this.#err];
    stream.write(stream.isTTY === true ? paintDiff(visible(diff), paint) : diff);
  }

  #rendered({ program, folders, remote, skipped }: PlanRendering): void {
    if (skipped) this.say("Not rendered (--no-render).");
    else if (program === undefined) {
      this.say("Rendering was not checked: neither kustomize nor kubectl is installed.");
    } else
      this.say(`Built ${folders.length} kustomizations with ${program}: no error, no warning.`);
    for (const { from, value } of remote) {
      this.say(`Not built: ${from} names ${value}, which would have to be fetched.`);
    }
  }
}

/** How git is started for a folder: from outside it is told where that is. */
function gitIn(folder: string): string {
  return folder.startsWith("..") || isAbsolute(folder) ? `git -C ${quoted(folder)}` : "git";
}
