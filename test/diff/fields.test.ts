import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { parse } from "yaml";
import { fieldChanges } from "../../generators/review/fields/fields.ts";
import { schemas } from "../support/analysis.ts";
import { processorClock } from "../support/processor-time.ts";
import { SEED } from "../support/seed.ts";

/** The changes of a manifest, as `path: before -> after`. */
function changes(before: string, after: string): string[] {
  const [old, current] = [before, after].map((text) => parse(text));
  const { apiVersion, kind } = current;
  return fieldChanges(old, current, (steps) => schemas.listKeys(apiVersion, kind, steps)).map(
    ({ path, before: from, after: to }) => `${path}: ${from ?? "none"} -> ${to ?? "none"}`,
  );
}

const deployment = (containers: string, more = "") => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  ${more}
  template:
    spec:
      containers:
${containers}
`;

describe("what differs between two objects", () => {
  test.each([
    [
      "nothing, for quotes, order of keys and comments",
      "a: 'x'\nb: [1]",
      "# c\nb:\n  - 1\na: x",
      [],
    ],
    ["nothing, between null and absent", "a: null\nb: 1", "b: 1", []],
    ["a number and its text", "port: 80", 'port: "80"', ['port: 80 -> "80"']],
    ["a key with dots", "l: { a.b/c: x }", "l: { a.b/c: y }", ["l[a.b/c]: x -> y"]],
    ["what is new, as a whole", "a: 1", "a: 1\nb: { c: 1 }", ["b: none -> c: 1"]],
    ["a map that becomes a list", "a: { b: 1 }", "a: [1]", ["a: b: 1 -> - 1"]],
  ])("%s", (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });

  it("tells null from absent in chart values alone, where by null Helm takes a default away", () => {
    const release = (values: string, more = "") =>
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec: { values: ${values}${more} }`;
    expect(changes(release("{ a: {} }"), release("{ a: { b: null } }"))).toEqual([
      "spec.values.a.b: none -> null",
    ]);
    expect(changes(release("{ a: 1 }"), release("{ a: null }"))).toEqual([
      "spec.values.a: 1 -> null",
    ]);
    expect(changes(release("{ a: null }"), release("{}"))).toEqual(["spec.values.a: null -> none"]);
    expect(changes(release("{}"), release("{}", ", suspend: null"))).toEqual([]);
    const other = (values: string) => release(values).replace("HelmRelease", "HelmChart");
    expect(changes(other("{}"), other("{ a: null }"))).toEqual([]);
  });

  it("finds an item of a list by its merge key, wherever it stands", () => {
    const a =
      "        - { name: a, image: a:1, ports: [{ containerPort: 80 }, { containerPort: 53, protocol: UDP }] }";
    const b = "        - { name: b, image: b:1 }";
    const c = "        - { name: c, image: c:1 }";
    expect(changes(deployment(`${a}\n${b}`), deployment(`${b}\n${a}`))).toEqual([]);
    expect(
      changes(deployment(`${a}\n${b}`), deployment(`${c}\n${b}\n${a.replace("a:1", "a:2")}`)),
    ).toEqual([
      "spec.template.spec.containers[c]: none -> name: c\nimage: c:1",
      "spec.template.spec.containers[a].image: a:1 -> a:2",
    ]);
    expect(changes(deployment(a), deployment(a.replace("53", "54")))).toEqual([
      "spec.template.spec.containers[a].ports[53/UDP]: containerPort: 53\nprotocol: UDP -> none",
      "spec.template.spec.containers[a].ports[54/UDP]: none -> containerPort: 54\nprotocol: UDP",
    ]);
  });

  it("says that init containers run in another order, since that counts", () => {
    const init = (names: string[]) =>
      deployment("        - { name: a }").replace(
        "containers:",
        `initContainers: [${names.map((name) => `{ name: ${name} }`).join(", ")}]\n      containers:`,
      );
    expect(changes(init(["x", "y"]), init(["y", "x"]))).toEqual([
      "spec.template.spec.initContainers: - x\n- y -> - y\n- x",
    ]);
    expect(
      changes(init(["x", "y"]), init(["y", "x"]).replace("name: x", "name: x, image: a")),
    ).toEqual([
      "spec.template.spec.initContainers[x].image: none -> a",
      "spec.template.spec.initContainers: - x\n- y -> - y\n- x",
    ]);
    expect(changes(init(["x", "y"]), init(["z", "x", "y"]))).toHaveLength(1);
  });

  it("finds items without a key by what is equal around them", () => {
    const policy = (rules: string[]) =>
      `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: { ingress: [${rules.join(", ")}] }`;
    const [a, b, c] = [1, 2, 3].map((port) => `{ ports: [{ port: ${port} }] }`);
    expect(changes(policy([a, b] as string[]), policy([c, a, b] as string[]))).toEqual([
      "spec.ingress[0]: none -> ports:\n  - port: 3",
    ]);
    expect(changes(policy([a, b, c] as string[]), policy([a, c] as string[]))).toEqual([
      "spec.ingress[1]: ports:\n  - port: 2 -> none",
    ]);
  });

  it("compares long lists that have nothing in common soon", () => {
    const list = (text: string) =>
      Array.from({ length: 20_000 }, (_, index) => ({ [text]: index }));
    const took = processorClock();
    expect(fieldChanges({ l: list("a") }, { l: list("b") }, () => undefined)).toHaveLength(40_000);
    expect(took()).toBeLessThan(15_000);
  });

  it("finds none between equal data, and at least one between others", () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const none = () => undefined;
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(fieldChanges(one, structuredClone(one), none)).toEqual([]);
        const isSame = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
        if (!isSame) expect(fieldChanges(one, other, none).length).toBeGreaterThan(0);
      }),
      { seed: SEED },
    );
  });
});

/** Without nulls in maps, keys and named items in order: what counts as the same. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== null)
      .map(([key, each]) => [key, sorted(each)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
