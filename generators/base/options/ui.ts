import type { GivenFile } from "./given.ts";

/** What a person can be asked. Each call is one prompt on the terminal. */
export interface Ui {
  input(question: {
    message: string;
    default?: string | undefined;
    /** What is wrong with an answer, as a sentence; undefined lets it pass. */
    fault?: (answer: string) => string | undefined;
  }): Promise<string>;
  select<Value extends string>(question: {
    message: string;
    /** `short` is what stays on the screen once it was picked. */
    choices: readonly { name: string; value: Value; short?: string }[];
    default?: Value | undefined;
  }): Promise<Value>;
  checkbox(question: {
    message: string;
    choices: readonly string[];
    checked: readonly string[];
  }): Promise<string[]>;
  confirm(question: { message: string; default: boolean }): Promise<boolean>;
  /** Asks for a file; undefined where none is named. */
  file(question: {
    message: string;
    fault?: (text: string) => string | undefined;
  }): Promise<GivenFile | undefined>;
}
