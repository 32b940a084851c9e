import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { withTemporaryFiles } from "../../generators/platform/disk/temporary.ts";
import { ROOT, temporaryFolder } from "../support/project.ts";

it("temporary files are there while they are used", async () => {
  let folder = "";
  const text = await withTemporaryFiles([["a/b.yaml", "text"]], async (given) => {
    folder = given;
    return readFileSync(join(given, "a/b.yaml"), "utf8");
  });
  expect(text).toBe("text");
  expect(existsSync(folder)).toBe(false);
});

it("temporary files go when their user or their writing fails", async () => {
  let folder = "";
  const failing = withTemporaryFiles([["a", "text"]], async (given) => {
    folder = given;
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(existsSync(folder)).toBe(false);

  const listeners = process.listenerCount("exit");
  const unwritable = withTemporaryFiles([["a/".repeat(3000), ""]], async () => {});
  await expect(unwritable).rejects.toThrow(/ENAMETOOLONG/);
  expect(process.listenerCount("exit")).toBe(listeners);
});

it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "temporary files go when the process is ended by %s",
  async (signal) => {
    const script = join(temporaryFolder(), "script.mjs");
    const contents = `
      import { withTemporaryFiles } from "./generators/platform/disk/temporary.ts";
      await withTemporaryFiles([["a", "text"]], async (folder) => {
        process.stdout.write(folder);
        await new Promise((resolve) => setTimeout(resolve, 600_000));
      });`;
    await build({
      stdin: { contents, resolveDir: ROOT },
      bundle: true,
      platform: "node",
      format: "esm",
      outfile: script,
    });
    const child = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
    const folder = await new Promise<string>((resolve) => {
      child.stdout.once("data", (data) => resolve(String(data)));
    });
    expect(existsSync(join(folder, "a"))).toBe(true);
    child.kill(signal);
    const ended = await new Promise((resolve) => {
      child.once("exit", (_, by) => resolve(by));
    });
    expect(ended).toBe(signal);
    expect(existsSync(folder)).toBe(false);
  },
);
