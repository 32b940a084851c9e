import { describe, expect, it } from "vitest";
import { NO_BASH, World } from "./world.ts";

describe.skipIf(NO_BASH)("lint.sh", () => {
  const PROGRAMS = ["npm", "shellcheck", "actionlint", "hadolint"];
  const world = () => new World(PROGRAMS).answer({ call: "*" });

  it("starts every linter", async () => {
    const { code, stdout, calls } = await world().script("lint.sh");
    expect(code).toBe(0);
    expect(stdout).toBe("No problems.\n");
    expect(calls.map((call) => call.split(" ")[0])).toEqual(PROGRAMS);
    expect(calls[1]).toContain("scripts/e2e.sh");
    expect(calls[1]).toContain("scripts/lib/common.sh");
    expect(calls[3]).toBe("hadolint demo-app/Dockerfile");
  });

  it.each(PROGRAMS)("fails when %s does", async (program) => {
    const { code, stdout } = await world()
      .answer({ call: `${program}*`, code: 1 })
      .script("lint.sh");
    expect(code).toBe(1);
    expect(stdout).toBe("");
  });
});
