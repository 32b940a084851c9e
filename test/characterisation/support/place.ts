import { chmodSync, cpSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { main } from "../../../generators/cli/main.ts";
import type { Io } from "../../../generators/commands/context/io.ts";
import { findKustomize } from "../../../generators/platform/programs/kustomize.ts";
import { StandIn } from "../../status/cluster.ts";
import { type CleanUp, type Ended, ROOT, temporaryFolder } from "../../support/project.ts";
import { type Named, type Situation, wordsOf } from "./case.ts";
import { History } from "./history.ts";
import { ProjectFiles } from "./project-files.ts";
import { blockOf, changesOf } from "./recording.ts";

/** Of this project, as it is: nothing writes there. */
const LINKED = ["dist", "generators"];

/** A folder with a kustomize that is the machine's, or its kubectl: it has one name everywhere. */
function kustomizeFolder(cleanUp: CleanUp): string {
  const folder = temporaryFolder(cleanUp);
  const program = findKustomize(process.env);
  if (program === undefined) throw new Error("Neither kustomize nor kubectl is installed.");
  const verb = program.name === "kustomize" ? "build" : "kustomize";
  const script = `#!/bin/sh\nshift\nexec '${program.path}' ${verb} "$@"\n`;
  writeFileSync(join(folder, "kustomize"), script);
  chmodSync(join(folder, "kustomize"), 0o755);
  return folder;
}

/** A project in a temporary folder, with a monorepo, in which command lines are run. */
export class Place {
  readonly #root: string;
  readonly #programs: string;
  readonly #cache: string;
  readonly #files: ProjectFiles;
  readonly #history: History;

  /** @param monorepo the folder that its flux-cd/ is a copy of. */
  constructor(monorepo: string, cleanUp: CleanUp) {
    const folder = realpathSync(temporaryFolder(cleanUp));
    this.#root = join(folder, "project");
    this.#programs = kustomizeFolder(cleanUp);
    this.#cache = join(folder, "cache");
    mkdirSync(this.#root);
    for (const name of LINKED) symlinkSync(join(ROOT, name), join(this.#root, name));
    cpSync(join(ROOT, "templates"), join(this.#root, "templates"), { recursive: true });
    cpSync(monorepo, join(this.#root, "flux-cd"), { recursive: true });
    this.#files = new ProjectFiles(this.#root, [...LINKED, "templates", ".git"]);
    this.#history = new History(this.#root, join(folder, "git"));
  }

  get monorepo(): string {
    return join(this.#root, "flux-cd");
  }

  /** Takes what is there now for what every case starts from. */
  keep(): void {
    this.#files.keep();
  }

  /** Runs a case, and puts everything back. What it did, as it is kept. */
  async record(each: Named): Promise<string> {
    try {
      await this.#prepare(each);
      const standIn = each.cluster === undefined ? undefined : new StandIn(each.cluster());
      const blocks: string[] = [];
      let before = this.#files.texts();
      for (const line of each.lines) {
        const ended = await this.run(line, each, standIn);
        const after = this.#files.texts();
        blocks.push(blockOf(line, ended, changesOf(before, after)));
        before = after;
      }
      const news = each.git === undefined ? "" : this.#history.news();
      if (news !== "") blocks.push(`--- git\n${news}`);
      const text = introduced(each) + blocks.join("\n");
      return this.#neutral(each.git === undefined ? text : this.#history.withoutIds(text));
    } finally {
      this.#history.end();
      this.#files.restore();
    }
  }

  /** Runs one command line. */
  async run(line: string, at: Situation = {}, standIn?: StandIn): Promise<Ended> {
    const said = { stdout: "", stderr: "" };
    const stream = (name: keyof typeof said, columns?: number) => ({
      isTTY: columns !== undefined,
      ...(columns === undefined ? {} : { columns }),
      write: (text: string) => {
        said[name] += text;
        return true;
      },
    });
    // The stand-in is a script of Node's.
    const kubectl =
      standIn === undefined ? [] : [join(standIn.folder, "bin"), dirname(process.execPath)];
    const env = {
      ...standIn?.env,
      XDG_CACHE_HOME: this.#cache,
      PATH: [this.#programs, ...kubectl].join(delimiter),
    };
    const io = {
      stdin: { isTTY: false },
      stdout: stream("stdout", at.columns),
      stderr: stream("stderr"),
      env,
      cwd: join(this.#root, at.cwd ?? "."),
    };
    const code = await main(wordsOf(line), { root: this.#root }, io as unknown as Io);
    return { code, ...said };
  }

  async #prepare({ after = [], edit = {}, git }: Situation): Promise<void> {
    if (git !== undefined) this.#history.begin(LINKED);
    for (const line of after) {
      const { code, stderr } = await this.run(`${line} --yes --no-render`);
      if (code !== 0) throw new Error(`${line}: ${stderr}`);
    }
    this.#files.edit(edit);
    if (git === "committed") this.#history.commit("Second");
  }

  /** Without what differs from run to run. */
  #neutral(text: string): string {
    return text
      .replaceAll(this.#root, "<project>")
      .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>");
  }
}

/** What was there before the first command line. */
function introduced({ after = [], edit = {}, git, cwd, columns, cluster }: Situation): string {
  const lines = [
    ...(git === undefined ? [] : ["in git"]),
    ...after.map((line) => `after ${line}`),
    ...Object.keys(edit).map((path) => `edited ${path}`),
    ...(git === "committed" ? ["and that committed"] : []),
    ...(cwd === undefined ? [] : [`in ${cwd}`]),
    ...(columns === undefined ? [] : [`on a terminal of ${columns} columns`]),
    ...(cluster === undefined ? [] : ["with a cluster"]),
  ];
  return lines.map((line) => `# ${line}\n`).join("");
}
