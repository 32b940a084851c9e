import { check } from "../checks/checks.ts";
import { analyse } from "../cluster/analysis.ts";
import { one, type Raw } from "../generator/generator.ts";
import { filesAtCommit } from "../git/commit-files.ts";
import { UsageError } from "../problem/problem.ts";
import { FORMATS, type Format } from "../report/formats.ts";
import { paintFor } from "../report/text.ts";
import { Tree } from "../tree/tree.ts";
import type { Command, ExitCode } from "../workplace/command.ts";
import type { Io } from "../workplace/io.ts";
import { openKustomize } from "../workplace/kustomize.ts";
import type { Workplace } from "../workplace/workplace.ts";
import { FLAGS } from "./flags.ts";
import { selectRules } from "./selection.ts";
import { summaryOf } from "./summary.ts";

/** `validate`: every rule over the whole repository. */
export const validate: Command = {
  name: "validate",
  summary: "Check the whole monorepo: files, schemas, the Flux graph, what kustomize renders.",
  example: "--format sarif",
  flags: FLAGS,
  run,
};

async function run(raw: Raw, workplace: Workplace, io: Io): Promise<ExitCode> {
  const format = formatOf(raw);
  const rules = selectRules(raw);
  const kustomize = raw["no-render"] === true ? undefined : await openKustomize(workplace);
  const ref = one(raw, "base");
  // Read before anything takes time: the ref may be wrong.
  const filesAtBase = ref === undefined ? undefined : filesAtCommit(workplace.root, ref);
  const analysis = await analyse(new Tree(workplace.disk), kustomize?.render);
  const base = filesAtBase && (await analyse(filesAtBase, kustomize?.render));
  const { schemas } = workplace;
  const subject = { ...analysis, schemas, ...(base && { base }) };
  const findings = check(subject, base === undefined ? WHOLE : [...WHOLE, "base"], rules);
  const report = {
    findings,
    summary: summaryOf(analysis, schemas, kustomize?.program.name),
    label: workplace.label,
    textOf: (path: string) => (path === "" ? undefined : analysis.files.read(path)),
  };
  io.stdout.write(format(report, paintFor(io.stdout.isTTY === true, io.env)));
  return findings.length === 0 ? 0 : 1;
}

const WHOLE = ["files", "builds", "whole"] as const;

function formatOf(raw: Raw): Format {
  const name = one(raw, "format") ?? "text";
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format !== undefined) return format;
  const known = Object.keys(FORMATS).join(", ");
  throw new UsageError(`There is no format ${JSON.stringify(name)}.`, `Formats: ${known}.`);
}
