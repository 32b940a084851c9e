import type { Given } from "../base/options/given.ts";
import type { Ui } from "../base/options/ui.ts";
import { UserError } from "../base/problem/problem.ts";
import { resultJson } from "../base/text/json.ts";
import type { Generator } from "../commands/command/command.ts";
import { commandLine } from "../commands/command/command-line.ts";
import type { Context } from "../commands/context/context.ts";
import type { Io } from "../commands/context/io.ts";
import { Tree } from "../edit/tree.ts";
import { commit } from "../platform/disk/commit.ts";
import type { Committed, Delivery, Intended } from "./delivery.ts";
import { describe } from "./description.ts";
import { applyFixes } from "./fixes.ts";
import { askRequired, review } from "./form/form.ts";
import { rowsOf } from "./form/rows.ts";
import { type Common, sameFor } from "./line/common.ts";
import { messageOf } from "./message.ts";
import { type Prepared, prepare, type Run } from "./prepare.ts";
import { Terminal } from "./screen.ts";

/** A change that was shown and agreed to, and is not written yet. */
export interface Agreed {
  /** What it is, as a commit's subject line. */
  readonly subject: string;
  /** Writes it, and says what was written. */
  write(): void;
}

/** A command line, taken apart. */
export interface Request {
  readonly given: Given;
  readonly common: Common;
  /** Where the change becomes a commit, and not files of the context. */
  readonly delivery: Delivery | undefined;
}

/** A plan with what it was made from. */
interface Answered {
  readonly prepared: Prepared;
  readonly given: Given;
  /** The commit that was agreed to. */
  readonly intended?: Intended | undefined;
}

/**
 * Everything of a command but the writing: answers, plan, checks, diff, consent.
 * @returns what to write, or undefined when nothing is to be written (a dry run, or nothing to do).
 * @throws UserError for what is refused or declined, Interrupted when the user leaves.
 */
export async function agree(
  command: Generator,
  { given: typed, common, delivery }: Request,
  context: Context,
  io: Io,
): Promise<Agreed | undefined> {
  const { format: output, yes, dryRun } = common;
  const screen = new Terminal(io, context.label, output);
  const run: Run = {
    command,
    common,
    before: new Tree(context.disk, context.layout).model,
    context,
  };
  const looks = command.looks !== undefined && typed[command.looks] === true;
  const asks = !looks && !yes && !dryRun && output !== "json";
  if (asks && io.stdin.isTTY !== true) throw noTerminal();

  const intends = ({ prepared, given }: Answered): Intended | undefined => {
    if (delivery === undefined || prepared.changes.length === 0) return undefined;
    const message = messageOf(prepared.plan, generatedBy(run, given));
    const intended = { branch: delivery.branchFor(prepared.plan.subject), message };
    screen.intends(intended);
    return intended;
  };
  let answered: Answered;
  if (asks) {
    const { terminalUi } = await import("./form/ui.ts");
    const ui = await terminalUi({ input: io.stdin, output: io.stderr }, context.cwd);
    answered = await converse(run, typed, ui, screen, intends);
  } else {
    const first = await screen.during(prepare(run, typed));
    const prepared = await applyFixes(first, run, typed, async () => false);
    if (prepared.introduced.length > 0) throw new UserError(prepared.introduced);
    screen.show(prepared, output !== "markdown");
    answered = { prepared, given: typed };
  }
  const { prepared } = answered;
  const result = (written: boolean, made?: Intended | Committed) => {
    if (output !== "json") return;
    io.stdout.write(resultOf(command, prepared, context, written, made));
  };

  if (prepared.changes.length === 0) {
    if (!looks) screen.say("There is nothing to write.");
    result(false);
    return undefined;
  }
  const description =
    output === "markdown"
      ? await screen.during(describe(prepared, generatedBy(run, answered.given), run))
      : "";
  const intended = asks ? answered.intended : intends(answered);
  const writes = asks || (yes && !dryRun);
  if (!writes) {
    screen.say("Dry run: nothing was written.");
    io.stdout.write(description);
    result(false, intended);
    return undefined;
  }
  return {
    subject: prepared.plan.subject,
    write() {
      commit(context.root, prepared.changes);
      if (delivery === undefined || intended === undefined) {
        io.stdout.write(description);
        result(true);
        screen.wrote(prepared, context.fromUser);
        return;
      }
      const made = delivery.deliver(prepared.changes, intended);
      io.stdout.write(description);
      result(true, made);
      screen.committed(prepared, made, context.fromUser);
    },
  };
}

function resultOf(
  { name }: { readonly name: string },
  { plan, changes, earlier, rendering }: Prepared,
  { label }: Context,
  written: boolean,
  made: Intended | Committed | undefined,
): string {
  const { notes, next } = plan;
  const { program, folders: built } = rendering;
  return resultJson({
    command: name,
    repository: label,
    written,
    changes,
    notes,
    next,
    built,
    program,
    earlier,
    ...(made === undefined ? {} : { commit: commitOf(made) }),
  });
}

function commitOf(made: Intended | Committed): Intended & { readonly id?: string } {
  const { branch, message } = made;
  return { branch, message, ...("id" in made ? { id: made.id } : {}) };
}

/** The command that gives the same answers. */
function generatedBy({ command, common }: Run, given: Given): string {
  return commandLine(command, given, sameFor(command, common, common.noRender));
}

/** Asks, shows the diff, and asks again until the user agrees. */
async function converse(
  run: Run,
  typed: Given,
  ui: Ui,
  screen: Terminal,
  intends: (answered: Answered) => Intended | undefined,
): Promise<Answered> {
  const rows = rowsOf(run.command.options, run.before);
  let given = await askRequired(rows, typed, ui);
  for (;;) {
    given = await review(rows, given, ui);
    let prepared: Prepared;
    try {
      const first = await screen.during(prepare(run, given));
      prepared = await applyFixes(first, run, given, (findings) => {
        screen.problems(findings);
        return ui.confirm({ message: "Raise this in the same change?", default: true });
      });
      if (prepared.introduced.length > 0) throw new UserError(prepared.introduced);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      screen.problems(error.problems);
      continue;
    }
    screen.show(prepared);
    if (prepared.changes.length === 0) return { prepared, given };
    const intended = intends({ prepared, given });
    const verb = intended === undefined ? "Write" : "Commit";
    const answer = await ui.select({
      message: `${verb} these ${prepared.changes.length} files?`,
      choices: [
        { name: verb, value: "write" },
        { name: "Change an answer", value: "change" },
        { name: "Leave everything as it is", value: "leave" },
      ],
    });
    if (answer === "write") {
      const { typed } = prepared.plan;
      if (typed !== undefined) await typeName(typed, ui);
      return { prepared, given, intended };
    }
    if (answer === "leave") throw new UserError([]);
  }
}

/** Waits until a name is typed; only Ctrl-C leaves. */
async function typeName(name: string, ui: Ui): Promise<void> {
  await ui.input({
    message: `Type ${name} to remove it`,
    fault: (answer) =>
      answer === name ? undefined : `Type ${name}, or press Ctrl-C: nothing is written yet.`,
  });
}

function noTerminal(): UserError {
  return UserError.of("terminal", "There is no terminal to ask on.", {
    hint: "Give --yes to write, --dry-run to see the diff, or --json, and every answer as a flag (--help lists them).",
  });
}
