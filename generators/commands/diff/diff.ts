import { resolve } from "node:path";
import { UsageError, UserError } from "../../base/problem/problem.ts";
import { paintFor } from "../../base/text/text.ts";
import { writeUserFile } from "../../platform/disk/user-file.ts";
import { changedFiles } from "../../review/compare/changed-files.ts";
import { compare } from "../../review/compare/compare.ts";
import { FORMATS } from "../../review/formats/formats.ts";
import { one, type RawAnswers } from "../command/generator.ts";
import type { Command, ExitCode } from "../context/command.ts";
import type { Context } from "../context/context.ts";
import { formatFlag, formatOf } from "../context/format.ts";
import type { Io } from "../context/io.ts";
import { renderingOn } from "../context/rendering.ts";
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

async function run(raw: RawAnswers, context: Context, io: Io): Promise<ExitCode> {
  const format = formatOf(raw, FORMATS);
  const baseRef = one(raw, "base");
  if (baseRef === undefined) {
    throw new UsageError("--base is missing.", "What to compare with, for example origin/main.");
  }
  const { schemas, layout, label, cwd } = context;
  const { base, head } = openSides(context, baseRef, one(raw, "head") ?? WORKTREE);
  const kustomize = await renderingOn(context, io);
  if (kustomize === undefined) {
    throw UserError.of("kustomize", "Neither kustomize nor kubectl is installed.", {
      hint: "The comparison is one of what they render.",
    });
  }
  const changed = changedFiles(base.files, head.files);
  const { render } = kustomize;
  const found = await compare({ base, head, changed, render, schemas, layout, label }).finally(() =>
    kustomize.done(),
  );
  const out = one(raw, "out");
  const isTerminal = out === undefined && io.stdout.isTTY === true;
  const paint = paintFor(isTerminal, io.env);
  const screen = { paint, width: isTerminal ? io.stdout.columns : undefined };
  const text = await format(found, screen, context);
  if (out === undefined) io.stdout.write(text);
  else writeUserFile(resolve(cwd, out), text);
  return 0;
}
