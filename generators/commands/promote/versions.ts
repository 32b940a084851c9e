import parse from "semver/functions/parse.js";

/** Whether one version is older than another; false where either is no semantic version. */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [parse(version), parse(than)];
  return one !== null && other !== null && one.compare(other) < 0;
}
