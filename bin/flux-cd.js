#!/usr/bin/env node
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const io = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  cwd: process.cwd(),
};

try {
  const { main } = await import("../dist/flux-cd.mjs");
  process.exitCode = await main(process.argv.slice(2), { root }, io);
} catch (error) {
  const missing = error.code === "ERR_MODULE_NOT_FOUND";
  const message = missing
    ? "The generators are not built yet: run npm ci."
    : `This is a defect of the generators, not of your input: ${error.message}`;
  process.stderr.write(`${message}\n${process.env.DEBUG ? `${error.stack}\n` : ""}`);
  process.exitCode = missing ? 2 : 1;
}
