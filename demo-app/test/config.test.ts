import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { readConfig } from "../src/config.ts";
import { startApp } from "./support/app.ts";
import { BUNDLE } from "./support/project.ts";

const GREETING = "a-secret";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundle with a configuration that it should refuse. */
function start(env: Record<string, string>): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [BUNDLE],
      { env, timeout: 10_000 },
      (_, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}

describe("the configuration", () => {
  it("needs nothing but a greeting", () => {
    expect(readConfig({ GREETING })).toEqual({
      port: 8000,
      greeting: GREETING,
      readinessDelaySec: 0,
      failRate: 0,
      drainSec: 5,
      shutdownLimitSec: 25,
    });
  });

  it.each([
    ["PORT", "0", "port", 0],
    ["PORT", "65535", "port", 65_535],
    ["READINESS_DELAY_SEC", "10", "readinessDelaySec", 10],
    ["READINESS_DELAY_SEC", "3600", "readinessDelaySec", 3600],
    ["FAIL_RATE", "1", "failRate", 1],
    ["FAIL_RATE", "0.25", "failRate", 0.25],
    ["DRAIN_SEC", "0", "drainSec", 0],
    ["SHUTDOWN_LIMIT_SEC", "5.5", "shutdownLimitSec", 5.5],
  ] as const)("takes %s=%s", (name, text, key, value) => {
    expect(readConfig({ GREETING, [name]: text })[key]).toBe(value);
  });

  it.each([
    ["PORT", "65536", 'PORT is "65536", it must be a whole number from 0 to 65535'],
    ["PORT", "80.5", 'PORT is "80.5", it must be a whole number from 0 to 65535'],
    ["PORT", "", 'PORT is "", it must be a whole number from 0 to 65535'],
    ["READINESS_DELAY_SEC", "3601", '"3601", it must be a number from 0 to 3600'],
    ["READINESS_DELAY_SEC", "10s", '"10s", it must be a number from 0 to 3600'],
    ["FAIL_RATE", "2", 'FAIL_RATE is "2", it must be a number from 0 to 1'],
    ["FAIL_RATE", "abc", 'FAIL_RATE is "abc", it must be a number from 0 to 1'],
    ["FAIL_RATE", "-0.1", '"-0.1", it must be a number from 0 to 1'],
    ["FAIL_RATE", "1e-1", '"1e-1", it must be a number from 0 to 1'],
    ["FAIL_RATE", "0x1", '"0x1", it must be a number from 0 to 1'],
    ["FAIL_RATE", " 0", '" 0", it must be a number from 0 to 1'],
    ["FAIL_RATE", "NaN", '"NaN", it must be a number from 0 to 1'],
    ["DRAIN_SEC", "-1", '"-1", it must be a number from 0 to 3600'],
    ["SHUTDOWN_LIMIT_SEC", "5", "it must be more than DRAIN_SEC, which is 5"],
  ])("refuses %s=%s", (name, text, says) => {
    expect(() => readConfig({ GREETING, [name]: text })).toThrow(says);
  });

  it("keeps a wrong value on one short line", () => {
    expect(() => readConfig({ GREETING, PORT: `1\n2${"3".repeat(100)}` })).toThrow(
      /^PORT is "1\\n23{37}\.\.\.", it must be [^\n]+$/,
    );
  });
});

describe("a start with a bad configuration", () => {
  it.each([
    [{ GREETING, FAIL_RATE: "2" }, 'FAIL_RATE is "2", it must be a number from 0 to 1'],
    [{ GREETING, FAIL_RATE: "abc" }, 'FAIL_RATE is "abc", it must be a number from 0 to 1'],
    [{}, "GREETING is not set, it must be a text"],
    [{ GREETING: " " }, "GREETING is blank, it must be a text"],
    [{ GREETING, PORT: "http" }, 'PORT is "http", it must be a whole number from 0 to 65535'],
    [
      { PORT: "-1", FAIL_RATE: "2" },
      'PORT is "-1", it must be a whole number from 0 to 65535; ' +
        "GREETING is not set, it must be a text; " +
        'FAIL_RATE is "2", it must be a number from 0 to 1',
    ],
  ])("%j ends with 1 and one line", async (env, line) => {
    expect(await start(env)).toEqual({ code: 1, stdout: "", stderr: `demo-app: ${line}\n` });
  });

  it("says so where the port is taken", async () => {
    const other = createServer().listen(0);
    onTestFinished(() => {
      other.close();
    });
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const { code, stderr } = await start({ GREETING, PORT: String(port) });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `demo-app: cannot listen on port ${port}: EADDRINUSE\n`,
    });
  });
});

describe("GREETING, which comes from a Secret", () => {
  it("is in no line of the log", async () => {
    const app = await startApp({ GREETING, READINESS_DELAY_SEC: "10", FAIL_RATE: "1" });
    await fetch(`${app.url}/work`);
    app.process.kill("SIGTERM");
    await app.ended;
    expect(app.log).toContainEqual(expect.objectContaining({ msg: "listening", failRate: 1 }));
    expect(JSON.stringify(app.log)).not.toContain(GREETING);
  });
});
