import { describe, expect, it } from "vitest";
import { ANSWERS, e2eWorld } from "../platform/e2e-world.ts";
import { NO_BASH } from "../platform/world.ts";

/** Each goes through most of e2e.sh; test/platform/e2e.test.ts goes through all of it. */
describe.skipIf(NO_BASH)("e2e.sh", () => {
  it.each([
    { path: "/readyz", answer: "starting\n" },
    { path: "/work", answer: undefined },
    { path: "/metrics", answer: "nodejs_version_info 1\n" },
  ])("fails when $path does not answer as it should: $answer", async ({ path, answer }) => {
    const answers: Record<string, string> = { ...ANSWERS };
    if (answer === undefined) delete answers[path];
    else answers[path] = answer;
    const { code, stderr } = await (await e2eWorld(answers)).script("e2e.sh");
    expect(code).toBe(1);
    expect(stderr).toContain(`error: dev: ${path} `);
  });

  it.each([
    { call: "kubectl * wait kustomizations.* --all *", message: "" },
    { call: "flux * install *", message: "" },
    { call: "npm * status *", message: "" },
    { call: "kubectl * wait */production-sync *", message: "production-sync did not become ready" },
  ])("fails when this does: $call", async ({ call, message }) => {
    const { code, stderr } = await (await e2eWorld(ANSWERS))
      .answer({ call, code: 1 })
      .script("e2e.sh");
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
