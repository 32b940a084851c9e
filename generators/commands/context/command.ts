import type { Flag, RawAnswers } from "../command/generator.ts";
import type { Context } from "./context.ts";
import type { Io } from "./io.ts";

/** How a command ended: 0 done, 1 refused or findings, 2 usage, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** A command that reads a monorepo and writes nothing to it. */
export interface Command {
  /** As in `npm run <name>`. */
  readonly name: string;
  readonly summary: string;
  /** Flags of one call, for the help. */
  readonly example: string;
  /** What a call without flags does, and what exit code 1 says; without them: see `list`. */
  readonly beginning?: string;
  readonly failure?: string;
  /** All of its flags but `--repo` and `--help`, which every command has. */
  readonly flags: readonly Flag[];
  /** @throws UserError, UsageError, Interrupted */
  run(raw: RawAnswers, context: Context, io: Io): Promise<ExitCode>;
}
