import type { Templates } from "../../edit/templates/version.ts";
import type { Tree } from "../../edit/tree.ts";
import type { Repository } from "../../model/views/repository.ts";

/** One flag of a command line. */
export interface Flag {
  /** Without the dashes; also the key in `Raw`. */
  readonly name: string;
  /** What stands for its value in the help; a flag without one is a switch. */
  readonly value?: string;
  /** May be given more than once. */
  readonly repeatable?: boolean;
  /** Its value names a file of the user; the raw answer is the text of that file. */
  readonly file?: boolean;
  readonly help: string;
}

/** Answers as they came from flags or prompts: nothing in them has been checked. */
export type RawAnswers = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;

/** What a person can be asked. Each call is one prompt on the terminal. */
export interface Ui {
  input(question: {
    message: string;
    default?: string | undefined;
    /** What is wrong with an answer, as a sentence; undefined lets it pass. */
    fault?: (answer: string) => string | undefined;
  }): Promise<string>;
  select(question: {
    message: string;
    /** `short` is what stays on the screen once it was picked. */
    choices: readonly { name: string; value: string; short?: string }[];
    default?: string | undefined;
  }): Promise<string>;
  checkbox(question: {
    message: string;
    choices: readonly string[];
    checked: readonly string[];
  }): Promise<string[]>;
  confirm(question: { message: string; default: boolean }): Promise<boolean>;
  /** Asks for a file and returns its text; undefined where none is named. */
  file(question: {
    message: string;
    fault?: (text: string) => string | undefined;
  }): Promise<string | undefined>;
}

/**
 * One answer of a command's form. The required ones are asked first; the others have a
 * value already, are shown with it, and are asked when the user picks them.
 */
export interface Row {
  readonly label: string;
  /** Whether the other answers leave it a meaning; without one it is not shown. */
  readonly applies?: (raw: RawAnswers) => boolean;
  readonly required?: (raw: RawAnswers) => boolean;
  /** The value that holds now, a default included. */
  show(raw: RawAnswers): string;
  /** Asks, and returns the raw answers that change. */
  ask(ui: Ui, raw: RawAnswers): Promise<RawAnswers>;
}

/** Objects that other builds are to render from now on, each as it is. */
export interface Move {
  /** The folder whose build renders them before the plan. */
  readonly from: string;
  /** Those whose builds render the same objects after it, all together. */
  readonly to: readonly string[];
}

/** What a plan says beside its changes. */
export interface Plan {
  /** What a reader of the diff would want to know, one sentence each. */
  readonly notes: readonly string[];
  /** Subject line for the commit. */
  readonly subject: string;
  /** What to do after the merge, if anything, one sentence each. */
  readonly next: readonly string[];
  /** What a person has to type before it is written: the name of what would be lost. */
  readonly typed?: string;
  /**
   * The repository without what is taken away, where something is: the plan's own tree, or that of the
   * step which follows it. What Flux deletes is told of the two once they are rendered.
   */
  readonly removes?: Tree;
  /** It is refused where kustomize renders anything else than the same objects. */
  readonly moves?: readonly Move[];
}

/** A command that plans changes to a monorepo. */
export interface Generator<Answers> {
  /** As in `npm run <name>`. */
  readonly name: string;
  readonly summary: string;
  /** Flags of one complete call, for the help. */
  readonly example: string;
  readonly flags: readonly Flag[];
  /** The flag with which it only looks: nobody is asked, nothing is written. */
  readonly onlyLooks?: string;
  rows(repository: Repository): readonly Row[];
  /**
   * Checks raw answers and gives them their types.
   * @throws UserError with everything that is wrong with them.
   */
  answers(raw: RawAnswers, repository: Repository): Answers;
  /** Writes the changes to `tree`, of which `repository` is the model. @throws UserError */
  plan(answers: Answers, repository: Repository, tree: Tree, templates: Templates): Plan;
}

/** The one string of a raw answer, or undefined. */
export function one(raw: RawAnswers, name: string): string | undefined {
  const value = raw[name];
  return typeof value === "string" ? value : undefined;
}

/** The strings of a repeatable raw answer; a comma separates several in one. */
export function many(raw: RawAnswers, name: string): string[] | undefined {
  const value = raw[name];
  if (typeof value === "boolean" || value === undefined) return undefined;
  return (typeof value === "string" ? [value] : [...value])
    .flatMap((each) => each.split(","))
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
