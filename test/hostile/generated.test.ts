import { join, posix } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { appNameFault, environmentNameFault } from "../../generators/base/answers/names.ts";
import type { Files } from "../../generators/base/files.ts";
import type { Given } from "../../generators/base/options/given.ts";
import { answersTo } from "../../generators/base/options/settle.ts";
import { UserError } from "../../generators/base/problem/problem.ts";
import { dataOf } from "../../generators/base/yaml/data.ts";
import { firstDocument, parseYaml } from "../../generators/base/yaml/parse.ts";
import { toScalar } from "../../generators/base/yaml/scalar.ts";
import type { Generator } from "../../generators/commands/command/command.ts";
import { commandLine } from "../../generators/commands/command/command-line.ts";
import { RECORD, readRecord } from "../../generators/commands/command/record.ts";
import { newApplication } from "../../generators/commands/new-app/application.ts";
import { newEnvironment } from "../../generators/commands/new-env/environment.ts";
import { Tree } from "../../generators/edit/tree.ts";
import { appendDocument, appendItem } from "../../generators/edit/yaml/edit.ts";
import { Repository } from "../../generators/model/views/repository.ts";
import { filesOf, shippedTexts } from "../support/memory.ts";
import { filesBelow, ROOT } from "../support/project.ts";
import { SEED } from "../support/seed.ts";

/** Cases by property: together more than 10,000. */
const RUNS = { names: 4000, scalars: 4000, environments: 700, apps: 500, files: 1800 };
const options = (numRuns: number) => ({ seed: SEED, numRuns });

/** Words that mean something to some reader on the way. */
const WORDS = [
  ...["{{name}}", "{{{name}}}", "{{#if x}}", "{{constructor}}", "$(id)", "`id`"],
  ...[
    "yes",
    "no",
    "on",
    "null",
    "~",
    "1e3",
    "0o7",
    "0x1F",
    "1_000",
    "12:30:45",
    "2001-12-14",
    ".inf",
  ],
  ...[
    ": ",
    "a: b",
    " #c",
    "- a",
    "? a",
    "\n---\n",
    "\n...\n",
    "%YAML 1.1\n",
    "|\n",
    ">-\n",
    "&a",
    "*a",
    "!!int 1",
    "<<",
    "[",
    "{",
    "]",
    "}",
    ",",
    "'",
    '"',
    "\\",
  ],
  ...["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"],
  ...["../", "..", "/", "\\", "-", "--", "-x", "\0", "\t", "\r\n", "\u0085", "\u2028", "\ufeff"],
  ...[
    "\u001b[2J",
    "\u009b",
    "\u202e",
    "\u2066",
    "\u200b",
    "😀",
    "👩‍👩‍👧",
    "é",
    "e\u0301",
    "日本",
    "\ud800",
  ],
];
const word = fc.constantFrom(...WORDS);
const text = fc
  .array(
    fc.oneof(word, fc.string({ unit: "grapheme", maxLength: 8 }), fc.string({ maxLength: 8 })),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(""));
/** Mostly plausible, so that plans are made too. */
const name = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      "constructor",
      "prototype",
      "null",
      "yes",
      "1e3",
      "0",
      "x".repeat(58),
    ),
  },
  { weight: 1, arbitrary: text },
);

it("a name is taken only if it can't be anything but a name", () => {
  fc.assert(
    fc.property(name, (value) => {
      for (const fault of [environmentNameFault(value, 58), appNameFault(value)]) {
        if (fault === undefined) {
          expect(value).toMatch(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
        } else expect(fault.length).toBeLessThan(1000);
      }
    }),
    options(RUNS.names),
  );
});

it("a value in a template is read back as that value, by readers of YAML 1.1 and 1.2", () => {
  fc.assert(
    fc.property(text, (value) => {
      // A half of a surrogate pair can't be in a file.
      const whole = Buffer.from(value).toString();
      const yaml = `a:\n  - ${toScalar(whole)}\n  - b: ${toScalar(whole)}\nc: d\n`;
      const expected = { a: [whole, { b: whole }], c: "d" };
      expect(parse(yaml)).toEqual(expected);
      expect(parse(yaml, { version: "1.1" })).toEqual(expected);
      expect(dataOf("a.yaml", yaml)).toEqual([expected]);
    }),
    options(RUNS.scalars),
  );
});

// In memory: most of the time would be the listing of folders.
const shipped = filesOf(shippedTexts());
const templates = {
  ...filesOf(filesBelow(join(ROOT, "templates"))),
  at: () => shipped,
};

/** Plans what is given. @throws UserError */
function plan({ options, plan }: Generator, given: Given, repository: Repository, tree: Tree) {
  const answers = answersTo(options, given, repository);
  plan(answers as never, { repository, tree, templates, commandLine });
}

/**
 * Makes a plan of raw answers and checks every file of it: inside, whole, and of the kinds that
 * it has with harmless answers. @returns false where the answers are refused.
 */
function planIsSound(generator: Generator, raw: Given, files: Files = shipped): Tree | undefined {
  const repository = new Repository(files);
  const tree = new Tree(files);
  try {
    plan(generator, raw, repository, tree);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return undefined;
  }
  for (const change of tree.changes()) {
    expect(change.path).toMatch(/^(?:[A-Za-z0-9][A-Za-z0-9_.-]*\/)*\.?[A-Za-z0-9][A-Za-z0-9_.-]*$/);
    const isRecord = posix.basename(change.path) === RECORD;
    if (change.kind === "remove") throw new Error("nothing is removed");
    const documents = parseAllDocuments(change.after);
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    if (change.kind === "create") {
      expect(documents).toHaveLength(1);
      if (isRecord) readRecord(change.path, change.after);
      else expect(documents[0]?.get("kind")).toMatch(/^[A-Z][A-Za-z]+$/);
    }
    // A reader of YAML 1.1 takes it for the same: a string is no boolean.
    const old = parseAllDocuments(change.after, { version: "1.1" });
    expect(old.map((each) => each.toJS())).toEqual(documents.map((each) => each.toJS()));
  }
  return tree;
}

const mostly = (good: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 6, arbitrary: good }, { weight: 1, arbitrary: text });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });

it("whatever is answered to new:env, its files are sound or it is refused", () => {
  let plans = 0;
  const answer = fc.record({
    name,
    size: maybe(mostly(fc.constantFrom("small", "large", "__proto__", "constructor"))),
    after: maybe(mostly(fc.constantFrom("dev", "none", "__proto__"))),
    branch: maybe(mostly(fc.constant("feature/x"))),
    cpu: maybe(mostly(fc.constantFrom("1", "0x1", "1e3", "100m", "-1"))),
    "min-replicas": maybe(mostly(fc.constantFrom("1", "01", "1e1"))),
    app: maybe(fc.array(fc.oneof(fc.constant("app"), text), { maxLength: 2 })),
  });
  fc.assert(
    fc.property(answer, (raw) => {
      if (planIsSound(newEnvironment, raw)) plans++;
    }),
    options(RUNS.environments),
  );
  expect(plans).toBeGreaterThan(RUNS.environments / 20);
});

it("whatever is answered to new:app, its files are sound or it is refused", () => {
  let plans = 0;
  const key = fc.oneof(
    { weight: 4, arbitrary: fc.stringMatching(/^[A-Z][A-Z0-9_]{0,8}$/) },
    { weight: 1, arbitrary: text },
  );
  const answer = fc.record({
    name,
    image: fc.oneof(
      { weight: 4, arbitrary: fc.constant("a.example/b:1e3") },
      { weight: 1, arbitrary: text },
    ),
    host: maybe(mostly(fc.constant("a.example.com"))),
    expose: fc.constantFrom("none", "none", "ingress", "gateway", "__proto__"),
    "health-path": maybe(mostly(fc.constant("/yes"))),
    config: maybe(
      fc.array(
        fc.tuple(key, text).map((pair) => pair.join("=")),
        { maxLength: 3 },
      ),
    ),
    secret: maybe(fc.array(key, { maxLength: 2 })),
  });
  fc.assert(
    fc.property(answer, (raw) => {
      const tree = planIsSound(newApplication, raw);
      if (tree === undefined) return;
      plans++;
      const path = `applications/base-${raw.name}-config/configmap.yaml`;
      const data = (parse(tree.read(path) ?? "null") ?? {}) as { data?: Record<string, string> };
      for (const pair of raw.config ?? []) {
        const at = pair.indexOf("=");
        const value = Buffer.from(pair.slice(at + 1)).toString();
        expect(Buffer.from(data.data?.[pair.slice(0, at)] ?? "").toString()).toBe(value);
      }
    }),
    options(RUNS.apps),
  );
  expect(plans).toBeGreaterThan(RUNS.apps / 20);
});

it("whatever a file of the repository holds, it is read, edited in its place, or refused", () => {
  const line = fc
    .tuple(
      fc.nat(3),
      fc.constantFrom("resources:", "- ", "a: ", "spec:", "metadata: {name: ", ""),
      text,
    )
    .map(([indent, key, value]) => " ".repeat(indent) + key + value);
  const PATHS = [
    "bootstrap/sources.yaml",
    "bootstrap/applications.yaml",
    "applications/mock-cluster-aka-namespaces/kustomization.yaml",
    "applications/mock-cluster-aka-namespaces/dev/kustomization.yaml",
    "applications/mock-cluster-aka-namespaces/production/sync.yaml",
  ];
  let edits = 0;
  const hostile = fc.record({
    path: fc.constantFrom(...PATHS),
    lines: fc.array(line, { maxLength: 4 }),
    at: fc.nat(20),
    replaces: fc.boolean(),
  });
  fc.assert(
    fc.property(hostile, ({ path, lines, at, replaces }) => {
      const original = shipped.read(path)?.split("\n") ?? [];
      const content = (replaces ? lines : original.toSpliced(at, 1, ...lines)).join("\n");
      const files: Files = {
        read: (each) => (each === path ? content : shipped.read(each)),
        list: (folder) => shipped.list(folder),
      };
      try {
        dataOf(path, content);
        const file = parseYaml(path, content);
        for (const edited of [
          appendItem(file, firstDocument(file), ["resources"], "x"),
          appendDocument(file, "kind: X\n"),
        ]) {
          expect(edited.length).toBeGreaterThan(content.length);
          edits++;
        }
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
      // The other files are as shipped: what is refused is refused with a sentence.
      const raw = { name: "qa", from: replaces ? undefined : "dev" };
      const repository = () => new Repository(files);
      try {
        const tree = new Tree(files);
        const opened = repository();
        plan(newEnvironment, raw, opened, tree);
      } catch (error) {
        expect(error, (error as Error).stack).toBeInstanceOf(UserError);
      }
    }),
    options(RUNS.files),
  );
  expect(edits).toBeGreaterThan(RUNS.files / 20);
});
