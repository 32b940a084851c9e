import type { Flag } from "../generator/generator.ts";
import { COMMON } from "./arguments.ts";

interface Command {
  readonly name: string;
  readonly summary: string;
}

/** The help of one command. */
export function commandHelp(
  command: Command & { readonly example: string; readonly flags: readonly Flag[] },
): string {
  const all = [...command.flags, ...COMMON];
  const width = Math.max(...all.map((flag) => left(flag).length)) + 2;
  const lines = (flags: readonly Flag[]) =>
    flags.map((flag) => `  ${left(flag).padEnd(width)}${flag.help}\n`).join("");
  return `${command.summary}

  npm run ${command.name}                     asks for what is needed
  npm run ${command.name} -- ${command.example}

${lines(command.flags)}
${lines(COMMON)}
Exit codes: 0 done, 1 refused, 2 usage, 130 interrupted.
`;
}

/** The help without a command. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return `The generators of the Flux monorepo.

${commands.map(({ name, summary }) => `  npm run ${name.padEnd(width)}${summary}\n`).join("")}
npm run COMMAND -- --help lists a command's flags.
`;
}

function left({ name, value }: Flag): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
