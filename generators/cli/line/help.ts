import type { Given } from "../../base/options/given.ts";
import { canBeTurnedOff, type Option, valueNameOf } from "../../base/options/option.ts";
import { commandLine, startOf } from "../../commands/command/command-line.ts";
import { type Command, commonOptions } from "./common.ts";

/** The help of one command. */
export function helpOf(command: Command): string {
  const own = command.options.all;
  const common = commonOptions(command);
  const width = Math.max(...[...own, ...common].flatMap(linesOf).map(([left]) => left.length)) + 2;
  const text = (options: readonly Option<never>[]) =>
    options
      .flatMap(linesOf)
      .map(([left, right]) => `  ${left.padEnd(width)}${right}\n`)
      .join("");
  const start = startOf(command.name);
  const [beginning, failure] = toldOf(command);
  const example = commandLine(command, examplesOf(own));
  return `${command.summary}

  ${start.padEnd(35)}${beginning}
${example === start ? "" : `  ${example}\n`}
${own.length === 0 ? "" : `${text(own)}\n`}${text(common)}
Exit codes: 0 done, ${failure && `1 ${failure}, `}2 usage, 130 interrupted.
`;
}

/** What a call without flags does, and what exit code 1 says. */
function toldOf(command: Command): readonly [beginning: string, failure: string] {
  if ("plan" in command) return ["asks for what is needed", "refused"];
  const { beginning = "looks at the whole monorepo", failure = "findings" } = command;
  return [beginning, failure];
}

/** The help without a command. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2;
  const lines = commands.map(({ name, summary }) => `  ${startOf(name.padEnd(width))}${summary}\n`);
  return `The commands of the Flux monorepo.

${lines.join("")}
${startOf("COMMAND")} -- --help lists a command's flags.
`;
}

/** One complete call: every option that has an example. */
function examplesOf(options: readonly Option<never>[]): Given {
  return Object.fromEntries(options.map(({ name, example }) => [name, example]));
}

function linesOf(option: Option<never>): [left: string, right: string][] {
  const { name, type, help, default: byDefault } = option;
  const value =
    {
      switch: "",
      "switch or text": `[=${valueNameOf(option)}]`,
    }[type as string] ?? ` ${valueNameOf(option)}`;
  const usual =
    type === "switch" || byDefault === undefined || typeof byDefault === "function"
      ? ""
      : ` (default: ${byDefault})`;
  const more = type === "list" ? "; repeat for several" : "";
  const flag = option.positional ? valueNameOf(option) : `--${name}${value}`;
  return [
    [flag, `${help}${usual}${more}`],
    ...(canBeTurnedOff(option)
      ? [[`--no-${name}`, `turns --${name} off`] as [string, string]]
      : []),
  ];
}
