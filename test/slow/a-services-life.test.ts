import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { copyOfMonorepo, ROOT } from "../support/project.ts";
import { CONSOLE, transcript } from "../support/transcript.ts";

const PAGE = join(ROOT, "docs", "a-services-life.md");

/**
 * All console blocks of the page run on one copy of the shipped monorepo, one after the other.
 * UPDATE_GOLDEN=1 writes the outputs anew: read the diff before you commit it.
 */
it.skipIf(NO_KUSTOMIZE)(
  "docs/a-services-life.md prints what its commands print, from the first to the last",
  async () => {
    const page = readFileSync(PAGE, "utf8");
    const folder = copyOfMonorepo();
    const printed: string[] = [];
    for (const [, block = ""] of page.matchAll(CONSOLE)) {
      printed.push(await transcript(block, folder));
    }
    const now = page.replace(CONSOLE, () => `\`\`\`console\n${printed.shift()}\`\`\``);
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(PAGE, now);
    else expect(now).toBe(page);
  },
  120_000,
);
