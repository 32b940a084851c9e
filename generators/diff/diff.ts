import { resolve } from "node:path";
import { writeUserFile } from "../disk/user-file.ts";
import { one, type Raw } from "../generator/generator.ts";
import { UsageError, UserError } from "../problem/problem.ts";
import { paintFor } from "../report/text.ts";
import type { Command, ExitCode } from "../workplace/command.ts";
import { formatFlag, formatOf } from "../workplace/format.ts";
import type { Io } from "../workplace/io.ts";
import { renderingOn } from "../workplace/rendering.ts";
import type { Workplace } from "../workplace/workplace.ts";
import { changedFiles } from "./changed-files.ts";
import { compare } from "./compare.ts";
import { FORMATS } from "./formats.ts";
import { openSides, WORKTREE } from "./sides.ts";

/** `diff`: what a change does to the clusters. */
export const diff: Command = {
  name: "diff",
  summary: "Show what a change does to the clusters: objects, field by field, and risks.",
  example: "--base origin/main",
  flags: [
    { name: "base", value: "REF", help: "what to compare with, for example origin/main" },
    { name: "head", value: "REF", help: `what is compared (default: ${WORKTREE}, the files here)` },
    formatFlag(FORMATS),
    { name: "out", value: "FILE", help: "write it to a file" },
  ],
  run,
};

async function run(raw: Raw, workplace: Workplace, io: Io): Promise<ExitCode> {
  const format = formatOf(raw, FORMATS);
  const baseRef = one(raw, "base");
  if (baseRef === undefined) {
    throw new UsageError("--base is missing.", "What to compare with, for example origin/main.");
  }
  const { schemas, label, cwd } = workplace;
  const { base, head } = openSides(workplace, baseRef, one(raw, "head") ?? WORKTREE);
  const kustomize = await renderingOn(workplace, io);
  if (kustomize === undefined) {
    throw UserError.of("kustomize", "Neither kustomize nor kubectl is installed.", {
      hint: "The comparison is one of what they render.",
    });
  }
  const changed = changedFiles(base.files, head.files);
  const { render } = kustomize;
  const found = await compare({ base, head, changed, render, schemas, label }).finally(() =>
    kustomize.done(),
  );
  const out = one(raw, "out");
  const isTerminal = out === undefined && io.stdout.isTTY === true;
  const paint = paintFor(isTerminal, io.env);
  const screen = { paint, width: isTerminal ? io.stdout.columns : undefined };
  const text = await format(found, screen, workplace);
  if (out === undefined) io.stdout.write(text);
  else writeUserFile(resolve(cwd, out), text);
  return 0;
}
