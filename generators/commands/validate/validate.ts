import { options } from "../../base/options/options.ts";
import { paintFor } from "../../base/text/text.ts";
import { inspect } from "../../check/checks.ts";
import { FORMATS } from "../../check/formats/formats.ts";
import type { Report, Screen } from "../../check/formats/report.ts";
import type { RuleScope } from "../../check/rule.ts";
import { Tree } from "../../edit/tree.ts";
import { analyse } from "../../model/fleet/analysis.ts";
import { filesAtCommit } from "../../platform/git/commit-files.ts";
import { assertFolderAt } from "../../platform/git/named-folder.ts";
import { defineReader } from "../command/command.ts";
import type { Context } from "../context/context.ts";
import type { Io } from "../context/io.ts";
import { renderingOn } from "../context/rendering.ts";
import { explain } from "./explain.ts";
import { reportOf } from "./report.ts";
import { selectRules } from "./selection.ts";
import { watch } from "./watch.ts";

const OPTIONS = options<undefined>()
  .list("only", { value: "A,B", help: "these rules and no other" })
  .list("skip", { value: "A,B", help: "all rules but these" })
  .text("base", {
    value: "REF",
    help: "compare with this commit: what Kubernetes will refuse, what prune will delete",
    example: "origin/main",
  })
  .switch("no-render", { help: "skip the kustomize builds, and the rules that need them" })
  .switch("watch", { help: "check again whenever a file changes; Ctrl-C ends it" })
  .text("explain", {
    value: "RULE",
    help: "why a rule exists, and how to fix what it finds",
  });

/** `validate`: every rule over the whole repository. */
export const validate = defineReader({
  name: "validate",
  summary: "Check the whole monorepo: files, schemas, the Flux graph, what kustomize renders.",
  formats: FORMATS,
  options: OPTIONS,
  async run(answers, { format, formatName, open, io }) {
    const isTerminal = io.stdout.isTTY === true;
    const paint = paintFor(isTerminal, io.env);
    const screen: Screen = { paint, width: isTerminal ? io.stdout.columns : undefined };
    if (answers.explain !== undefined) {
      io.stdout.write(explain(answers.explain, formatName, screen));
      return 0;
    }
    const context = open();
    const look = await lookWith(answers, context, io);
    const tell = async () => {
      const report = await look();
      io.stdout.write(format(report, screen));
      return report.findings.length === 0 ? 0 : 1;
    };
    return answers.watch ? watch(tell, context, io) : tell();
  },
});

/** Looks at the repository as it is when it is called. */
async function lookWith(
  { only, skip, base: ref, noRender }: (typeof OPTIONS)["answers"],
  context: Context,
  io: Io,
): Promise<() => Promise<Report>> {
  const { root, disk, label, schemas } = context;
  const rules = selectRules(only, skip);
  // Read before anything takes time: the ref may be wrong.
  const filesAtBase = ref === undefined ? undefined : filesAtCommit(root, ref);
  if (ref !== undefined) assertFolderAt(root, ref);
  const needs: readonly RuleScope[] = ref === undefined ? WHOLE : [...WHOLE, "base"];
  const ran = rules.filter((rule) => needs.includes(rule.needs));
  const kustomize = noRender ? undefined : await renderingOn(context, io);
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
