// Loaded first by what the tests start: says at its end which mutants it ran.
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const { MUTANTS_SEEN: folder, MUTANTS_TEST: test } = process.env;
process.on("exit", () => {
  const mutants = globalThis.__stryker__?.mutantCoverage?.static;
  if (mutants === undefined || folder === undefined) return;
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify({ test, mutants }));
});
