import type { Repository } from "../repository/repository.ts";
import { build } from "./build.ts";
import { dependencyCycle } from "./dependency-cycle.ts";
import { fluxReferences } from "./flux-references.ts";
import { missingPath } from "./missing-path.ts";
import { quota } from "./quota.ts";
import type { Finding, Rule, Subject } from "./rule.ts";

/** Rules that read manifests alone, and those that read what kustomize made of them. */
const STATIC: readonly Rule[] = [missingPath, fluxReferences, dependencyCycle];
const RENDERED: readonly Rule[] = [build, quota];

/** Everything that the rules find without a build. */
export function checkFiles(repository: Repository, changed: readonly string[]): Finding[] {
  return check(STATIC, { repository, changed, builds: [] });
}

/** Everything that the rules find in what kustomize built. */
export function checkBuilds(subject: Subject): Finding[] {
  return check(RENDERED, subject);
}

function check(rules: readonly Rule[], subject: Subject): Finding[] {
  const found = new Map<string, Finding>();
  for (const finding of rules.flatMap((rule) => rule.check(subject))) {
    found.set(keyOf(finding), finding);
  }
  return [...found.values()];
}

/** Equal for a finding before and after a change that moved its line. */
export function keyOf({ rule, path, message }: Finding): string {
  return `${rule}\0${path}\0${message}`;
}
