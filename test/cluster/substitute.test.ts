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
    ["${none-other}", "other"],
    ["${empty:-other}", "other"],
    ["${empty-other}", ""],
    ["${none:=}", ""],
    // Functions of a shell are left alone.
    ["${name:0:1}", "${name:0:1}"],
    ["${replicas}", 3],
    ["v${replicas}", "v3"],
    ["${on}", true],
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
    expect(substitute(data, VALUES)).toEqual({ data, undefinedVariables: [] });
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
      undefinedVariables: [{ object, variables: ["HOST"] }],
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

  it("does not look for the end of each anew where there is none", () => {
    // By looking, this takes minutes.
    const data = { kind: "ConfigMap", data: { k: `\${a}${"${a-".repeat(300_000)}` } };
    const { data: found } = substitute(data, new Map([["a", "v"]]));
    expect((found as typeof data).data.k.slice(0, 6)).toBe("v${a-$");
  });
});

function fail(): never {
  throw new Error("There are no variables.");
}
