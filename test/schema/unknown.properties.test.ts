import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SEED } from "../support/seed.ts";
import { dataFile, type Manifest, manifestsBelow, schemas } from "./schemas.ts";

type Node = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** A schema by reference; a walk of its own, apart from the code under test. */
function follow(schema: Node): Node {
  if (typeof schema.$ref !== "string") return schema;
  const [file, name] = schema.$ref.split("#");
  return dataFile(`${file}.json`)[name as string] as Node;
}

/** The paths of all maps in a value whose fields a schema names, and no others. */
function closedMaps(value: unknown, reference: Node, path: Path = []): Path[] {
  const schema = follow(reference);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => closedMaps(item, schema.items as Node, [...path, index]));
  }
  if (typeof value !== "object" || value === null) return [];
  if (schema["x-kubernetes-preserve-unknown-fields"] === true) return [];
  const { properties = {}, additionalProperties } = schema as Record<string, Node>;
  const below = Object.entries(value).flatMap(([key, item]) => {
    const next = (properties[key] ?? additionalProperties) as Node | undefined;
    return next === undefined ? [] : closedMaps(item, next, [...path, key]);
  });
  return additionalProperties === undefined ? [path, ...below] : below;
}

function schemaOf({ apiVersion, kind }: Manifest): Node {
  const kinds = dataFile("kinds.json")[apiVersion] as Record<string, { schema: string }>;
  return { $ref: kinds[kind]?.schema };
}

const places = [...manifestsBelow("test/fixtures/monorepo/flux-cd")].flatMap(({ manifest }) =>
  closedMaps(manifest, schemaOf(manifest)).map((path) => ({ manifest, path })),
);

function at(value: unknown, path: Path): Record<string, unknown> {
  return path.reduce((here, step) => (here as never)[step], value) as Record<string, unknown>;
}

describe(`fields that no schema names (seed ${SEED})`, () => {
  it("are refused in every map whose fields are known, and nothing else is", () => {
    expect(places.length).toBeGreaterThan(200);
    const name = fc.oneof(
      fc.constantFrom("__proto__", "constructor", "toString", "hasOwnProperty", "", "$ref", "a.b"),
      fc.string({ unit: "binary", maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), name, fc.jsonValue(), (place, key, added) => {
        const manifest = structuredClone(place.manifest);
        const map = at(manifest, place.path);
        // A name of three letters may be one: uid, url, get.
        fc.pre((!Object.hasOwn(map, key) && !/^[a-z]{2,}$/i.test(key)) || key === "constructor");
        Object.defineProperty(map, key, { value: added, enumerable: true });
        const faults = schemas.validate(manifest) ?? [];
        expect(faults.map((fault) => fault.steps)).toEqual([[...place.path, key]]);
        expect(faults[0]?.message).toMatch(/^There is no field .*\.$/s);
      }),
      { seed: SEED, numRuns: 3000 },
    );
    expect(Object.hasOwn(Object.prototype, "a")).toBe(false);
  });

  it("do not matter where anything may stand", () => {
    const release = {
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata: { name: "a" },
    };
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (values) => {
        const chartRef = { kind: "OCIRepository", name: "a" };
        const object = { ...release, spec: { interval: "1m", chartRef, values } };
        expect(schemas.validate(object)).toEqual([]);
      }),
      { seed: SEED },
    );
  });
});

describe("hostile input", () => {
  it("never ends in a crash, whatever stands where", () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 4 }), (place, value) => {
        const manifest = structuredClone(place.manifest);
        const map = at(manifest, place.path);
        for (const key of Object.keys(map).filter((each) => !/^(apiVersion|kind)$/.test(each))) {
          map[key] = value;
        }
        expect(schemas.validate(manifest)).toBeInstanceOf(Array);
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it("names the place where it nests without end", () => {
    let schema: Record<string, unknown> = { type: "object" };
    for (let level = 0; level < 20_000; level++) schema = { type: "object", not: schema };
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "as.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { kind: "A", plural: "as" },
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } },
        ],
      },
    };
    const [fault, ...others] = schemas.validate(definition) ?? [];
    expect(fault?.message).toMatch(/\.not\.not is more than 200 levels deep\.$/);
    expect(others).toEqual([]);
  });
});
