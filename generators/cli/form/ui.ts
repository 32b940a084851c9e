import { resolve } from "node:path";
import type { Ui } from "../../base/options/ui.ts";
import { Interrupted, UserError } from "../../base/problem/problem.ts";
import { visible } from "../../base/text/text.ts";
import { readUserFile } from "../../platform/disk/user-file.ts";

interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Rows of a list that are shown at once. */
const PAGE = 20;

/** Names come from files and folders: nothing in them drives the terminal. */
function shown<T extends { readonly name: string; readonly short?: string }>(choice: T): T {
  return { ...choice, name: visible(choice.name), short: visible(choice.short ?? choice.name) };
}

/**
 * Prompts on a terminal, by inquirer, which is loaded here and only when someone is asked.
 * Files are named from `cwd`.
 */
export async function terminalUi(streams: Streams, cwd: string): Promise<Ui> {
  const { default: inquirer } = await import("inquirer");
  const prompt = inquirer.createPromptModule(streams);

  const ask = async <T>(question: object): Promise<T> => {
    // Without this a prompt on an input that has ended would wait for ever.
    if (streams.input.readableEnded || streams.input.destroyed) throw new Interrupted();
    try {
      const answers = await prompt([{ ...question, name: "answer" }] as never);
      return (answers as { answer: T }).answer;
    } catch (error) {
      if ((error as Error).name === "ExitPromptError") throw new Interrupted();
      throw error;
    }
  };

  return {
    input: ({ message, default: value, fault }) =>
      ask<string>({
        type: "input",
        message,
        default: value === undefined ? undefined : visible(value),
        validate: (answer: string) => fault?.(answer.trim()) ?? true,
      }).then((answer) => answer.trim()),
    select: ({ choices, ...question }) =>
      ask({
        type: "select",
        pageSize: PAGE,
        loop: false,
        ...question,
        choices: choices.map(shown),
      }),
    checkbox: ({ message, choices, checked }) =>
      ask({
        type: "checkbox",
        message,
        pageSize: PAGE,
        loop: false,
        choices: choices.map((value) => ({
          ...shown({ name: value, value }),
          checked: checked.includes(value),
        })),
      }),
    confirm: (question) => ask({ type: "confirm", ...question }),
    file: async ({ message, fault }) => {
      const read = (path: string) => (path === "" ? undefined : readUserFile(resolve(cwd, path)));
      const path = await ask<string>({
        type: "input",
        message,
        validate: (answer: string) => {
          try {
            const text = read(answer.trim());
            return (text === undefined ? undefined : fault?.(text)) ?? true;
          } catch (error) {
            if (error instanceof UserError) return error.message;
            throw error;
          }
        },
      });
      const text = read(path.trim());
      return text === undefined ? undefined : { path: path.trim(), text };
    },
  };
}
