import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { copyOfMonorepo, ROOT } from "../support/project.ts";
import { transcript } from "../support/transcript.ts";

/**
 * The console blocks of these pages are what the commands print: each block runs on a fresh copy
 * of the shipped monorepo, its commands one after the other. A `yaml` block that begins with
 * `# flux-cd/<path>` stands at the end of that file from there on.
 * UPDATE_GOLDEN=1 writes the outputs anew: read the diff before you commit it.
 */
const PAGES = ["generators.md", "gitops-workflow.md"];
const BLOCK = /^```console\n([\s\S]*?)^```$|^```yaml\n# flux-cd\/(\S+)\n([\s\S]*?)^```$/gm;

interface Block {
  readonly page: string;
  readonly text: string;
  /** What stands at the end of files, by their path in the monorepo. */
  readonly tails: ReadonlyMap<string, string>;
}

const blocks = PAGES.flatMap((name) => {
  const page = join(ROOT, "docs", name);
  let tails = new Map<string, string>();
  return [...readFileSync(page, "utf8").matchAll(BLOCK)].flatMap(
    ([, text, path, tail]): Block[] => {
      if (text !== undefined) return [{ page, text, tails }];
      tails = new Map([...tails, [path ?? "", tail ?? ""]]);
      return [];
    },
  );
});

describe.skipIf(NO_KUSTOMIZE)("the documents' console blocks", () => {
  it.each(blocks.map((block) => [block.text.slice(0, block.text.indexOf("\n")), block] as const))(
    "%s",
    async (_first, block) => {
      const folder = copyOfMonorepo();
      for (const [path, tail] of block.tails) appendFileSync(join(folder, path), tail);
      const printed = await transcript(block.text, folder);
      if (process.env.UPDATE_GOLDEN === "1") {
        writeFileSync(
          block.page,
          readFileSync(block.page, "utf8").replace(block.text, () => printed),
        );
      } else {
        expect(block.text).toBe(printed);
      }
    },
  );
});
