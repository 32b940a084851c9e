/** What is wrong, where, and what to do: the one shape of everything the tool objects to. */
export interface Problem {
  /** Name of the rule that found it, for example `dependency-cycle`. */
  readonly rule: string;
  readonly message: string;
  /** Path in the repository, `/`-separated. */
  readonly path?: string;
  /** One-based, as the column. */
  readonly line?: number;
  readonly column?: number;
  /** Lines of the file that show it. */
  readonly lines?: readonly string[];
  readonly hint?: string;
}

/** The user's input or repository cannot be worked with. Nothing was written. */
export class UserError extends Error {
  /** Exit code at the edge: 1 refused or findings, 2 usage. */
  readonly exitCode: 1 | 2 = 1;

  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join("\n"));
    this.name = new.target.name;
    this.problems = problems;
  }

  static of(
    rule: string,
    message: string,
    where: Omit<Problem, "rule" | "message"> = {},
  ): UserError {
    return new UserError([{ rule, message, ...where }]);
  }
}

/** The command line itself is wrong. */
export class UsageError extends UserError {
  override readonly exitCode = 2;

  constructor(message: string, hint?: string) {
    super([{ rule: "usage", message, ...(hint === undefined ? {} : { hint }) }]);
  }
}

/** Ctrl-C, or the input ended before every question was answered. */
export class Interrupted extends Error {}
