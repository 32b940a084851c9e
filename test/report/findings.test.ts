import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { Ajv } from "ajv";
import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { paintFor } from "../../generators/base/text/text.ts";
import { FORMATS } from "../../generators/check/formats/formats.ts";
import type { Report } from "../../generators/check/formats/report.ts";
import { ROOT } from "../support/project.ts";

const ESC = "\u001b";
const FIXTURES = join(ROOT, "test", "fixtures");

/** What a repository can hold at its worst: commands of terminals, of Actions, of XML. */
const HOSTILE = `a ${ESC}[2J <b attr="x"> & ]]> %0A ::error::no\r\n::stop-commands::x\u0000\ufffe\ud800 \u202e end`;

const REPORT: Report = {
  findings: [
    { rule: "build", message: "Nothing can be built." },
    {
      rule: "build",
      path: "apps/dev/kustomization.yaml",
      message: `kustomize can't build apps/dev:\n  accumulating resources: accumulation err='accumulating resources from '../base': read flux-cd/apps/base: is a directory': recursed accumulation of path 'flux-cd/apps/base'\n  ${HOSTILE}`,
    },
    {
      rule: "image-tag",
      path: "apps/dev/kustomization.yaml",
      line: 4,
      column: 5,
      message: "Deployment dev/app runs the image app:latest, which changes without a commit.",
      hint: "Name a tag that stays, or a digest.",
      object: "Deployment dev/app",
    },
    {
      rule: "image-tag",
      path: "apps/dev/kustomization.yaml",
      line: 5,
      column: 153,
      message: "The column is far to the right.",
    },
    {
      rule: "unknown-field",
      path: `b ü,:%${ESC}/x.yaml`,
      line: 2,
      column: 7,
      message: HOSTILE,
      hint: HOSTILE,
    },
    { rule: "unknown-field", path: "gone.yaml", line: 7, message: "Its file can't be read." },
  ],
  ignored: [
    {
      finding: { rule: "image-tag", path: "apps/qa.yaml", line: 3, message: "Ignored." },
      reason: HOSTILE,
      path: "apps/qa.yaml",
      line: 1,
    },
  ],
  rules: ["build", "image-tag", "unknown-field", "quota"].map((name) => ({
    name,
    summary: `Nothing is wrong with ${name}.`,
    why: "It breaks.",
    fix: "Mend it <here>.",
  })),
  summary: {
    files: 3,
    objects: 1,
    builds: 2,
    program: "kustomize",
    notBuilt: [`infrastructure names ${HOSTILE}, which would have to be fetched.`],
    withoutSchema: [{ kind: `acme.io ${HOSTILE}`, count: 2 }],
  },
  label: "flux-cd",
  textOf: (path) =>
    ({
      "apps/dev/kustomization.yaml": `a: 1\nb: 2\nc:\n  - image: app:latest\nlong: "${"0123456789".repeat(14)}" # ${ESC}[2J here: ${"x".repeat(80)}\n`,
      [`b ü,:%${ESC}/x.yaml`]: `ok: yes\n日本\t: ${ESC}[2J\n`,
    })[path],
};

const plain = { paint: paintFor(false, {}), width: undefined };
const NARROW = 60;

function golden(name: string, text: string): void {
  const path = join(FIXTURES, "reports", name);
  if (process.env.UPDATE_FIXTURES) writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

describe("each format", () => {
  it.each(Object.keys(FORMATS))("%s is as it was", (name) => {
    golden(`findings.${name}`, FORMATS[name]?.(REPORT, plain) ?? "");
  });

  it("text on a narrow terminal", () => {
    golden("findings.narrow", FORMATS.text?.(REPORT, { ...plain, width: NARROW }) ?? "");
  });

  it.each(Object.keys(FORMATS))("%s lets no control character through", (name) => {
    const text = FORMATS[name]?.(REPORT, plain) ?? "";
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });
});

describe("text", () => {
  it("has the same words in colours", () => {
    const painted = FORMATS.text?.(REPORT, { paint: paintFor(true, {}), width: 80 }) ?? "";
    expect(painted).toContain(`${ESC}[`);
    const uncoloured = FORMATS.text?.(REPORT, { ...plain, width: 80 });
    expect(stripVTControlCharacters(painted)).toBe(uncoloured);
  });

  it("fits into the lines of the terminal, long words apart", () => {
    const text = FORMATS.text?.(REPORT, { ...plain, width: NARROW }) ?? "";
    const long = text.split("\n").filter((line) => [...line].length > NARROW);
    // The lines of the summary are for the terminal to break.
    expect(long.filter((line) => !/^(?:✗|Not built|1 kind)/.test(line))).toEqual([]);
  });

  it("begins no line with what GitHub Actions takes for a command", () => {
    const findings = REPORT.findings.map((each) => ({
      ...each,
      path: `x\n::add-mask::${each.path}`,
    }));
    const text = FORMATS.text?.({ ...REPORT, findings }, plain);
    expect(text).not.toMatch(/^\s*::/m);
  });

  it("says when all is well", () => {
    const report = {
      ...REPORT,
      findings: [],
      ignored: [],
      summary: { ...REPORT.summary, notBuilt: [], withoutSchema: [] },
    };
    expect(FORMATS.text?.(report, plain)).toBe(
      "✓ No findings in 3 files, 1 object, 2 builds with kustomize.\n",
    );
  });
});

describe("github", () => {
  it("writes one line for each finding, which nothing in it can end", () => {
    const lines = (FORMATS.github?.(REPORT, plain) ?? "").trimEnd().split("\n");
    const annotations = lines.slice(0, REPORT.findings.length);
    expect(annotations.every((line) => line.startsWith("::error "))).toBe(true);
    expect(lines.slice(REPORT.findings.length)).toEqual([
      expect.stringMatching(/^6 findings in 3 files/),
      expect.stringMatching(/^1 kind without a schema: acme\.io /),
      expect.stringMatching(/^Not built: /),
    ]);
  });

  it("says the same as the finding once a runner has read it", () => {
    const line = (FORMATS.github?.(REPORT, plain) ?? "").split("\n")[4] ?? "";
    const [, properties = "", text = ""] = /^::error (.*?)::(.*)$/.exec(line) ?? [];
    const decoded = (part: string) =>
      part
        .replaceAll("%3A", ":")
        .replaceAll("%2C", ",")
        .replaceAll("%0A", "\n")
        .replaceAll("%25", "%");
    expect(properties.split(",").map(decoded)).toEqual([
      "file=flux-cd/b ü,:%\\u001b/x.yaml",
      "line=2",
      "col=7",
      "title=unknown-field",
    ]);
    expect(decoded(text)).toContain("%0A ::error::no\n::stop-commands::x\\u0000");
  });
});

describe("sarif", () => {
  const read = (report: Report) => JSON.parse(FORMATS.sarif?.(report, plain) ?? "");

  it("is valid by the schema of SARIF 2.1.0", () => {
    const path = join(FIXTURES, "sarif", "sarif-2.1.0-rtm.5.json");
    // Draft 4 says `id` where later ones say `$id`; the rest of what it uses means the same.
    const { $schema, id, ...schema } = JSON.parse(readFileSync(path, "utf8"));
    const validate = new Ajv({
      strict: false,
      validateFormats: false,
      unicodeRegExp: false,
    }).compile(schema);
    const document = read(REPORT);
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    document.runs[0].results[0].level = "fatal";
    expect(validate(document)).toBe(false);
  });

  it("names files by URIs, relative to git's root", () => {
    const uris = read(REPORT).runs[0].results.map(
      (result: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
        result.locations[0].physicalLocation.artifactLocation.uri,
    );
    expect(uris[4]).toBe("flux-cd/b%20%C3%BC%2C%3A%25%1B/x.yaml");
    expect(uris[0]).toBe("flux-cd");
  });

  it("knows a finding again when its line moved, and tells all of them apart", () => {
    const prints = (report: Report): string[] =>
      read(report).runs[0].results.map(
        (result: { partialFingerprints: { primaryLocationLineHash: string } }) =>
          result.partialFingerprints.primaryLocationLineHash,
      );
    const moved = REPORT.findings.map((each) =>
      each.line === undefined ? each : { ...each, line: each.line + 3, column: 1 },
    );
    expect(prints({ ...REPORT, findings: moved })).toEqual(prints(REPORT));
    expect(new Set(prints(REPORT)).size).toBe(REPORT.findings.length);
  });
});

describe("junit", () => {
  it("is well-formed XML that says the same", () => {
    const failures: Record<string, string>[] = [];
    const passed: string[] = [];
    let text = "";
    const parser = new SaxesParser();
    parser.on("error", (error) => {
      throw error;
    });
    parser.on("opentag", ({ name, attributes, isSelfClosing }) => {
      if (name === "failure") failures.push(attributes as Record<string, string>);
      if (name === "testcase" && isSelfClosing) passed.push(String(attributes.classname));
    });
    parser.on("text", (part) => {
      text += part;
    });
    parser.write(FORMATS.junit?.(REPORT, plain) ?? "").close();
    expect(failures.map(({ type }) => type)).toEqual(REPORT.findings.map(({ rule }) => rule));
    expect(failures[2]?.message).toBe(REPORT.findings[2]?.message);
    expect(failures[4]?.message).toContain('<b attr="x"> & ]]> %0A ::error::no\n::stop');
    expect(passed).toEqual(["quota"]);
    expect(text).toContain("flux-cd/apps/dev/kustomization.yaml:4:5");
  });
});
