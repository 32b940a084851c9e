import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../support/project.ts";

const FOLDER = join(ROOT, "templates", "environment");

/** From the sizing on. */
function settingsIn(template: string): string {
  const text = readFileSync(join(FOLDER, template), "utf8");
  return text.slice(text.indexOf("# Sizing:")).replace(/\{\{\/(?:if|unless)\}\}\n$/, "");
}

it("an app with an overlay of its own gets what the overlay of an environment gives", () => {
  expect(settingsIn("every-app/kustomization.yaml.hbs")).toBe(settingsIn("kustomization.yaml.hbs"));
  expect(settingsIn("kustomization.yaml.hbs")).toContain("replacements:");
});
