import { createHash } from "node:crypto";

/**
 * Files by their path from the project's root: what becomes of the text, or of "" where there is no
 * file yet. Undefined removes the file.
 */
export type Edits = Readonly<Record<string, (text: string) => string | undefined>>;

/** What a command line is run on, beside the repository itself. */
export interface Situation {
  /** Command lines that are run before, and written: nothing is recorded of them. */
  readonly after?: readonly string[];
  /** What somebody changed by hand, after those. */
  readonly edit?: Edits;
  /**
   * The project is in git: the repository is the first commit, and what `after` and `edit` change
   * is left as it is, or is a second one.
   */
  readonly git?: "uncommitted" | "committed";
  /** The objects of the cluster, from now on: a stand-in for kubectl answers with them. */
  readonly cluster?: () => readonly object[];
  /** Where the user stands, from the project's root. */
  readonly cwd?: string;
  /** stdout is a terminal of so many columns. */
  readonly columns?: number;
}

export interface Case extends Situation {
  /** The command line as it is typed. */
  readonly line: string;
  /** What tells it from another one with the same line. */
  readonly name?: string;
}

/** Several command lines, one after the other on what the one before has left. */
export interface Series extends Situation {
  readonly lines: readonly string[];
  readonly name: string;
}

/** Command lines, each alone or with its situation. */
export type Lines = readonly (string | Case | Series)[];

export interface Cases {
  /** On the monorepo as shipped. */
  readonly shipped?: Lines;
  /** On the one with everything in it. */
  readonly everything?: Lines;
  /** On each of them. */
  readonly both?: Lines;
}

/** A case, and how it is called. */
export interface Named extends Situation {
  readonly lines: readonly string[];
  /** A file's name: readable, and another one for another case. */
  readonly slug: string;
}

/** @param command what the case is about. */
export function named(command: string, each: string | Case | Series): Named {
  if (typeof each === "string") return { lines: [each], slug: slugOf(each) };
  if ("lines" in each) return { ...each, slug: slugOf(`${command} ${each.name}`) };
  const { line, name, ...situation } = each;
  return {
    ...situation,
    lines: [line],
    slug: slugOf(name === undefined ? line : `${line} ${name}`),
  };
}

function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  const exact = /^[a-z0-9 :-]*$/.test(text);
  if (exact && slug.length <= 72) return slug;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 6);
  return `${slug.slice(0, 64).replace(/-$/, "")}-${hash}`;
}

/** A command line's words, as a shell splits it: '...' and "..." are one, and nothing is expanded. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single),
  );
}

/** An edit that puts one text in another's place: it must be there. */
export const replacing = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`There is no ${JSON.stringify(from)}.`);
  return text.replace(from, () => to);
};
export const appending = (more: string) => (text: string) => text + more;
export const writing = (text: string) => () => text;

/** A line with other values of flags that it has: each is given once. */
export function instead(line: string, ...flags: readonly string[]): string {
  return flags.reduce((text, flag) => {
    const [name = ""] = flag.split(" ");
    return text.replace(new RegExp(`${name} \\S+`), () => flag);
  }, line);
}
