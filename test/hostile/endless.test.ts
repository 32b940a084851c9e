import { describe, expect, it } from "vitest";
import { closureOf } from "../../generators/model/kustomize/closure.ts";
import { whyRefused } from "../../generators/model/kustomize/refusals.ts";
import { filesOf } from "../support/memory.ts";
import { processorClock } from "../support/processor-time.ts";

const folders = (count: number, text: (index: number) => string) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${index}/kustomization.yaml`, text(index)]),
  );

/** Each includes the next one twice: 2^30 ways to the last one. */
const DIAMOND = {
  ...folders(30, (index) => `resources: [../${index + 1}, ../${index}b]\n`),
  ...Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `${index}b/kustomization.yaml`,
      `resources: [../${index + 1}]\n`,
    ]),
  ),
  "30/kustomization.yaml": "resources: []\n",
};
const CHAIN = folders(3000, (index) => `resources: [../${index + 1}]\n`);
const CIRCLE = folders(3, (index) => `resources: [../${(index + 1) % 3}]\n`);
/** Ways that a repository may have: forty apps that share a base, and are listed from two folders. */
const SHARED = {
  "0/kustomization.yaml": "resources: [../a, ../b]\n",
  "a/kustomization.yaml": `components: [${Array.from({ length: 40 }, (_, index) => `../app${index}`)}]\n`,
  "b/kustomization.yaml": `components: [${Array.from({ length: 40 }, (_, index) => `../app${index}`)}]\n`,
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      `app${index}/kustomization.yaml`,
      "components: [../base]\n",
    ]),
  ),
  "base/kustomization.yaml": "resources: []\n",
};

const object = (fields: string) =>
  `{"Schema": {"properties": {"apiVersion": {}, "kind": {}, "metadata": {}, ${fields}}}}`;
const ref = (type: string) => `{"$ref": "${type}"}`;
const schemas = (types: Record<string, string>) => ({
  "0/kustomization.yaml": "resources: []\ncrds: [types.json]\n",
  "0/types.json": `{${Object.entries(types).map(([name, type]) => `"${name}": ${type}`)}}`,
});
const LADDER = Object.fromEntries(
  Array.from({ length: 30 }, (_, index) => [
    `t${index}`,
    object(`"a": ${ref(`t${index + 1}`)}, "b": ${ref(`t${index + 1}`)}`),
  ]),
);

describe("what kustomize would never end to follow is not given to it", () => {
  it.each<[what: string, files: Record<string, string>, why: string | undefined]>([
    ["2^30 ways to a folder", DIAMOND, "includes the same folders on more than 20000 ways"],
    ["a chain of 3,000", CHAIN, "It is below 200 other kustomization files"],
    ["a circle, which kustomize finds", CIRCLE, undefined],
    ["apps that share a base", SHARED, undefined],
    ["a schema of itself", schemas({ t: object(`"a": ${ref("t")}`) }), "schemas that refer to"],
    [
      "schemas of each other",
      schemas({ t: object(`"a": ${ref("u")}`), u: object(`"a": ${ref("#/definitions/t")}`) }),
      "schemas that refer to",
    ],
    ["a ladder of schemas", schemas(LADDER), "on very many ways"],
    [
      "schemas in another letter case",
      schemas({ t: object(`"a": ${ref("t")}`).replace("Schema", "SCHEMA") }),
      "schemas that refer to",
    ],
    [
      "a list of itself, which is not followed",
      schemas({ t: object(`"a": {"items": ${ref("t")}}`) }),
      undefined,
    ],
    [
      "a schema that refers to another",
      schemas({ t: object(`"a": ${ref("u")}`), u: object('"a": {}') }),
      undefined,
    ],
  ])("%s", (_what, files, why) => {
    const took = processorClock();
    const refused = whyRefused(closureOf(filesOf(new Map(Object.entries(files))), ["0"]));
    expect(took()).toBeLessThan(2000);
    if (why === undefined) expect(refused).toBeUndefined();
    else expect(refused).toContain(why);
  });

  it("and a finding says which file, and where", () => {
    const { refused } = closureOf(
      filesOf(new Map(Object.entries(schemas({ t: object(`"a": ${ref("t")}`) })))),
      ["0"],
    );
    expect(refused).toMatchObject([{ from: "0/kustomization.yaml", steps: ["crds", 0] }]);
  });
});
