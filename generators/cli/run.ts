import { UserError } from "../base/problem/problem.ts";
import { resultJson } from "../base/text/json.ts";
import type { Generator, RawAnswers, Ui } from "../commands/command/generator.ts";
import type { Context } from "../commands/context/context.ts";
import type { Io } from "../commands/context/io.ts";
import { Tree } from "../edit/tree.ts";
import type { Repository } from "../model/views/repository.ts";
import { commit } from "../platform/disk/commit.ts";
import type { Committed, Delivery, Intended } from "./delivery.ts";
import { describe } from "./description.ts";
import { applyFixes } from "./fixes.ts";
import { askRequired, review } from "./form.ts";
import { messageOf } from "./message.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { type Output, Terminal } from "./screen.ts";

/** A change that was shown and agreed to, and is not written yet. */
export interface Agreed {
  /** What it is, as a commit's subject line. */
  readonly subject: string;
  /** Writes it, and says what was written. */
  write(): void;
}

/** A command line, taken apart. */
export interface Request {
  /** Raw answers, of files their texts. */
  readonly raw: RawAnswers;
  /** The same as it was typed. */
  readonly typed: RawAnswers;
  readonly output: Output;
  /** Where the change becomes a commit, and not files of the context. */
  readonly delivery: Delivery | undefined;
}

/** A plan with the answers that it is made of. */
interface Answered {
  readonly prepared: Prepared;
  readonly raw: RawAnswers;
  /** The commit that was agreed to. */
  readonly intended?: Intended | undefined;
}

/**
 * Everything of a command but the writing: answers, plan, checks, diff, consent.
 * @returns what to write, or undefined when nothing is to be written (a dry run, or nothing to do).
 * @throws UserError for what is refused or declined, Interrupted when the user leaves.
 */
export async function agree<A>(
  generator: Generator<A>,
  { raw: flags, typed, output, delivery }: Request,
  context: Context,
  io: Io,
): Promise<Agreed | undefined> {
  const screen = new Terminal(io, context.label, output);
  const before = new Tree(context.disk, context.layout).model;
  const looks = generator.onlyLooks !== undefined && flags[generator.onlyLooks] === true;
  const asks = !looks && flags.yes !== true && flags.json !== true && flags["dry-run"] !== true;
  if (asks && io.stdin.isTTY !== true) throw noTerminal();

  const intends = ({ prepared, raw }: Answered): Intended | undefined => {
    if (delivery === undefined || prepared.changes.length === 0) return undefined;
    const message = messageOf(generator, prepared.plan, raw, typed);
    const intended = { branch: delivery.branchFor(prepared.plan.subject), message };
    screen.intends(intended);
    return intended;
  };
  let answered: Answered;
  if (asks) {
    const { terminalUi } = await import("./ui.ts");
    const ui = await terminalUi({ input: io.stdin, output: io.stderr }, context.cwd);
    answered = await converse(generator, flags, before, context, ui, screen, intends);
  } else {
    const first = await screen.during(prepare(generator, flags, before, context));
    const prepared = await applyFixes(first, before, flags, context, async () => false);
    if (prepared.introduced.length > 0) throw new UserError(prepared.introduced);
    screen.show(prepared, output !== "markdown");
    answered = { prepared, raw: flags };
  }
  const { prepared } = answered;
  const result = (written: boolean, made?: Intended | Committed) => {
    if (flags.json !== true) return;
    io.stdout.write(resultOf(generator, prepared, context, written, made));
  };

  if (prepared.changes.length === 0) {
    if (!looks) screen.say("There is nothing to write.");
    result(false);
    return undefined;
  }
  const description =
    output === "markdown"
      ? await screen.during(describe(generator, { ...answered, typed }, before, context))
      : "";
  const intended = asks ? answered.intended : intends(answered);
  const writes = asks || (flags.yes === true && flags["dry-run"] !== true);
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
      screen.committed(prepared, made);
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

/** Asks, shows the diff, and asks again until the user agrees. */
async function converse<A>(
  generator: Generator<A>,
  flags: RawAnswers,
  before: Repository,
  context: Context,
  ui: Ui,
  screen: Terminal,
  intends: (answered: Answered) => Intended | undefined,
): Promise<Answered> {
  const rows = generator.rows(before);
  let raw = await askRequired(rows, flags, ui);
  for (;;) {
    raw = await review(rows, raw, ui);
    let prepared: Prepared;
    try {
      const first = await screen.during(prepare(generator, raw, before, context));
      prepared = await applyFixes(first, before, raw, context, (findings) => {
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
    if (prepared.changes.length === 0) return { prepared, raw };
    const intended = intends({ prepared, raw });
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
      return { prepared, raw, intended };
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
