import { WAYS_MAX } from "./ways.ts";

/** What a build would read, as far as that speaks against it. */
interface Reasons {
  readonly remote: readonly { readonly from: string; readonly value: string }[];
  readonly outside: readonly { readonly from: string; readonly value: string }[];
  readonly refused: readonly { readonly from: string; readonly message: string }[];
}

export const TWICE = [
  "It says what is built, and is built itself, as data or as a manifest.",
  "Give the other use a file of its own.",
] as const;
export const MADE = [
  "It makes plugins out of others: what those would read is not known.",
  "List the plugins' files under resources, and nothing else.",
] as const;
/** Kustomization files, each of which lists the next one: no repository has nearly as many. */
export const DEEPEST = 200;
export const DEEP = [
  `It is below ${DEEPEST} other kustomization files, each of which lists the next.`,
  "kustomize takes very long: list the folders that are meant.",
] as const;
export const MANY = [
  `It includes the same folders on more than ${WAYS_MAX} ways.`,
  "kustomize takes each of them, which takes for ever: include each folder once.",
] as const;
export const ENDLESS = "has schemas that refer to themselves, or to each other on very many ways.";
export const ENDS =
  "kustomize follows each of them, until its memory ends: leave those fields out.";
export const OUTSIDE = "Flux has the files of this repository and no others.";

/** Why a build is refused before it begins, a line for each reason; undefined for what is built. */
export function whyRefused({ remote, outside, refused }: Reasons): string | undefined {
  const reasons = [
    ...remote.map(({ from, value }) => `${from} names ${value}, which would have to be fetched.`),
    ...outside.map(({ from, value }) => `${from} names ${value}, ${IS_OUTSIDE}`),
    ...refused.map(({ from, message }) => `${from}: ${message}`),
  ];
  return reasons.length === 0 ? undefined : [...new Set(reasons)].join("\n");
}

/** What is said of a path that leads out. */
const IS_OUTSIDE = "which is outside of the repository.";
