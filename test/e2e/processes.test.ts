import { execFile, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { Processes } from "../../e2e/harness/processes.ts";
import { until } from "../../e2e/harness/until.ts";
import { hasEnded } from "../support/process.ts";
import { ROOT, temporaryFolder } from "../support/project.ts";

/** Writes its process id, and ends at a signal unless it is a stubborn one. */
function component(folder: string, stubborn = ""): readonly [string, string[]] {
  const script = join(folder, "component.sh");
  writeFileSync(script, `${stubborn}\necho $$\nwhile :; do sleep 0.1; done\n`);
  return ["sh", [script]];
}

const logged = (path: string) => {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return 0;
  }
};

describe.skipIf(process.platform === "win32")("a component of the control plane", () => {
  it("is stopped with the run", async () => {
    const folder = temporaryFolder();
    const processes = new Processes(folder);
    processes.start("one", ...component(folder));
    await until("it runs", 300, undefined, async () => logged(processes.logOf("one")) > 0);
    const pid = logged(processes.logOf("one"));
    expect(hasEnded(pid)).toBe(false);
    await processes.stop();
    expect(hasEnded(pid)).toBe(true);
  });

  it("is reported when it ends by itself", async () => {
    const processes = new Processes(temporaryFolder());
    const ended = new Promise((resolve) => {
      processes.onUnexpectedEnd = (name, code) => resolve([name, code]);
    });
    processes.start("one", "sh", ["-c", "exit 3"]);
    expect(await ended).toEqual(["one", 3]);
    await processes.stop();
  });

  it.each([
    ["ends with a run that is killed", ""],
    ["ends with it although it ignores the friendly signal", "trap '' TERM"],
  ])("%s", async (_, stubborn) => {
    const folder = temporaryFolder();
    const [program, args] = component(folder, stubborn);
    const source = `
        import { Processes } from ${JSON.stringify(join(ROOT, "e2e/harness/processes.ts"))};
        new Processes(${JSON.stringify(folder)}).start("one", ${JSON.stringify(program)}, ${JSON.stringify(args)});
        setInterval(() => {}, 1000);`;
    const bundle = join(folder, "run.mjs");
    const esbuild = await import("esbuild");
    writeFileSync(join(folder, "run.ts"), source);
    await esbuild.build({
      entryPoints: [join(folder, "run.ts")],
      outfile: bundle,
      bundle: true,
      platform: "node",
      format: "esm",
    });
    const run = spawn(process.execPath, [bundle], { stdio: "ignore" });
    const log = join(folder, "one.log");
    await until("it runs", 300, undefined, async () => logged(log) > 0);
    run.kill("SIGKILL");
    await until("it has ended", 300, undefined, async () => hasEnded(logged(log)));
  });
});

describe("npm run e2e", () => {
  const e2e = async (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const run = promisify(execFile)(process.execPath, ["e2e/run.mjs", ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
    });
    return run.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  };

  it("says in one line, with exit code 2, that it needs Go", async () => {
    const empty = join(temporaryFolder(), "empty");
    mkdirSync(empty);
    const { code, stderr } = await e2e([], { PATH: empty });
    expect(code).toBe(2);
    expect(stderr).toContain(
      "npm run e2e needs Go, to build Kubernetes and Flux (https://go.dev/dl).\n",
    );
  });

  it("refuses a flag that it does not have, and a limit that is none", async () => {
    expect(await e2e(["--kep"])).toMatchObject({ code: 2 });
    const { code, stderr } = await e2e(["--timeout", "soon"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      '--timeout: "soon" is no number.\nnpm run e2e -- --help lists the flags.\n',
    );
  });

  it("lists its flags", async () => {
    const { code, stdout } = await e2e(["--help"]);
    expect(code).toBe(0);
    for (const flag of ["--keep", "--kubeconfig", "--address", "--timeout"])
      expect(stdout).toContain(flag);
  });
});
