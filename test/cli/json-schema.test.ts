import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../generators/cli/commands.ts";
import { runInside } from "../support/project.ts";

/** The schema that a command prints, as a validator. */
async function validatorOf(command: string) {
  const { code, stdout } = await runInside([command, "--json-schema"]);
  expect(code).toBe(0);
  return new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(stdout));
}

describe("--json-schema", () => {
  it.each(COMMANDS.map(({ name }) => name))(
    "of %s is a schema that knows every option",
    async (name) => {
      const { schema } = await validatorOf(name);
      const command = COMMANDS.find((each) => each.name === name);
      const options = command?.options.all.map((option) => option.name);
      expect(Object.keys((schema as { properties: object }).properties)).toEqual(options);
    },
  );

  it("lets answers pass, and none that are wrong whatever the repository is", async () => {
    const isValid = await validatorOf("new:app");
    const app = { name: "shop", image: "a/shop:1.0", port: 8080, env: ["dev"], expose: "none" };
    expect(isValid(app)).toBe(true);
    expect(isValid({ ...app, port: 70_000 })).toBe(false);
    expect(isValid({ ...app, expose: "nodeport" })).toBe(false);
    expect(isValid({ ...app, imge: "a" })).toBe(false);
    expect(isValid({ name: "shop" })).toBe(false);
  });
});
