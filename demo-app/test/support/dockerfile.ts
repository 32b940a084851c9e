import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./project.ts";

export type Step =
  | { readonly kind: "copy"; readonly from?: string; readonly files: string[]; readonly to: string }
  | { readonly kind: "run"; readonly command: string }
  | { readonly kind: "workdir"; readonly path: string };

/** A stage of the Dockerfile: what is done, and what the image then says of how to run it. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly steps: Step[];
  readonly env: Record<string, string>;
  user: string;
  entrypoint: string[];
  ports: number[];
}

/**
 * The stages of the Dockerfile. It knows the instructions that the file uses, in the forms in
 * which it uses them. Any other is an error, so that nothing in the file goes untested.
 */
export function readDockerfile(): Stage[] {
  const stages: Stage[] = [];
  for (const line of readFileSync(join(PROJECT, "Dockerfile"), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const { word = "", rest = "" } = /^(?<word>[A-Z]+) (?<rest>.*[^\\])$/.exec(line)?.groups ?? {};
    if (word === "FROM") stages.push(from(rest));
    else apply(word, rest, line, stages.at(-1));
  }
  return stages;
}

function from(rest: string): Stage {
  const { base = "", name } = /^(?<base>\S+)(?: AS (?<name>\S+))?$/.exec(rest)?.groups ?? {};
  return { base, name, steps: [], env: {}, user: "root", entrypoint: [], ports: [] };
}

function apply(word: string, rest: string, line: string, stage: Stage | undefined): void {
  if (stage === undefined) throw new Error(`Before the first FROM: ${line}`);
  switch (word) {
    case "WORKDIR":
      stage.steps.push({ kind: "workdir", path: rest });
      break;
    case "RUN":
      stage.steps.push({ kind: "run", command: rest });
      break;
    case "COPY":
      stage.steps.push(copy(rest));
      break;
    case "ENV": {
      const [key = "", value = ""] = rest.split("=");
      stage.env[key] = value;
      break;
    }
    case "USER":
      stage.user = rest;
      break;
    case "EXPOSE":
      stage.ports.push(Number(rest));
      break;
    case "ENTRYPOINT":
      stage.entrypoint = JSON.parse(rest) as string[];
      break;
    default:
      throw new Error(`The tests cannot carry out: ${line}`);
  }
}

function copy(rest: string): Step {
  const words = rest.split(" ");
  const from = words[0]?.startsWith("--from=") ? words.shift()?.slice("--from=".length) : undefined;
  const to = words.pop() ?? "";
  return { kind: "copy", ...(from !== undefined && { from }), files: words, to };
}

/** The names that .dockerignore lets into the build: it ignores all but those with a `!`. */
export function readContext(): string[] {
  const lines = readFileSync(join(PROJECT, ".dockerignore"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [all, ...kept] = lines;
  if (all !== "*" || !kept.every((line) => /^![\w.-]+$/.test(line)))
    throw new Error(".dockerignore is not of the form: *, then names with a !");
  return kept.map((line) => line.slice(1));
}
