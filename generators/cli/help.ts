import type { Flag } from "../commands/command/generator.ts";

interface Command {
  readonly name: string;
  readonly summary: string;
}

/** The help of one command. @param common flags that it shares with others. */
export function commandHelp(
  command: Command & { readonly example: string; readonly flags: readonly Flag[] },
  common: readonly Flag[],
  beginning: string,
  codes: string,
): string {
  const all = [...command.flags, ...common];
  const width = Math.max(...all.map((flag) => left(flag).length)) + 2;
  const lines = (flags: readonly Flag[]) =>
    flags.map((flag) => `  ${left(flag).padEnd(width)}${flag.help}\n`).join("");
  return `${command.summary}

  npm run ${command.name.padEnd(27)}${beginning}
  npm run ${command.name} -- ${command.example}

${lines(command.flags)}
${lines(common)}
Exit codes: 0 done, 1 ${codes}, 2 usage, 130 interrupted.
`;
}

/** The help without a command. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  return `The commands of the Flux monorepo.

${commands.map(({ name, summary }) => `  npm run ${name.padEnd(width)}${summary}\n`).join("")}
npm run COMMAND -- --help lists a command's flags.
`;
}

function left({ name, value }: Flag): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}
