import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect } from "vitest";

// A property that fails has killed its mutant: the smallest case that does is not looked for.
fc.configureGlobal({ endOnFailure: true });

/** What Stryker's instrumented sources read and write. */
interface Switches {
  mutantCoverage?: { readonly static: Record<string, number> };
  hitCount?: number;
  hitLimit?: number;
}

const { MUTANTS_SEEN: folder, MUTANTS_HITS: hits } = process.env;
const all = globalThis as { __stryker__?: Switches };
all.__stryker__ ??= {};
const switches = all.__stryker__;

// A mutant may make a loop endless: it throws when it was run that often.
if (hits !== undefined) {
  switches.hitCount ??= 0;
  switches.hitLimit = Number(hits);
}

// Which mutants a test file runs, in this process and in those that it starts (seen.mjs).
if (folder !== undefined) {
  beforeAll(() => {
    process.env.MUTANTS_TEST = relative(process.cwd(), expect.getState().testPath ?? "");
    process.env.NODE_OPTIONS = `--import ${new URL("seen.mjs", import.meta.url).href}`;
  });
  afterAll(() => {
    const mutants = switches.mutantCoverage?.static ?? {};
    const seen = { test: process.env.MUTANTS_TEST, mutants };
    writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(seen));
  });
}
