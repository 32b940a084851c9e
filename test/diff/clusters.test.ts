import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { paintFor } from "../../generators/base/text/text.ts";
import { Tree } from "../../generators/edit/tree.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import type { ClusterDiff } from "../../generators/review/comparison.ts";
import { diffMarkdown } from "../../generators/review/formats/markdown.ts";
import { diffText } from "../../generators/review/formats/text.ts";
import { diffPage } from "../../generators/review/page/page.ts";
import { comparisonOf } from "../support/comparison.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { ROOT } from "../support/project.ts";

const SAMPLE = JSON.parse(
  readFileSync(join(ROOT, "test/fixtures/diff/sample.json"), "utf8"),
) as ClusterDiff;

const textOf = (diff: ClusterDiff) =>
  diffText(diff, { paint: paintFor(false, {}), width: undefined });
const pageOf = (diff: ClusterDiff) =>
  diffPage(diff, {
    templates: openFolder(join(ROOT, "templates")),
    built: new Tree({ read: () => undefined, list: () => [] }),
  });

describe("a comparison of several clusters", () => {
  it("names the cluster beside the environment, in every format", () => {
    const several = { ...SAMPLE, clusters: ["bootstrap", "other"] };
    for (const format of [textOf, diffMarkdown, pageOf]) {
      expect(format(SAMPLE)).not.toContain("bootstrap: ");
      expect(format(several)).toMatch(/bootstrap: (?:dev|production)/);
    }
    expect(pageOf(several)).toContain('<td class="place">bootstrap</td>');
  });

  it.skipIf(NO_KUSTOMIZE)("tells two of the same name apart, also where one differs", async () => {
    const clusters = (europe: string) =>
      Object.fromEntries(
        ["eu/prod", "us/prod", "dev"].flatMap((name) => [
          [
            `clusters/${name}/apps.yaml`,
            `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  interval: 10m
  path: ./apps/${name}
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
`,
          ],
          [`apps/${name}/kustomization.yaml`, "resources: [map.yaml]\n"],
          [
            `apps/${name}/map.yaml`,
            `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: m, namespace: default }\ndata: { k: ${name === "eu/prod" ? europe : "v"} }\n`,
          ],
        ]),
      );
    const diff = await comparisonOf(clusters("v"), clusters("w"));
    expect(diff.clusters).toEqual(["clusters/dev", "clusters/eu/prod", "clusters/us/prod"]);
    expect(textOf(diff)).toContain("ConfigMap m: changed in eu/prod\n");
    expect(textOf(diff)).toMatch(/^clusters\/eu\/prod +eu\/prod +apps /m);
    const broken = await comparisonOf(clusters("v"), {
      ...clusters("v"),
      "apps/eu/prod/map.yaml": "no: object\n",
    });
    expect(broken.notCompared).toEqual([
      expect.stringMatching(/^apps of clusters\/eu\/prod: it does not build: /),
    ]);
  });
});
