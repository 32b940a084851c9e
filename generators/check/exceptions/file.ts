import type { Files } from "../../base/files.ts";
import { nearest } from "../../base/problem/nearest.ts";
import { UserError } from "../../base/problem/problem.ts";
import { at, entriesAt, listAt, textAt } from "../../base/yaml/at.ts";
import { dataOf } from "../../base/yaml/data.ts";
import { parseYaml, type Step } from "../../base/yaml/parse.ts";
import { placeAt } from "../../base/yaml/place.ts";
import type { Finding } from "../rule.ts";
import { EXCEPTION, type Exception, type Exceptions } from "./exception.ts";
import { nameFault } from "./names.ts";

/**
 * The file at the monorepo's root that switches rules off:
 *
 *     exceptions:
 *       - rule: image-tag
 *         reason: The admission controller pins each image to its digest.
 *         path: legacy/shop              # optional: only in this folder or file
 */
const EXCEPTIONS_FILE = ".validate.yaml";

const KEYS = ["rule", "reason", "path"];

/** What `.validate.yaml` says, if there is one. */
export function exceptionsFile(files: Files, names: readonly string[]): Exceptions {
  const text = files.read(EXCEPTIONS_FILE);
  if (text === undefined) return { exceptions: [], faults: [] };
  let documents: readonly unknown[];
  try {
    documents = dataOf(EXCEPTIONS_FILE, text);
    // Places are asked for below: a file that is too large for that has a fault as well.
    parseYaml(EXCEPTIONS_FILE, text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {
      exceptions: [],
      faults: error.problems.map((problem) => ({ ...problem, rule: EXCEPTION })),
    };
  }
  const [root] = documents;
  const exceptions: Exception[] = [];
  const faults: Finding[] = [];
  const where = (steps: readonly Step[]) => ({
    path: EXCEPTIONS_FILE,
    ...(placeAt(EXCEPTIONS_FILE, text, 0, steps) ?? { line: 1, column: 1 }),
  });
  const fault = (message: string, steps: readonly Step[], hint?: string) => {
    faults.push({ rule: EXCEPTION, message, ...where(steps), ...(hint ? { hint } : {}) });
  };

  if (root !== null && root !== undefined && !Array.isArray(at(root, "exceptions"))) {
    fault(`${EXCEPTIONS_FILE} has no list \`exceptions\`.`, ["exceptions"], SHAPE);
  }
  for (const [key] of entriesAt(root)) {
    if (key !== "exceptions")
      fault(`${EXCEPTIONS_FILE} knows no \`${key}\`, only \`exceptions\`.`, [key], SHAPE);
  }
  listAt(root, "exceptions").forEach((entry, index) => {
    const steps = ["exceptions", index];
    const before = faults.length;
    for (const [key] of entriesAt(entry)) {
      if (KEYS.includes(key)) continue;
      const near = nearest(key, KEYS);
      const hint = near === undefined ? SHAPE : `Did you mean \`${near}\`?`;
      fault(`An exception has no \`${key}\`.`, [...steps, key], hint);
    }
    const rule = textAt(entry, "rule")?.trim() ?? "";
    const reason = textAt(entry, "reason")?.trim() ?? "";
    const only = at(entry, "path");
    const misnamed = rule === "" ? undefined : nameFault(rule, names);
    if (rule === "") fault("This exception names no rule.", steps, SHAPE);
    else if (misnamed !== undefined) faults.push({ ...misnamed, ...where([...steps, "rule"]) });
    else if (reason === "") {
      fault(`This switches ${rule} off and gives no reason, so it does not count.`, steps, SHAPE);
    }
    if (only !== undefined && (typeof only !== "string" || !exists(files, only))) {
      const name = JSON.stringify(only);
      fault(`There is no file or folder ${name} to switch ${rule} off in.`, [...steps, "path"]);
    }
    if (faults.length > before) return;
    const reaches = (path: string) =>
      typeof only !== "string" || isWithin(path, only.replace(/^\.\/|\/$/g, ""));
    exceptions.push({
      rule,
      reason,
      ...where([...steps, "rule"]),
      reaches,
      covers: (finding) =>
        finding.rule === rule &&
        [finding.path ?? "", finding.about?.origin?.path ?? ""].some(reaches),
    });
  });
  return { exceptions, faults };
}

const SHAPE =
  "Write a list: exceptions: [{rule: RULE, reason: REASON}], and path: where it counts.";

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function exists(files: Files, path: string): boolean {
  try {
    return files.read(path) !== undefined || files.list(path).length > 0;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
