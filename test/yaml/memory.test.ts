import { expect, it } from "vitest";
import { forgetUnused, Memory } from "../../generators/base/yaml/memory.ts";

it("keeps what is asked for in each run, and forgets the rest", () => {
  const memory = new Memory<string>();
  const made: string[] = [];
  const ask = (text: string) =>
    memory.of(text, () => {
      made.push(text);
      return text;
    });
  for (let run = 1; run <= 3; run++) {
    forgetUnused();
    ask("always");
    ask("always");
    ask(`version ${run}`);
  }
  expect(made).toEqual(["always", "version 1", "version 2", "version 3"]);
  ask("version 1");
  expect(made.at(-1)).toBe("version 1");
});
