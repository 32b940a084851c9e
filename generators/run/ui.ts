import type { Ui } from "../generator/generator.ts";
import { Interrupted } from "../problem/problem.ts";

interface Streams {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
}

/** Rows of a list that are shown at once. */
const PAGE = 20;

/** Prompts on a terminal, by inquirer, which is loaded here and only when someone is asked. */
export async function terminalUi(streams: Streams): Promise<Ui> {
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
        default: value,
        validate: (answer: string) => fault?.(answer.trim()) ?? true,
      }).then((answer) => answer.trim()),
    select: (question) => ask({ type: "select", pageSize: PAGE, loop: false, ...question }),
    checkbox: ({ message, choices, checked }) =>
      ask({
        type: "checkbox",
        message,
        pageSize: PAGE,
        loop: false,
        choices: choices.map((value) => ({ name: value, value, checked: checked.includes(value) })),
      }),
    confirm: (question) => ask({ type: "confirm", ...question }),
  };
}
