import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { run } from "../support/project.ts";

/** What bash offers for lines that are typed so far. */
function offered(script: string, lines: readonly string[]): string[] {
  const asks = lines.map(
    (line) =>
      `COMP_LINE='${line}'; COMP_POINT=${line.length}; COMPREPLY=(); _flux_cd; echo "\${COMPREPLY[*]}"`,
  );
  const text = execFileSync("bash", ["-c", `${script}\n${asks.join("\n")}`], { encoding: "utf8" });
  return text.trimEnd().split("\n");
}

describe("completion", () => {
  it("of bash offers commands, flags, and what is known of their values", async () => {
    const { code, stdout } = await run(["completion", "bash"]);
    expect(code).toBe(0);
    expect(
      offered(stdout, [
        "flux-cd re",
        "flux-cd new:a",
        "flux-cd new:env --si",
        "flux-cd new:env --size ",
        "flux-cd new:env --size=l",
        "flux-cd new:source --no-p",
        "flux-cd list --format ",
        "flux-cd completion z",
      ]),
    ).toEqual([
      "remove:env remove:app remove:component remove:source rename:env",
      "app alert",
      "--size",
      "small medium large",
      "large",
      "--no-prune",
      "table json tree mermaid",
      "zsh",
    ]);
  });

  it.each(["zsh", "fish"])("of %s holds every command and flag of the help", async (shell) => {
    const { stdout } = await run(["completion", shell]);
    const { stdout: help } = await run(["--help"]);
    for (const [, name = ""] of help.matchAll(/^ {2}npm run (\S+) /gm)) {
      expect(stdout.replaceAll("\\", "")).toContain(name);
    }
    const { stdout: flags } = await run(["new:app", "--help"]);
    for (const [, name = ""] of flags.matchAll(/^ {2}--([a-z-]+)/gm)) {
      expect(stdout).toMatch(new RegExp(`(?:--|-l )${name}\\b`));
    }
  });

  it("of no shell, and of one that there is not, is usage", async () => {
    expect(await run(["completion"])).toMatchObject({ code: 2 });
    const { code, stderr } = await run(["completion", "tcsh"]);
    expect(code).toBe(2);
    expect(stderr).toContain('--shell: "tcsh" is none of bash, zsh, fish.');
  });
});
