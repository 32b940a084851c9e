import type { Given } from "../../base/options/given.ts";
import type { OptionSet } from "../../base/options/option.ts";
import type { Options } from "../../base/options/options.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { Context } from "../context/context.ts";
import type { Io } from "../context/io.ts";
import type { Printable } from "./command-line.ts";
import type { Plan, PlanContext } from "./plan.ts";

/** How a command ended: 0 done, 1 refused or findings, 2 usage, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

interface Named {
  /** As in `npm run <name>`. */
  readonly name: string;
  readonly summary: string;
}

/** A command that plans changes to a monorepo. */
export interface Generator extends Named {
  readonly options: OptionSet<Repository> & { readonly answers: object };
  /** The switch with which it only looks: nobody is asked, nothing is written. */
  readonly looks?: string;
  /** Writes the changes to the context's tree. @throws UserError */
  plan(answers: never, context: PlanContext): Plan;
}

/** What a command that reads is given. */
export interface ReadingCommand<Format> {
  /** What `--format` asks for, and its name. */
  readonly format: Format;
  readonly formatName: string;
  readonly io: Io;
  /** The monorepo that `--repo` names. @throws UserError when there is no such folder. */
  open(): Context;
  /** A command line to run after this one, complete: on the same repository. */
  commandLine<Name extends string>(command: Printable<Name>, given: Given<Name>): string;
}

/** A command that reads a monorepo and writes nothing to it. */
export interface Reader extends Named {
  readonly options: OptionSet<undefined> & { readonly answers: object };
  /** By the value of `--format`, the usual one first. */
  readonly formats: Readonly<Record<string, unknown>>;
  /** What a call without flags does, and what exit code 1 says; without them: see `list`. */
  readonly beginning?: string;
  readonly failure?: string;
  /** @throws UserError, UsageError, Interrupted */
  run(answers: never, reading: ReadingCommand<never>): Promise<ExitCode>;
}

/** A command that plans changes, from the one definition of its options. */
export function defineCommand<Answers extends object, Names extends string>(
  command: Named & {
    readonly options: Options<Answers, Repository, Names>;
    readonly looks?: Names;
    plan(answers: Options<Answers, Repository, Names>["answers"], context: PlanContext): Plan;
  },
): Generator & Printable<Names> {
  return command;
}

/** A command that reads, from the one definition of its options and formats. */
export function defineReader<Answers extends object, Names extends string, Format>(
  command: Named & {
    readonly options: Options<Answers, undefined, Names>;
    readonly formats: Readonly<Record<string, Format>>;
    readonly beginning?: string;
    readonly failure?: string;
    run(
      answers: Options<Answers, undefined, Names>["answers"],
      reading: ReadingCommand<Format>,
    ): Promise<ExitCode>;
  },
): Reader & Printable<Names> {
  return command;
}
