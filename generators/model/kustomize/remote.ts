/** What kustomize fetches whatever is on the disk (api/internal/loader, IsRemoteFile). */
const SCHEME = /^(?:https?:|(?:git::)*[a-z][a-z0-9+.-]*:\/\/)/i;
/**
 * What it takes for a git repository where there is no such file (api/internal/git, RepoSpec), in
 * its present version and in older ones: `git::`, `user@host`, hosts, queries, `host//path`.
 */
const REPOSITORY =
  /^(?:git::|gh:|[^/]*@|(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)[/:]|[^./][^/]*\.[a-z]{2,}\/.+\/\/)|[?&](?:ref|version)=|\.git(?:\/|$)|_git\//i;

/** Whether kustomize would fetch it even if there were a file of that name. */
export function isUrl(value: string): boolean {
  return SCHEME.test(value);
}

/** Whether kustomize would fetch it where there is no such file. */
export function isRemote(value: string): boolean {
  return isUrl(value) || REPOSITORY.test(value);
}
