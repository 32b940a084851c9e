import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { FLUX_CD } from "../../generators/model/layouts/flux-cd.ts";
import { ROOT } from "../support/project.ts";

const { paths, names } = FLUX_CD.patterns;

const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Where a part of the shipped layout's patterns is said. `apps` is also an API group's name. */
const SAID = [...new Set(Object.values(paths).flatMap((pattern) => pattern.split("/")))].flatMap(
  (step) => {
    if (/^(?:\{\w+\}(?:\.yaml)?|apps)$/.test(step)) return [];
    // A word like others, unless it stands where a path does.
    if (/^\w+$/.test(step)) return [`\\b${step}/`, `/${step}\\b`, `["'\`]${step}["'\`]`];
    const [first = "", ...rest] = step.split(/\{\w+\}/).map(literal);
    return [`(?<![\\w-])${[first, ...rest].join("[^/\\s]+")}(?![\\w-])`];
  },
);
const NAMED = Object.values(names).map((pattern) => {
  const last = literal(pattern.split("}").at(-1) ?? "");
  // Behind what is put in; or the whole name.
  return pattern.includes("}") ? `[}"'\`]${last}\\b` : `\\b${last}\\b`;
});
const PATTERN = new RegExp([...SAID, ...NAMED].join("|"));

/** What asks a layout by the name of a path. */
const ASKED = /\b(?:layout|FLUX_CD)\.(?:path|found)\(.*?\)/g;

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ts|hbs)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
}

it("no path and no name of the shipped layout is said outside of model/layouts/", () => {
  const found = ["generators", "templates"]
    .flatMap(filesBelow)
    .filter((path) => !path.startsWith("generators/model/layouts/"))
    .flatMap((path) =>
      readFileSync(join(ROOT, path), "utf8")
        .split("\n")
        .flatMap((line, index) =>
          PATTERN.test(line.replace(ASKED, "")) ? [`${path}:${index + 1} ${line.trim()}`] : [],
        ),
    );
  expect(found).toEqual([]);
});

it.each([
  'const folder = "bootstrap";',
  "posix.join(root, `infrastructure/`)",
  "  - ../../base-{{name}}-config",
  "layout.base ?? `base-$" + "{app}-config`",
  "$" + "{name}-sync`",
  '"sync.yaml"',
  "kind: Kustomization # applications-sync",
  "every-app/",
])("would find %j", (line) => {
  expect(PATTERN.test(line)).toBe(true);
});
