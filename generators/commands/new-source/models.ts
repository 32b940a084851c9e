import type { Source } from "../../model/views/objects.ts";
import type { Repository } from "../../model/views/repository.ts";
import { type Deciding, KINDS, kindOf } from "./kinds.ts";

/** A source of a kind, and where it is. */
interface Located extends Deciding {
  readonly url?: string | undefined;
}

/** The GitRepository that the applications are read from: this repository itself. */
function itself(repository: Repository): Source | undefined {
  return repository.gitSourceOf(repository.applicationsSync);
}

/** The sources of the same kind, the one of this repository first. */
function alike(answers: Located, repository: Repository): Source[] {
  const own = itself(repository);
  return [own, ...repository.sources, ...repository.componentSources].flatMap((each) =>
    each?.kind === KINDS[kindOf(answers)].object ? [each] : [],
  );
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The URL that all sources of this kind in the bootstrap have, if they agree. */
export function usualUrl(answers: Located, repository: Repository): string | undefined {
  const urls = repository.sources
    .filter(({ kind }) => kind === KINDS[kindOf(answers)].object)
    .map(({ spec }) => text(spec.url));
  return new Set(urls).size === 1 ? urls[0] : undefined;
}

/** The interval of the first source of this kind; where there is none, of this repository's. */
export function usualInterval(answers: Located, repository: Repository): string | undefined {
  const model = alike(answers, repository)[0] ?? itself(repository);
  return text(model?.spec.interval);
}

/** The branch that this repository is read from. */
export function usualBranch(repository: Repository): string | undefined {
  return text((itself(repository)?.spec.ref as { branch?: unknown } | undefined)?.branch);
}

/**
 * The Secret of a source of this kind at the same host: a Secret is for one host, and no other
 * is told of it. Its namespace is the source's, so only the bootstrap's sources count.
 */
export function usualSecret(answers: Located, repository: Repository): string | undefined {
  const host = hostOf(answers.url);
  const model = alike(answers, repository).find(
    ({ namespace, spec }) =>
      namespace === itself(repository)?.namespace &&
      spec.secretRef !== undefined &&
      hostOf(text(spec.url) ?? text(spec.endpoint)) === host,
  );
  return text((model?.spec.secretRef as { name?: unknown } | undefined)?.name);
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined
    ? undefined
    : /^(?:[a-z0-9+.-]+:\/\/)?(?:[^@/]*@)?([^/]+)/i.exec(url)?.[1];
}

/** Whether a source's URL is the one of this repository, however it is written. */
export function isItself(answers: Located, repository: Repository): boolean {
  const own = text(itself(repository)?.spec.url);
  const url = answers.url;
  const isKnown = kindOf(answers) === "git" && own !== undefined && url !== undefined;
  return isKnown && placeOf(url) === placeOf(own);
}

/** Host and path, without what differs from one way of writing a URL to the other. */
function placeOf(url: string): string {
  return url
    .toLowerCase()
    .replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/, "")
    .replace(/(?<!\/)\/+$/, "")
    .replace(/\/?\.git$/, "");
}
