import { inspect } from "../checks/checks.ts";
import type { Sight } from "../checks/rule.ts";
import { analyse } from "../cluster/analysis.ts";
import { one, type Raw } from "../generator/generator.ts";
import { filesAtCommit } from "../git/commit-files.ts";
import { assertFolderAt } from "../git/named-folder.ts";
import { FORMATS, type Report, type Screen } from "../report/formats.ts";
import { paintFor } from "../report/text.ts";
import { Tree } from "../tree/tree.ts";
import type { Command, ExitCode } from "../workplace/command.ts";
import { formatOf } from "../workplace/format.ts";
import type { Io } from "../workplace/io.ts";
import { renderingOn } from "../workplace/rendering.ts";
import type { Workplace } from "../workplace/workplace.ts";
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

async function run(raw: Raw, workplace: Workplace, io: Io): Promise<ExitCode> {
  const isTerminal = io.stdout.isTTY === true;
  const paint = paintFor(isTerminal, io.env);
  const screen: Screen = { paint, width: isTerminal ? io.stdout.columns : undefined };
  const rule = one(raw, "explain");
  if (rule !== undefined) {
    io.stdout.write(explain(rule, screen));
    return 0;
  }
  const format = formatOf(raw, FORMATS);
  const look = await lookWith(raw, workplace, io);
  const tell = async () => {
    const report = await look();
    io.stdout.write(format(report, screen));
    return report.findings.length === 0 ? 0 : 1;
  };
  return raw.watch === true ? watch(tell, workplace, io) : tell();
}

/** Looks at the repository as it is when it is called. */
async function lookWith(raw: Raw, workplace: Workplace, io: Io): Promise<() => Promise<Report>> {
  const { root, disk, label, schemas } = workplace;
  const rules = selectRules(raw);
  const ref = one(raw, "base");
  // Read before anything takes time: the ref may be wrong.
  const filesAtBase = ref === undefined ? undefined : filesAtCommit(root, ref);
  if (ref !== undefined) assertFolderAt(root, ref);
  const needs: readonly Sight[] = ref === undefined ? WHOLE : [...WHOLE, "base"];
  const ran = rules.filter((rule) => needs.includes(rule.needs));
  const kustomize = raw["no-render"] === true ? undefined : await renderingOn(workplace, io);
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

const WHOLE: readonly Sight[] = ["files", "builds", "whole"];
