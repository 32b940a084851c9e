// The sources with every mutant in them, each behind a switch. The mutants are those of Stryker's
// instrumenter; of Stryker itself what runs on Node 20 gives other verdicts from run to run with
// vitest 4 (stryker-js#6073), counts a test file that fails to load as passed (#6150), takes no
// sample, and sees no child process.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Instrumenter } from "@stryker-mutator/instrumenter";

const say = () => {};
const LOGGER = {
  ...{ isTraceEnabled: () => false, isDebugEnabled: () => false, isInfoEnabled: () => false },
  ...{ isWarnEnabled: () => false, isErrorEnabled: () => false, isFatalEnabled: () => false },
  ...{ trace: say, debug: say, info: say, warn: say, error: say, fatal: say },
};

/**
 * Writes the mutants into some files of a copy of the project, named by path or by a folder above.
 * @returns each with `id`, `file`, `line`, `column`, `mutator`, and `from` and `to`, its texts.
 */
export async function instrument(copy, only) {
  const isMeant = (path) => only.some((each) => path === each || path.startsWith(`${each}/`));
  const names = readdirSync(join(copy, "generators"), { recursive: true })
    .map((path) => `generators/${path}`)
    .filter((path) => path.endsWith(".ts") && isMeant(path))
    // What runs in a browser is tested there.
    .filter((path) => !path.includes("/browser/"))
    .sort();
  const texts = new Map(names.map((name) => [name, readFileSync(join(copy, name), "utf8")]));
  const files = [...texts].map(([name, content]) => ({ name, content, mutate: true }));
  const options = { plugins: null, excludedMutations: [], ignorers: [] };
  const made = await new Instrumenter(LOGGER).instrument(files, options);
  for (const { name, content } of made.files) writeFileSync(join(copy, name), content);
  return made.mutants
    .filter(({ status }) => status !== "Ignored")
    .map(({ id, fileName, location, mutatorName, replacement }) => ({
      id,
      file: fileName,
      line: location.start.line + 1,
      column: location.start.column + 1,
      mutator: mutatorName,
      from: textAt(texts.get(fileName), location),
      to: replacement,
    }));
}

/** The text between two places, both counted from 0. */
function textAt(text, { start, end }) {
  const lines = text.split("\n").slice(start.line, end.line + 1);
  lines.push(lines.pop().slice(0, end.column));
  lines.unshift(lines.shift().slice(start.column));
  return lines.join("\n");
}
