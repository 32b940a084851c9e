// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are variables of Flux
import { describe, expect, it } from "vitest";
import { toFluxKustomization } from "../../generators/model/objects/flux.ts";
import { toObject } from "../../generators/model/objects/object.ts";
import { substitute } from "../../generators/model/substitution/substitute.ts";
import {
  configsIn,
  variablesOf,
  withVariables,
} from "../../generators/model/substitution/variables.ts";

const VALUES = new Map([
  ["name", "web"],
  ["empty", ""],
  ["replicas", "3"],
  ["on", "true"],
  ["yes", "yes"],
  ["octal", "0777"],
  ["version", "2.4"],
  ["pair", "a: b"],
]);

describe("substitute", () => {
  it.each([
    ["${name}", "web"],
    ["a-${name}-b", "a-web-b"],
    ["$name", "$name"],
    ["$${name}", "${name}"],
    ["${name:-other}", "web"],
    ["${none:-other}", "other"],
    ["${none:=other}", "other"],
    ["${none=other}", "other"],
    ["${none:-${name}}", "web"],
    ["${empty:-other}", "other"],
    ["${none:=}", null],
    ["${name:0:1}", "w"],
    ["${name^^}", "WEB"],
    ["${#name}", 3],
    ["${name/e/${replicas}}", "w3b"],
    ["$$", "$"],
    ["${replicas}", 3],
    ["v${replicas}", "v3"],
    ["'${replicas}'", "'3'"],
    ["${on}", true],
    ["${yes}", true],
    ["${octal}", 511],
    ["${version}", 2.4],
    ["${pair}", { a: "b" }],
    ["# ${pair}", "# a: b"],
  ])("makes %j of %j", (text, expected) => {
    const { data, undefinedVariables } = substitute({ value: [text] }, VALUES);
    expect(data).toEqual({ value: [expected] });
    expect(undefinedVariables).toEqual([]);
  });

  it("replaces keys, and names each variable without a value once", () => {
    const { data, undefinedVariables } = substitute(
      { "${name}": "${none} ${none} ${nil}" },
      VALUES,
    );
    expect(data).toEqual({ web: "${none} ${none} ${nil}" });
    expect(undefinedVariables).toEqual(["none", "nil"]);
  });

  it.each(["labels", "annotations"])("leaves an object alone that says so in its %s", (field) => {
    const metadata = { [field]: { "kustomize.toolkit.fluxcd.io/substitute": "disabled" } };
    const data = { metadata, value: "${none}" };
    expect(substitute(data, VALUES)).toEqual({ data, undefinedVariables: [], faults: [] });
  });

  it("names each text that Flux does not take, and leaves the object as it is", () => {
    const data = { a: "${name-x}", b: ["${name}", "${a.b}"], "${": 1 };
    expect(substitute(data, VALUES)).toEqual({
      data,
      undefinedVariables: [],
      faults: [
        { steps: ["a"], reason: "missing closing brace", excerpt: "${name-x}" },
        { steps: ["b", 1], reason: "missing closing brace", excerpt: "${a.b}" },
        { steps: ["${"], reason: "unable to parse variable name", excerpt: "${" },
      ],
    });
  });

  it("says where the YAML does not parse with the values", () => {
    const data = { a: "x ${pair}" };
    expect(substitute(data, VALUES)).toEqual({
      data,
      undefinedVariables: [],
      faults: [
        {
          steps: [],
          reason: "mapping values are not allowed in this context",
          excerpt: undefined,
        },
      ],
    });
  });

  it("keeps what depends on a value that nobody is to see", () => {
    const unseen = new Map([["secret", "x"]]);
    const text = "${secret} ${secret:-a} ${secret:0:1} ${none:=${secret}} ${name/w/${secret}}";
    const { data, undefinedVariables } = substitute({ a: text }, VALUES, unseen);
    expect(data).toEqual({
      a: "${secret} ${secret:-a} ${secret:0:1} ${secret} ${name/w/${secret}}",
    });
    expect(undefinedVariables).toEqual([]);
  });

  it.each([
    ["grows without end", `${"${a//a/".repeat(40)}\${a}${"}".repeat(40)}`, /longer than 4 MiB/],
    ["takes the square of the square", "${a##*?b}", /take too long/],
    ["is nested without end", "${a:-".repeat(100_000), /nested more than 500 deep/],
  ])("refuses what %s", (_, text, reason) => {
    const { faults } = substitute({ a: text }, new Map([["a", "a".repeat(20_000)]]));
    expect(faults.map((each) => each.reason)).toEqual([expect.stringMatching(reason)]);
  });
});

const config = (kind: string, name: string, content: object) =>
  toObject(
    { apiVersion: "v1", kind, metadata: { name, namespace: "flux-system" }, ...content },
    undefined,
  );

const SETTINGS = config("ConfigMap", "settings", {
  data: { HOST: "a.example.com", LINES: "a\nb\n" },
});
const SECRETS = config("Secret", "secrets", { data: { KEY: "ENC" }, stringData: { TOKEN: "ENC" } });

const sync = (postBuild: object | undefined) =>
  toFluxKustomization(
    toObject(
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: "apps", namespace: "flux-system" },
        spec: { path: "./apps", postBuild },
      },
      undefined,
    ),
  );
const variables = (postBuild: object | undefined) =>
  variablesOf(sync(postBuild), new Map(configsIn([SETTINGS, SECRETS])));

describe("postBuild", () => {
  it.each([undefined, {}, { substitute: {} }])("replaces nothing with %j", (postBuild) => {
    expect(variables(postBuild)).toBeUndefined();
  });

  it("prefers what is written in place, and takes line breaks out", () => {
    const found = variables({
      substitute: { HOST: "b.example.com" },
      substituteFrom: [{ kind: "ConfigMap", name: "settings" }],
    });
    expect(Object.fromEntries(found?.values ?? [])).toEqual({ HOST: "b.example.com", LINES: "ab" });
    expect(found?.isPartial).toBe(false);
  });

  it("knows the names in a Secret, and not its values", () => {
    const found = variables({ substituteFrom: [{ kind: "Secret", name: "secrets" }] });
    const object = config("ConfigMap", "app", { data: { a: "${KEY}${TOKEN}${HOST}" } });
    expect(withVariables([object], found ?? fail())).toEqual({
      objects: [object],
      undefinedVariables: [{ object, variables: ["HOST"], faults: [] }],
    });
  });

  it("blames nothing on what it does not see", () => {
    const found = variables({ substituteFrom: [{ kind: "ConfigMap", name: "elsewhere" }] });
    const object = config("ConfigMap", "app", { data: { a: "${HOST}" } });
    expect(withVariables([object], found ?? fail()).undefinedVariables).toEqual([]);
  });

  it("renames an object", () => {
    const found = variables({ substitute: { APP: "web" } });
    const { objects } = withVariables([config("ConfigMap", "${APP}", {})], found ?? fail());
    expect(objects[0]?.name).toBe("web");
  });

  it("lets the later of two win, a Secret over a ConfigMap too", () => {
    const secret = config("Secret", "secrets", { stringData: { HOST: "s", "a-b": "" } });
    const given = (...kinds: string[]) =>
      variablesOf(
        sync({
          substituteFrom: kinds.map((kind) => ({
            kind,
            name: kind === "Secret" ? "secrets" : "settings",
          })),
        }),
        new Map(configsIn([SETTINGS, secret])),
      ) ?? fail();
    expect(given("ConfigMap", "Secret").values.has("HOST")).toBe(false);
    expect(given("Secret", "ConfigMap").secret.has("HOST")).toBe(false);
    expect(given("Secret").invalid).toEqual([{ name: "a-b", config: secret }]);
  });

  it("does not read the rest anew for each variable", () => {
    // By that, this takes minutes.
    const data = { kind: "ConfigMap", data: { k: "${a} $$ ".repeat(50_000) } };
    const { data: found } = substitute(data, new Map([["a", "v"]]));
    expect((found as typeof data).data.k.slice(0, 9)).toBe("v $ v $ v");
  });
});

function fail(): never {
  throw new Error("There are no variables.");
}
