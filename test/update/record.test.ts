import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Given } from "../../generators/base/options/given.ts";
import { UserError } from "../../generators/base/problem/problem.ts";
import { RECORD, readRecord, recordText } from "../../generators/commands/command/record.ts";
import { openTemplates } from "../../generators/commands/context/templates.ts";
import { applicationUnit } from "../../generators/commands/new-app/unit.ts";
import { componentUnit } from "../../generators/commands/new-component/unit.ts";
import { environmentUnit } from "../../generators/commands/new-env/unit.ts";
import { Repository } from "../../generators/model/views/repository.ts";
import { apply, filesOf, shippedTexts, type Texts } from "../support/memory.ts";
import { ROOT } from "../support/project.ts";
import { SEED } from "../support/seed.ts";

const KINDS = [applicationUnit, environmentUnit, componentUnit];
const APP = { image: "ghcr.io/acme/shop:1.0.0" };
const templates = openTemplates(ROOT);
const shipped = shippedTexts();

/** The files of every unit with a record as they are, and as its record says. */
function units(texts: Texts): { name: string; found: object; made: object }[] {
  const repository = new Repository(filesOf(texts));
  return KINDS.flatMap((kind) =>
    [...kind.folders(repository)].flatMap(([name, folder]) => {
      const record = texts.get(`${folder}/${RECORD}`);
      if (record === undefined) return [];
      const { answers } = readRecord(`${folder}/${RECORD}`, record);
      const files = kind.render(name, answers, repository, templates);
      const found = [...texts].filter(
        ([path]) => path.startsWith(`${folder}/`) && !path.endsWith(RECORD),
      );
      const made = Object.fromEntries(files.map(({ path, text }) => [path, text]));
      return [{ name, found: Object.fromEntries(found), made }];
    }),
  );
}

describe("what a record says is what was made", () => {
  const quantity = (...values: string[]) =>
    fc.option(fc.constantFrom(...values), { nil: undefined });
  const key = fc.stringMatching(/^[A-Z][A-Z_]{0,6}$/);

  it("of an app, whatever was answered", () => {
    const answers = fc.record(
      {
        port: fc.integer({ min: 1, max: 65_535 }).map(String),
        "health-path": fc.constantFrom("/", "/live", "/a b%20"),
        "start-seconds": fc.nat(300).map(String),
        config: fc.uniqueArray(fc.tuple(key, fc.string()), {
          selector: ([name]) => name,
          maxLength: 3,
        }),
        secret: fc.uniqueArray(
          key.map((name) => `S${name}`),
          { maxLength: 3 },
        ),
        "secret-store": fc.constantFrom("plain", "external"),
        expose: fc.constantFrom("none", "ingress", "gateway"),
        cpu: quantity("10m", "1", "1e-1"),
        "memory-limit": quantity("1Gi", "300Mi"),
        replicas: fc.option(fc.integer({ min: 1, max: 9 }).map(String), { nil: undefined }),
        "no-autoscaling": fc.option(fc.constant(true), { nil: undefined }),
        env: fc.constantFrom([], ["dev"], ["dev", "production"]),
      },
      { requiredKeys: ["env"] },
    );
    let made = 0;
    fc.assert(
      fc.property(answers, (given) => {
        const host = (given.expose ?? "none") === "none" ? undefined : "shop.example.com";
        const config = given.config?.map((pair) => pair.join("="));
        const raw = { ...APP, ...given, name: "shop", host, config } as Given;
        let texts: Texts;
        try {
          texts = apply("new:app", raw, shipped);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          return;
        }
        made++;
        const unit = units(texts).find(({ name }) => name === "shop");
        expect(unit?.made).toEqual(unit?.found);
      }),
      { seed: SEED, numRuns: 150 },
    );
    expect(made).toBeGreaterThan(75);
  });

  it("of every unit, after any sequence of commands", () => {
    const names = fc.constantFrom("a1", "b2", "c3");
    const command = fc.record({
      kind: fc.constantFrom("new:env", "new:app", "remove:env", "remove:app"),
      name: names,
      place: fc.nat(),
      size: fc.constantFrom("small", "medium", "large"),
    });
    let compared = 0;
    fc.assert(
      fc.property(fc.array(command, { maxLength: 10 }), (commands) => {
        let texts: Texts = shipped;
        for (const { kind, name, place, size } of commands) {
          const { environments } = new Repository(filesOf(texts));
          const after = ["none", ...environments.map((each) => each.name)][
            place % (environments.length + 1)
          ];
          const raw =
            kind === "new:env"
              ? { name, after, size }
              : kind === "new:app"
                ? { ...APP, name }
                : { name };
          try {
            texts = apply(kind, raw as Given, texts);
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        }
        // production as shipped has an edit: it serves its hosts without a prefix.
        for (const { name, made, found } of units(texts).filter(
          (each) => each.name !== "production",
        )) {
          compared++;
          expect(made, name).toEqual(found);
        }
      }),
      { seed: SEED, numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(100);
  });
});

describe("a record", () => {
  it("is read as it was written, whatever the answers", () => {
    const name = fc
      .stringMatching(/^[a-z-]{1,9}$/)
      .filter((each) => !/^-|^(?:y|n|no|on|off|yes|true|false|null|nan)$/.test(each));
    const value = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.nat().map(String),
      fc.array(fc.string(), { minLength: 1 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(
        fc.string(),
        fc.dictionary(name, value, { noNullPrototype: true }),
        (version, answers) => {
          const text = recordText({ templates: version, answers }, "app");
          expect(readRecord("r", text)).toEqual({ templates: version, answers });
        },
      ),
      { seed: SEED },
    );
  });

  it("leaves out what has no value, and quotes what YAML takes for something else", () => {
    const answers = {
      port: "8080",
      version: "1.10",
      code: "007",
      secret: [],
      host: undefined,
      expose: "none",
    };
    expect(recordText({ templates: "123456789012", answers }, "app")).toBe(
      "# What this was made from: `npm run update` brings later changes of templates/app/.\n" +
        'templates: "123456789012"\nanswers:\n  port: 8080\n  version: "1.10"\n  code: "007"\n  expose: none\n',
    );
  });
});
