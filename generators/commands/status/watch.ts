import { setTimeout as pause } from "node:timers/promises";
import { UserError } from "../../base/problem/problem.ts";
import { paintFor, problemsText } from "../../base/text/text.ts";
import type { ExitCode } from "../command/command.ts";
import type { Io } from "../context/io.ts";
import type { Survey } from "./survey.ts";

/** Milliseconds between two looks: each is a few requests to the API server. */
const PERIOD = 3_000;

/**
 * Tells now, and again whenever something changed, until the process is ended. A cluster that
 * does not answer for a while is waited for; one that never did is an error.
 */
export async function watch(
  look: () => Promise<Survey>,
  tell: (survey: Survey) => void,
  io: Io,
): Promise<ExitCode> {
  const paint = paintFor(io.stderr.isTTY === true, io.env);
  let told = "";
  let survey = await look();
  for (;;) {
    const news = JSON.stringify(survey);
    if (news !== told) {
      if (told !== "") io.stderr.write(`\n${paint.faint(new Date().toISOString())}\n`);
      tell(survey);
    }
    told = news;
    survey = await nextLook();
  }

  async function nextLook(): Promise<Survey> {
    let said = "";
    for (;;) {
      await pause(PERIOD);
      try {
        return await look();
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        const text = problemsText(error.problems, "", paint);
        if (text !== said) io.stderr.write(text);
        said = text;
      }
    }
  }
}
