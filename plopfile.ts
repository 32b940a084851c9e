import { fileURLToPath } from "node:url";
import type { NodePlopAPI } from "plop";
import { begin, type CommandOutcome, GENERATORS } from "#generators";

/** `npx plop`: the menu. Each generator is its prompts, and one action that writes. */
export default function plopfile(plop: NodePlopAPI): void {
  const root = fileURLToPath(new URL(".", import.meta.url));
  const io = {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
  };
  // plop hands no flags to prompts that are a function: they are read here.
  const names = new Set(GENERATORS.map(({ name }) => name));
  const named = process.argv.findIndex((word) => names.has(word));
  const flags = named < 0 ? [] : process.argv.slice(named + 1).filter((word) => word !== "--");

  for (const { name, summary } of GENERATORS) {
    plop.setGenerator(name, {
      description: summary,
      prompts: async () => {
        const outcome = await begin([name, ...flags], { root }, io);
        // plop would go on to the action, and end with 0.
        if (outcome.finish === undefined) process.exit(outcome.code);
        return outcome;
      },
      actions: [
        (outcome) => {
          const { finish, subject } = outcome as unknown as Required<CommandOutcome>;
          const code = finish();
          if (code !== 0) process.exit(code);
          return subject;
        },
      ],
    });
  }
}
