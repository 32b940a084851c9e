import type { Given } from "../../base/options/given.ts";
import type { Ui } from "../../base/options/ui.ts";
import type { FormRow } from "./rows.ts";

const DONE = "";

/** Asks for what has no value yet. */
export async function askRequired(rows: readonly FormRow[], given: Given, ui: Ui): Promise<Given> {
  let answers = given;
  for (const row of rows) {
    const asks = row.applies(answers) && row.required(answers);
    if (asks) answers = { ...answers, ...(await row.ask(ui, answers)) };
  }
  return answers;
}

/** Shows every answer with its value, and asks for those that the user picks. */
export async function review(rows: readonly FormRow[], given: Given, ui: Ui): Promise<Given> {
  let answers = given;
  const width = Math.max(...rows.map(({ label }) => label.length)) + 2;
  for (;;) {
    const shown = rows
      .filter((row) => row.applies(answers))
      .map((row) => ({
        name: `${row.label.padEnd(width)}${row.show(answers)}`,
        value: row.label,
        short: row.label,
      }));
    const picked = await ui.select({
      message: "Your answers",
      choices: [{ name: "All right, show the diff", value: DONE, short: "all right" }, ...shown],
    });
    const row = rows.find(({ label }) => label === picked);
    if (row === undefined) return answers;
    answers = { ...answers, ...(await row.ask(ui, answers)) };
    // One answer can make another necessary.
    answers = await askRequired(rows, answers, ui);
  }
}
