import { paintFor } from "../../base/text/text.ts";
import { inspect } from "../../check/checks.ts";
import { FORMATS } from "../../check/formats/formats.ts";
import type { Report, Screen } from "../../check/formats/report.ts";
import type { RuleScope } from "../../check/rule.ts";
import { Tree } from "../../edit/tree.ts";
import { analyse } from "../../model/fleet/analysis.ts";
import { filesAtCommit } from "../../platform/git/commit-files.ts";
import { assertFolderAt } from "../../platform/git/named-folder.ts";
import { one, type RawAnswers } from "../command/generator.ts";
import type { Command, ExitCode } from "../context/command.ts";
import type { Context } from "../context/context.ts";
import { formatOf } from "../context/format.ts";
import type { Io } from "../context/io.ts";
import { renderingOn } from "../context/rendering.ts";
import { explain } from "./explain.ts";
import { FLAGS } from "./flags.ts";
import { reportOf } from "./report.ts";
import { selectRules } from "./selection.ts";
import { watch } from "./watch.ts";

/** `validate`: every rule over the whole repository. */
export const validate: Command = {
  name: "validate",
  summary: "Check the whole monorepo: files, schemas, the Flux graph, what kustomize renders.",
  example: "--format sarif",
  flags: FLAGS,
  run,
};

async function run(raw: RawAnswers, context: Context, io: Io): Promise<ExitCode> {
  const isTerminal = io.stdout.isTTY === true;
  const paint = paintFor(isTerminal, io.env);
  const screen: Screen = { paint, width: isTerminal ? io.stdout.columns : undefined };
  const rule = one(raw, "explain");
  if (rule !== undefined) {
    io.stdout.write(explain(rule, screen));
    return 0;
  }
  const format = formatOf(raw, FORMATS);
  const look = await lookWith(raw, context, io);
  const tell = async () => {
    const report = await look();
    io.stdout.write(format(report, screen));
    return report.findings.length === 0 ? 0 : 1;
  };
  return raw.watch === true ? watch(tell, context, io) : tell();
}

/** Looks at the repository as it is when it is called. */
async function lookWith(raw: RawAnswers, context: Context, io: Io): Promise<() => Promise<Report>> {
  const { root, disk, label, schemas } = context;
  const rules = selectRules(raw);
  const ref = one(raw, "base");
  // Read before anything takes time: the ref may be wrong.
  const filesAtBase = ref === undefined ? undefined : filesAtCommit(root, ref);
  if (ref !== undefined) assertFolderAt(root, ref);
  const needs: readonly RuleScope[] = ref === undefined ? WHOLE : [...WHOLE, "base"];
  const ran = rules.filter((rule) => needs.includes(rule.needs));
  const kustomize = raw["no-render"] === true ? undefined : await renderingOn(context, io);
  return async () => {
    try {
      const analysis = await analyse(new Tree(disk), kustomize?.render);
      const base = filesAtBase && (await analyse(filesAtBase, kustomize?.render));
      const subject = { ...analysis, schemas, ...(base && { base }) };
      const inspection = inspect(subject, needs, ran);
      return reportOf(inspection, ran, subject, { program: kustomize?.program, label });
    } finally {
      kustomize?.done();
    }
  };
}

const WHOLE: readonly RuleScope[] = ["files", "builds", "whole"];
