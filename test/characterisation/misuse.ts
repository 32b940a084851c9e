import { main } from "../../generators/cli/main.ts";
import type { Io } from "../../generators/commands/context/io.ts";
import { ROOT } from "../support/project.ts";
import type { Case, Series } from "./support/case.ts";

/** What `--help` prints. */
async function helpOf(...words: string[]): Promise<string> {
  let text = "";
  const stream = { isTTY: false, write: (part: string) => (text += part) };
  const io = { stdin: stream, stdout: stream, stderr: stream, env: {}, cwd: ROOT };
  await main([...words, "--help"], { root: ROOT }, io as unknown as Io);
  return text;
}

/** Every command, in the order of the help. */
const COMMANDS = [...(await helpOf()).matchAll(/^ {2}npm run (\S+) /gm)].flatMap(
  ([, name]) => name ?? [],
);

/** Every flag of a command without its value, with an empty one, twice; a switch with a value. */
async function sweep(command: string): Promise<Series> {
  const flags = [
    ...(await helpOf(command)).matchAll(/^ {2}--([a-z-]+)(?:\[=\S+\])?( \S+)? {2,}/gm),
  ];
  const lines = flags.flatMap(([, name, value]) =>
    value === undefined
      ? [`${command} --${name}=1`]
      : [`${command} --${name}`, `${command} --${name}=`, `${command} --${name} a --${name} b`],
  );
  const odd = ["--no-such-flag", "--nam x", "-x", "stray", "-- --help", "--help --no-such-flag"];
  return {
    name: command,
    lines: [...odd.map((flag) => `${command} ${flag}`), ...new Set(lines)],
  };
}

export const helps: Case[] = ["", ...COMMANDS].map((name) => ({
  line: `${name} --help`.trim(),
}));

export const misuses: Series[] = [
  { name: "no command", lines: ["", "new:thing", "new:thing --json", "--version", "help", "-h"] },
  ...(await Promise.all(COMMANDS.map(sweep))),
];
