import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { copyOfMonorepo, ROOT, run } from "./support/project.ts";

/**
 * The console blocks of docs/generators.md are what the commands print: each block runs on a
 * fresh copy of the shipped monorepo, its commands one after the other.
 * UPDATE_GOLDEN=1 writes the outputs anew: read the diff before you commit it.
 */
const PAGE = join(ROOT, "docs", "generators.md");
const BLOCK = /^```console\n([\s\S]*?)^```$/gm;
/** A command may go on in lines that follow a backslash. */
const COMMAND = /^\$ npm run -s (?:[^\\\n]|\\\n|\\.)*$/gm;

const blocks = [...readFileSync(PAGE, "utf8").matchAll(BLOCK)].map(([, text = ""]) => text);

describe.skipIf(NO_KUSTOMIZE)("docs/generators.md", () => {
  it.each(blocks.map((block) => [block.slice(0, block.indexOf("\n")), block]))(
    "%s",
    async (_first, block) => {
      const printed = await transcript(block);
      if (process.env.UPDATE_GOLDEN === "1") {
        writeFileSync(
          PAGE,
          readFileSync(PAGE, "utf8").replace(block, () => printed),
        );
      } else {
        expect(block).toBe(printed);
      }
    },
  );
});

/** The commands of a block, each with what it prints now. */
async function transcript(block: string): Promise<string> {
  const commands = block.match(COMMAND) ?? [];
  expect(commands, "a console block without a command").not.toEqual([]);
  const folder = copyOfMonorepo();
  let printed = "";
  for (const command of commands) {
    const [, , , name = "", ...flags] = words(command.slice("$ ".length));
    const repo = flags.includes("--help") ? [] : ["--repo", "flux-cd"];
    const args = [name, ...flags.filter((word) => word !== "--"), ...repo];
    const { stdout, stderr } = await run(args, { cwd: dirname(folder) });
    printed += `${command}\n${stdout}${stderr}`;
  }
  // Which program it was, and whether it took long, is the machine's business.
  return printed
    .replace(/^kustomize is building.*\n/gm, "")
    .replace(/(?<=^Built \d+ kustomizations with )kubectl(?=:)/gm, "kustomize");
}

/** A command line's words, as a shell splits it where nothing is to be expanded. */
function words(line: string): string[] {
  return [...line.replaceAll("\\\n", " ").matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(
    ([, double, single, plain]) => double ?? single ?? plain ?? "",
  );
}
