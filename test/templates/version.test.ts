import { describe, expect, it } from "vitest";
import { versionOf } from "../../generators/edit/templates/version.ts";
import { filesOf } from "../support/memory.ts";
import { runInside } from "../support/project.ts";

const TEXTS = new Map([
  ["app/base-{{name}}-config/a.yaml.hbs", "a: {{name}}\n"],
  ["app/base-{{name}}-config/b.yaml.hbs", "b: 1\n"],
  ["environment/{{name}}/a.yaml.hbs", "a: 1\n"],
]);
const version = (change: (texts: Map<string, string>) => void = () => {}) => {
  const texts = new Map(TEXTS);
  change(texts);
  return versionOf(filesOf(texts), "app");
};

describe("the version of a folder of templates", () => {
  it("is the same wherever and whenever they are read", () => {
    expect(version()).toMatch(/^[0-9a-f]{12}$/);
    expect(version()).toBe(version((texts) => texts.set("zebra", "read last")));
    const moved = new Map([...TEXTS].map(([path, text]) => [path.replace(/^app/, "other"), text]));
    expect(versionOf(filesOf(moved), "other")).toBe(version());
  });

  it.each<[string, (texts: Map<string, string>) => void]>([
    ["a byte of a template", (texts) => texts.set("app/base-{{name}}-config/b.yaml.hbs", "b: 2\n")],
    ["a line end", (texts) => texts.set("app/base-{{name}}-config/b.yaml.hbs", "b: 1\r\n")],
    ["a new template", (texts) => texts.set("app/base-{{name}}-config/c.yaml.hbs", "")],
    ["one that is gone", (texts) => texts.delete("app/base-{{name}}-config/b.yaml.hbs")],
    [
      "one that moves",
      (texts) => {
        texts.delete("app/base-{{name}}-config/b.yaml.hbs");
        texts.set("app/base-{{name}}-config/z.yaml.hbs", "b: 1\n");
      },
    ],
    [
      "texts that change places",
      (texts) => {
        texts.set("app/base-{{name}}-config/a.yaml.hbs", "b: 1\n");
        texts.set("app/base-{{name}}-config/b.yaml.hbs", "a: {{name}}\n");
      },
    ],
  ])("is another after %s", (_, change) => {
    expect(version(change)).not.toBe(version());
  });

  it("does not ask for templates of other folders, nor for files beside them", () => {
    const beside = version((texts) => {
      texts.set("environment/{{name}}/a.yaml.hbs", "a: 2\n");
      texts.set("app/.DS_Store", "x");
      texts.set("app/README.md", "x");
    });
    expect(beside).toBe(version());
  });
});

it("what is shipped is as its templates are: after a change of them, `npm run update`", async () => {
  const { code, stderr } = await runInside(["update", "--check"]);
  expect(stderr).toBe("Up to date: env dev, env staging, env production, app app.\n");
  expect(code).toBe(0);
});
