/** What stops a run and is for people: its message says all, without a stack. */
export class Failure extends Error {
  readonly code: number;

  /** @param code the exit code: 1 something does not hold, 2 this machine or call cannot. */
  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}
