#!/usr/bin/env node
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFault, load } from "./load.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { argv, cwd, env, stderr, stdin, stdout } = process;

const fault = bundleFault();
if (fault !== undefined) {
  stderr.write(`${fault}\n`);
  process.exitCode = 2;
} else {
  try {
    const io = { stdin, stdout, stderr, env, cwd: cwd() };
    process.exitCode = await load().main(argv.slice(2), { root }, io);
  } catch (error) {
    // It may quote a file: nothing in it drives the terminal.
    const said = (text) => String(text).replace(/(?![\t\n])[\p{Cc}\p{Cf}]/gu, "?");
    stderr.write(`This is a defect of the generators, not of your input: ${said(error.message)}\n`);
    if (env.DEBUG) stderr.write(`${said(error.stack)}\n`);
    process.exitCode = 1;
  }
}
