import { resolve } from "node:path";
import { options } from "../../base/options/options.ts";
import { UserError } from "../../base/problem/problem.ts";
import { paintFor } from "../../base/text/text.ts";
import { writeUserFile } from "../../platform/disk/user-file.ts";
import { changedFiles } from "../../review/compare/changed-files.ts";
import { compare } from "../../review/compare/compare.ts";
import { FORMATS } from "../../review/formats/formats.ts";
import { defineReader } from "../command/command.ts";
import { renderingOn } from "../context/rendering.ts";
import { openSides, WORKTREE } from "./sides.ts";

/** `diff`: what a change does to the clusters. */
export const diff = defineReader({
  name: "diff",
  summary: "Show what a change does to the clusters: objects, field by field, and risks.",
  formats: FORMATS,
  options: options<undefined>()
    .text("base", {
      value: "REF",
      help: "what to compare with, for example origin/main",
      example: "origin/main",
      required: true,
    })
    .text("head", {
      value: "REF",
      help: `what is compared (default: ${WORKTREE}, the files here)`,
      default: () => WORKTREE,
    })
    .text("out", { value: "FILE", help: "write it to a file" }),
  async run(answers, { format, open, io }) {
    const context = open();
    const { schemas, layout, label, cwd } = context;
    const { base, head } = openSides(context, answers.base, answers.head);
    const kustomize = await renderingOn(context, io);
    if (kustomize === undefined) {
      throw UserError.of("kustomize", "Neither kustomize nor kubectl is installed.", {
        hint: "The comparison is one of what they render.",
      });
    }
    const changed = changedFiles(base.files, head.files);
    const { render } = kustomize;
    const found = await compare({ base, head, changed, render, schemas, layout, label }).finally(
      () => kustomize.done(),
    );
    const { out } = answers;
    const isTerminal = out === undefined && io.stdout.isTTY === true;
    const paint = paintFor(isTerminal, io.env);
    const screen = { paint, width: isTerminal ? io.stdout.columns : undefined };
    const text = await format(found, screen, context);
    if (out === undefined) io.stdout.write(text);
    else writeUserFile(resolve(cwd, out), text);
    return 0;
  },
});
