import { spawnSync } from "node:child_process";
import { dirname } from "node:path";
import { expect } from "vitest";
import { run } from "./project.ts";

/** The console blocks of a Markdown page. */
export const CONSOLE = /^```console\n([\s\S]*?)^```$/gm;
/** A command may go on in lines that follow a backslash. */
const COMMAND = /^\$ (?:[^\\\n]|\\\n|\\.)*$/gm;

/**
 * The commands of a console block, each with what it prints now on the monorepo in `folder`. What
 * is not one of ours runs in a shell, beside the monorepo.
 */
export async function transcript(block: string, folder: string): Promise<string> {
  const commands = block.match(COMMAND) ?? [];
  expect(commands, "a console block without a command").not.toEqual([]);
  const cwd = dirname(folder);
  let printed = "";
  for (const command of commands) {
    const line = command.slice("$ ".length).replaceAll("\\\n", " ");
    printed += `${command}\n${await printedBy(line, cwd)}`;
  }
  // Which program it was, and whether it took long, is the machine's business.
  return (
    printed
      // Where the monorepo is this project's own, nobody has to name it.
      .replace(/ (?:-- )?--repo flux-cd\b/g, "")
      .replace(/^kustomize is building.*\n/gm, "")
      .replace(/(?<=^Built \d+ kustomizations with )kubectl(?=:)/gm, "kustomize")
      .replace(/(?<=builds with )kubectl(?=\.$)/gm, "kustomize")
  );
}

async function printedBy(line: string, cwd: string): Promise<string> {
  const [, ours, quiet] = /^npm run -s (.*?)( > \/dev\/null)?$/.exec(line) ?? [];
  if (ours === undefined) {
    const { stdout, stderr } = spawnSync("sh", ["-c", line], { cwd, encoding: "utf8" });
    return stdout + stderr;
  }
  const [name = "", ...flags] = words(ours);
  const repo = flags.includes("--help") ? [] : ["--repo", "flux-cd"];
  const args = [name, ...flags.filter((word) => word !== "--"), ...repo];
  const { stdout, stderr } = await run(args, { cwd });
  return (quiet === undefined ? stdout : "") + stderr;
}

/** A command line's words, as a shell splits it where nothing is to be expanded. */
function words(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}
