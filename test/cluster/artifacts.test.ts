import { describe, expect, it } from "vitest";
import { toObject } from "../../generators/model/objects/object.ts";
import {
  artifactsOf,
  placeInArtifact,
  sourceFoldersOf,
} from "../../generators/model/sources/artifacts.ts";

const REPO = { kind: "GitRepository", namespace: "flux-system", name: "monorepo" };
const copy = (from: string, to: string, exclude: readonly string[] = []) => ({
  source: REPO,
  from,
  to,
  exclude,
  isExtracted: false,
});

describe("a copy of an ArtifactGenerator", () => {
  it.each([
    // source-watcher 2.2, internal/builder: `dir/**` loses `dir/`.
    ["a/b/c.yaml", copy("a/**", ""), "b/c.yaml"],
    ["a/b/c.yaml", copy("a/**", "x/"), "x/b/c.yaml"],
    ["ab/c.yaml", copy("a/**", ""), undefined],
    ["a/c.yaml", copy("**", "x/"), "x/a/c.yaml"],
    // Other patterns keep the whole path.
    ["a/c.yaml", copy("a/*.yaml", "x/"), "x/a/c.yaml"],
    ["a/c.yml", copy("a/*.yaml", "x/"), undefined],
    ["a/b/c.yaml", copy("a/*", "x/"), "x/a/b/c.yaml"],
    ["a/b/c.yaml", copy("a/**/*.yaml", "x/"), "x/a/b/c.yaml"],
    // Files and folders keep their last name, as with cp.
    ["a/b/c.yaml", copy("a/b", "x/"), "x/b/c.yaml"],
    ["a/b/c.yaml", copy("a/b/", "x"), "x/b/c.yaml"],
    ["a/c.yaml", copy("a/c.yaml", "x/"), "x/c.yaml"],
    ["a/c.yaml", copy("a/c.yaml", "x/d.yaml"), "x/d.yaml"],
    ["a/c.yaml", copy("a/c.yaml", ""), "c.yaml"],
    // What is left out.
    ["a/b/c.md", copy("a/**", "", ["*.md"]), undefined],
    ["a/b/c.yaml", copy("a/**", "", ["b"]), undefined],
    ["a/b/c.yaml", copy("a/**", "", ["b/**"]), undefined],
    ["a/b/c.yaml", copy("a/**", "", ["a/b/*.yaml"]), undefined],
    ["a/b/c.yaml", copy("a/**", "", ["c/**"]), "b/c.yaml"],
    ["a/b/c.yaml", copy("a/**", "", ["*.{json,md}"]), "b/c.yaml"],
  ])("puts %s by %j at %s", (file, given, place) => {
    expect(placeInArtifact(file, given)).toBe(place);
  });

  it.each([
    ["apps", copy("apps/**", "apps/"), "apps"],
    [".", copy("storage/**", ""), "storage"],
    ["fast", copy("storage/**", ""), "storage/fast"],
    ["base", copy("apps/base", ""), "apps/base"],
    ["apps", copy("apps/*", ""), "apps"],
    ["apps", copy("apps/kustomization.yaml", "apps/kustomization.yaml"), "apps"],
    ["other", copy("apps/**", "apps/"), undefined],
  ])("brings %s by %j from %s", (folder, given, path) => {
    const artifact = { name: "a", index: 0, copies: [given], generator: toObject({}, undefined) };
    const expected = path === undefined ? [] : [{ source: REPO, path }];
    expect(sourceFoldersOf(folder, artifact)).toEqual(expected);
  });

  it("names its source by an alias", () => {
    const generator = toObject(
      {
        apiVersion: "source.extensions.fluxcd.io/v1beta1",
        kind: "ArtifactGenerator",
        metadata: { name: "all", namespace: "apps" },
        spec: {
          sources: [
            { alias: "repo", kind: "GitRepository", name: "monorepo", namespace: "flux-system" },
          ],
          artifacts: [
            {
              name: "web",
              copy: [
                { from: "@repo/web/**", to: "@artifact/", exclude: ["*.md"] },
                { from: "@none/web/**", to: "@artifact/x/", strategy: "Extract" },
              ],
            },
          ],
        },
      },
      undefined,
    );
    const artifact = artifactsOf([generator]).get("ExternalArtifact/apps/web");
    expect(artifact?.copies).toEqual([
      copy("web/**", "", ["*.md"]),
      { source: undefined, from: "web/**", to: "x/", exclude: [], isExtracted: true },
    ]);
  });
});
