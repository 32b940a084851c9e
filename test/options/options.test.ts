import { describe, expect, it } from "vitest";
import { options } from "../../generators/base/options/options.ts";
import { answersTo } from "../../generators/base/options/settle.ts";
import { UserError } from "../../generators/base/problem/problem.ts";

interface Model {
  readonly apps: readonly string[];
}

const MODEL: Model = { apps: ["app"] };

const OPTIONS = options<Model>()
  .choice("kind", { git: "a Git repository", oci: "an artifact" }, { help: "", required: true })
  .text("name", {
    help: "",
    required: true,
    check: (name) => (name === "no" ? "it is no." : undefined),
  })
  .text("url", {
    help: "",
    default: ({ name }) => (name === "bare" ? undefined : `https://example.com/${name}`),
    excluded: ({ kind }) => (kind === "oci" ? "an artifact has none." : undefined),
  })
  .whole("min-replicas", [1, 9], { help: "", default: 2 })
  .whole("max-replicas", [1, 9], { help: "", default: ({ minReplicas = 1 }) => minReplicas + 1 })
  .list("app", { help: "", default: (_, { apps }) => apps, hint: "Try app." })
  .lines("config", { help: "" })
  .switch("prune", { help: "", default: true })
  .check("min-replicas", ({ minReplicas = 0, maxReplicas = 0 }) =>
    minReplicas > maxReplicas ? "it is above the maximum." : undefined,
  );

const refusal = (given: Parameters<typeof answersTo>[1]): string[] => {
  try {
    answersTo(OPTIONS, given, MODEL);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.problems.map(({ message }) => message);
  }
};

describe("the answers to options", () => {
  it("have the types and the defaults that are defined, which see what comes before them", () => {
    const answers = answersTo(OPTIONS, { kind: "git", name: "a", "min-replicas": "4" }, MODEL);
    const typed: {
      readonly kind: "git" | "oci";
      readonly name: string;
      readonly url: string | undefined;
      readonly minReplicas: number;
      readonly maxReplicas: number;
      readonly app: readonly string[];
      readonly config: readonly string[] | undefined;
      readonly prune: boolean;
    } = answers;
    expect(typed).toEqual({
      kind: "git",
      name: "a",
      url: "https://example.com/a",
      minReplicas: 4,
      maxReplicas: 5,
      app: ["app"],
      config: undefined,
      prune: true,
    });
    // @ts-expect-error a misspelt option
    expect(answers.minReplica).toBeUndefined();
    // @ts-expect-error it can be missing
    const url: string = answers.url;
    expect(url).toBe("https://example.com/a");
    // @ts-expect-error no such choice
    expect(answers.kind === "svn").toBe(false);
  });

  it("are read as they are typed: commas in lists, none in lines, off as off", () => {
    const given = { kind: "oci", name: "a", app: ["a,b", "c"], config: ["x=1,2"], prune: false };
    expect(answersTo(OPTIONS, given, MODEL)).toMatchObject({
      url: undefined,
      app: ["a", "b", "c"],
      config: ["x=1,2"],
      prune: false,
    });
  });

  it("are refused all at once, each with its flag", () => {
    expect(refusal({ kind: "svn", "min-replicas": "x" })).toEqual([
      '--kind: "svn" is none of git, oci.',
      "--name is missing.",
      '--min-replicas: "x" is not a whole number from 1 to 9.',
    ]);
    expect(refusal({ kind: "oci", name: "no", url: "u" })).toEqual([
      "--name: it is no.",
      "--url: an artifact has none.",
    ]);
    expect(refusal({ kind: "git", name: "a", "min-replicas": "5", "max-replicas": "3" })).toEqual([
      "--min-replicas: it is above the maximum.",
    ]);
  });

  it.each(["__proto__", "constructor", "toString"])("take no %s for a choice", (kind) => {
    expect(refusal({ kind, name: "a" })).toEqual([`--kind: "${kind}" is none of git, oci.`]);
  });
});

it("a definition that names what there is not does not compile", () => {
  const first = options<Model>().text("a", {
    help: "",
    // @ts-expect-error an option that comes later
    check: (_, { later }) => later,
  });
  first.text("later", { help: "" });
  // @ts-expect-error a misspelt field
  options<Model>().text("a", { help: "", defalt: "x" });
  // @ts-expect-error a default that is no choice
  options<Model>().choice("a", { one: "", two: "" }, { help: "", default: "three" });
  const chain = options<Model>().text("a", { help: "" });
  // @ts-expect-error a check of no option
  chain.check("b", () => undefined);
  // @ts-expect-error a row of no option
  chain.row("B", { of: ["b"], show: () => "", ask: async () => ({}) });
  // @ts-expect-error a row that answers no option
  chain.row("A", { of: ["a"], show: () => "", ask: async () => ({ b: "" }) });
  expect(chain.all.map(({ name, key }) => [name, key])).toEqual([["a", "a"]]);
});
