import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderHtml } from "../../generators/edit/templates/html.ts";
import { Tree } from "../../generators/edit/tree.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import type { ClusterDiff, Graph, State } from "../../generators/review/comparison.ts";
import { drawingOf } from "../../generators/review/page/drawing.ts";
import { fieldView } from "../../generators/review/page/fields.ts";
import { diffPage } from "../../generators/review/page/page.ts";
import { folderWith } from "../support/folder.ts";
import { processorClock } from "../support/processor-time.ts";
import { ROOT } from "../support/project.ts";
import { SEED } from "../support/seed.ts";

// What a browser makes of it is tested in test/browser.

const SAMPLE = JSON.parse(
  readFileSync(join(ROOT, "test/fixtures/diff/sample.json"), "utf8"),
) as ClusterDiff;

describe("the page of a diff", () => {
  const script = 'console.log("</p> & <b>");';
  const html = diffPage(SAMPLE, {
    templates: openFolder(join(ROOT, "templates")),
    built: new Tree({ read: () => script, list: () => [] }),
  });

  it("allows its own script and style, and nothing else", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    const [style = ""] = /(?<=<style>).*(?=<\/style>)/s.exec(html) ?? [];
    const hash = (text: string) => {
      const sum = createHash("sha256").update(text).digest("base64");
      return `&#x27;sha256-${sum.replaceAll("=", "&#x3D;")}&#x27;`;
    };
    expect(policy?.split("; ")).toEqual([
      "default-src &#x27;none&#x27;",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      "base-uri &#x27;none&#x27;",
      "form-action &#x27;none&#x27;",
      "require-trusted-types-for &#x27;script&#x27;",
      "trusted-types &#x27;none&#x27;",
    ]);
    expect(style).toContain("@media print");
    expect(html).toContain(`<script>${script}</script>`);
  });

  it("refers to nothing but itself", () => {
    expect(html.match(/(?:src|href|action)=(?!"#)\S*|url\((?!#)\S*/g)).toBeNull();
    expect(html).not.toMatch(/\sstyle=|\son\w+=/);
  });

  it("has ids that are there once, and links to ids that are there", () => {
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const links = [...html.matchAll(/\shref="#([^"]*)"/g)].map(([, id]) => id);
    expect(links.filter((id) => !ids.includes(id))).toEqual([]);
    expect(links.length).toBeGreaterThan(20);
  });
});

describe("a template of the page", () => {
  const render = (files: Record<string, string>, values: object) =>
    renderHtml(openFolder(folderWith(files)), "page", "page", values);

  it("escapes what it inserts, for texts and for attributes", () => {
    const files = {
      "page/page.hbs": '<a title="{{title}}">{{> text}}</a>',
      "page/text.hbs": "{{title}}",
      "page/style.css": "a {}",
    };
    expect(render(files, { title: `<b> & "'\`=` })).toBe(
      ['<a title="', '">', "</a>"].join("&lt;b&gt; &amp; &quot;&#x27;&#x60;&#x3D;"),
    );
  });

  it("names the folder where it has a fault, or inserts what it is not given", () => {
    const fault = (text: string) => () => render({ "page/page.hbs": text }, { here: 1 });
    expect(fault("{{ther}}")).toThrow('templates/page/: "ther" not defined');
    expect(fault("{{#if here}}")).toThrow("templates/page/: Parse error");
    expect(fault("{{> nothing}}")).toThrow(
      "templates/page/: The partial nothing could not be found",
    );
  });
});

describe("a field", () => {
  const marked = (before: string, after: string) =>
    fieldView({ path: "x", before, after }).runs.map((run) =>
      [run.before, run.after].map((lines) =>
        lines
          .map((line) =>
            line.map((piece) => (piece.marked ? `[${piece.text}]` : piece.text)).join(""),
          )
          .join("\n"),
      ),
    );

  it("has the words marked that differ, unless all do", () => {
    expect(marked("ghcr.io/example/app:1.4.2", "ghcr.io/example/app:1.5.0")).toEqual([
      ["ghcr.io/example/app:1.[4][.][2]", "ghcr.io/example/app:1.[5][.][0]"],
    ]);
    expect(marked("256Mi", "64Mi")).toEqual([["256Mi", "64Mi"]]);
    expect(marked("3", "1")).toEqual([["3", "1"]]);
  });

  it("shows of a long text what is near to a change, and how much is left out", () => {
    const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
    const { runs } = fieldView({
      path: "data.text",
      before: lines.join("\n"),
      after: lines.with(20, "changed").toSpliced(30, 2).join("\n"),
    });
    const shape = runs.map(({ same, before, after, skipped }) =>
      skipped === "" ? [same.length, before.length, after.length] : skipped,
    );
    expect(shape).toEqual([
      ...["17 lines", [3, 0, 0], [0, 1, 1], [3, 0, 0], "3 lines"],
      ...[[3, 0, 0], [0, 2, 0], [3, 0, 0], "5 lines"],
    ]);
  });

  it("says the same as what it is made of, whatever lines there are", () => {
    const text = fc.array(fc.constantFrom("a", "b", "c d", ""), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { runs } = fieldView({
          path: "x",
          before: before.join("\n"),
          after: after.join("\n"),
        });
        const shown = (side: "before" | "after") =>
          runs.flatMap((run) => [
            ...run.same,
            ...run[side].map((line) => line.map(({ text }) => text).join("")),
            ...(run.skipped === "" ? [] : [`${run.skipped}`]),
          ]);
        for (const [side, lines] of [
          ["before", before],
          ["after", after],
        ] as const) {
          let next = 0;
          for (const line of shown(side)) {
            const left = /^(\d+) lines?$/.exec(line);
            if (left) next += Number(left[1]);
            else expect(line).toBe(lines[next++]);
          }
          expect(next).toBe(lines.length);
        }
      }),
      { seed: SEED },
    );
  });

  it("of two long texts without anything in common takes no time", () => {
    const text = (word: string) =>
      Array.from({ length: 20_000 }, (_, index) => `${word} ${index}`).join("\n");
    const took = processorClock();
    const { runs } = fieldView({ path: "x", before: text("old"), after: text("new") });
    expect(runs[0]?.before).toHaveLength(20_000);
    expect(took()).toBeLessThan(5000);
  });

  it("of a secret has nothing marked", () => {
    const { runs } = fieldView({
      path: "x",
      before: "(hidden)",
      after: "(hidden, b)",
      masked: true,
    });
    expect(runs.flatMap((run) => [...run.before, ...run.after].flat())).toEqual([
      { text: "(hidden)", marked: false },
      { text: "(hidden, b)", marked: false },
    ]);
  });
});

describe("the picture", () => {
  const KINDS = ["source", "sync", "environment", "app"] as const;
  const EDGES = ["reads", "applies", "runs"] as const;

  /** So many chains of a source to an app, the Flux Kustomizations one after another. */
  function chains(count: number, state: State): Graph {
    const cluster = "bootstrap";
    const rows = Array.from({ length: count }, (_, index) => index);
    return {
      nodes: rows.flatMap((row) =>
        KINDS.map((kind) => ({
          id: `${kind}${row}`,
          kind,
          label: `${kind}-${row}`,
          cluster,
          state,
        })),
      ),
      edges: rows.flatMap((row) => [
        ...EDGES.map((kind, index) => ({
          from: `${KINDS[index]}${row}`,
          to: `${KINDS[index + 1]}${row}`,
          ...{ kind, state },
        })),
        ...(row === 0
          ? []
          : [{ from: `sync${row - 1}`, to: `sync${row}`, kind: "before" as const, state }]),
      ]),
      left: 0,
    };
  }

  it("has boxes that do not touch, all inside, and a line for every edge", () => {
    const shape = fc.record({
      rows: fc.integer({ min: 1, max: 12 }),
      more: fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 10 }),
    });
    fc.assert(
      fc.property(shape, ({ rows, more }) => {
        const graph = chains(rows, "changed");
        const edges = more
          .filter(([from, to]) => from < rows && to < rows && from !== to)
          .map(([from, to]) => ({
            from: `environment${from}`,
            to: `app${to}`,
            kind: "runs" as const,
            state: "same" as const,
          }));
        const picture = drawingOf({ ...graph, edges: [...graph.edges, ...edges] });
        const boxes = picture?.nodes ?? [];
        expect(boxes).toHaveLength(graph.nodes.length);
        for (const [index, a] of boxes.entries()) {
          expect(a.x >= 0 && a.x + a.width <= (picture?.width ?? 0)).toBe(true);
          expect(a.y >= 0 && a.y + a.height <= (picture?.height ?? 0)).toBe(true);
          for (const b of boxes.slice(index + 1)) {
            const apart =
              a.x + a.width < b.x ||
              b.x + b.width < a.x ||
              a.y + a.height < b.y ||
              b.y + b.height < a.y;
            expect(apart).toBe(true);
          }
        }
        const lines = picture?.edges.map(({ path }) => path) ?? [];
        expect(lines.filter((line) => !/^M[-\d.]+,[-\d.]+[LQC]/.test(line))).toEqual([]);
        expect(lines).toHaveLength(graph.edges.length + edges.length);
      }),
      { seed: SEED, numRuns: 30 },
    );
  });

  it("keeps the Flux Kustomizations in the order of the rollout", () => {
    const syncs = drawingOf(chains(5, "same"))?.nodes.filter(({ caption }) =>
      caption.startsWith("Flux"),
    );
    const down = syncs?.map(({ y }) => y);
    expect(down).toEqual(down?.toSorted((a, b) => a - b));
  });

  it("of very many has the first that differ, and says how many it has not", () => {
    const graph = chains(100, "new");
    const picture = drawingOf({ ...graph, left: 7 });
    expect(picture?.nodes).toHaveLength(90);
    expect(picture?.leftOut).toBe("310 more that differ. 7 others as before.");
    expect(drawingOf({ nodes: [], edges: [], left: 7 })).toBeUndefined();
  });
});
