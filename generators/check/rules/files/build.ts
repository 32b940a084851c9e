import { posix } from "node:path";
import { kustomizationFileIn } from "../../../model/kustomize/references.ts";
import { whyRefused } from "../../../model/kustomize/refusals.ts";
import type { Rendering } from "../../../model/rendering/renderings.ts";
import { whereInFile } from "../../locate/where.ts";
import type { Finding, Rule, Subject } from "../../rule.ts";
import { twiceIn } from "./twice.ts";

/** kustomize builds everything that is looked at, and says nothing while it does. */
export const build: Rule = {
  name: "build",
  needs: "builds",
  summary: "kustomize builds every folder without an error or a warning.",
  why: "What kustomize can't build, Flux can't apply: the Flux Kustomization stays at its last revision and is not ready, and so is whatever depends on it.",
  fix: "Read kustomize's message: it names what it could not do. `kustomize build --load-restrictor=LoadRestrictionsNone FOLDER` shows it again.",
  check(subject) {
    // A fault in a base is the same in every overlay that lists it: said once.
    const faults = new Map<string, { ok: boolean; renderings: Rendering[] }>();
    for (const rendering of subject.renderings) {
      const { build } = rendering;
      if (build === undefined || isExplained(rendering, subject)) continue;
      const text = build.ok ? build.warning : build.message;
      if (text === "") continue;
      const fault = faults.get(text) ?? { ok: build.ok, renderings: [] };
      fault.renderings.push(rendering);
      faults.set(text, fault);
    }
    return [...faults].map(([text, { ok, renderings }]) => {
      const folders = renderings.map(({ folder }) => folder).join(", ");
      return {
        rule: this.name,
        message: `${verdictOf(ok, renderings)} ${folders}:\n  ${text.replaceAll("\n", "\n  ")}`,
        ...placeOf(text, renderings[0] as Rendering, subject),
      };
    });
  },
};

function verdictOf(ok: boolean, [first]: readonly Rendering[]): string {
  if (ok) return "kustomize builds with a warning";
  const isRefused = first !== undefined && whyRefused(first.planned.closure) !== undefined;
  return isRefused ? "Nothing is built of" : "kustomize can't build";
}

/** Whether another rule of this folder says it already, and better. */
function isExplained(rendering: Rendering, subject: Subject): boolean {
  if (twiceIn(rendering, subject) !== undefined) return true;
  const { files, missing, refused } = rendering.planned.closure;
  const { documents } = subject;
  if (documents.problems.some(({ path }) => files.has(path ?? ""))) return true;
  return (
    [...missing, ...refused].length > 0 &&
    [...missing, ...refused].every(({ from }) => documents.paths.includes(from))
  );
}

/**
 * The file that kustomize means: the one that names something which does not exist, else
 * one of the build's files that its message names, else the kustomization that was built.
 */
function placeOf(
  text: string,
  { folder, planned }: Rendering,
  subject: Subject,
): Pick<Finding, "path" | "line"> {
  const { files, missing } = planned.closure;
  const [absent] = missing;
  if (absent !== undefined) return whereInFile(subject, absent.from, absent.steps);
  const named = [...files].findLast(
    (path) => text.includes(posix.dirname(path)) && text.includes(posix.basename(path)),
  );
  const line = named && /yaml: line (\d+)/.exec(text)?.[1];
  return {
    path: named ?? kustomizationFileIn(subject.files, folder) ?? folder,
    ...(line ? { line: Number(line) } : {}),
  };
}
