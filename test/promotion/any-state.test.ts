import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listAt, textAt } from "../../generators/base/yaml/at.ts";
import { openKustomize } from "../../generators/commands/context/kustomize.ts";
import { planBuild } from "../../generators/model/rendering/build-request.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { apply, filesOf } from "../support/memory.ts";
import { SEED } from "../support/seed.ts";
import { DEPLOYMENT, DIGEST, OVERLAYS, overlay, withTails } from "./overlays.ts";

/** Each takes three builds. CI tries as many others at every run. */
const CASES = 20;

describe.skipIf(NO_KUSTOMIZE)("from any state of images", () => {
  const [A, B] = ["r.example.com/a", "r.example.com:5000/b"];
  const version = fc.oneof(
    fc.record({ newTag: fc.constantFrom("1.0.0", "1.10", "v2", "main-17", "1e3") }),
    fc.record({ digest: fc.constantFrom(DIGEST, DIGEST.replace("0", "f")) }),
    fc.constant({ newTag: "v3", digest: DIGEST }),
  );
  const entry = fc
    .record({
      name: fc.constantFrom(A, B, "m.example.com/a", "m.example.com/b"),
      renames: fc.boolean(),
      version: fc.option(version, { nil: {} }),
    })
    .map(({ name, renames, version: { newTag, digest } }: Entry) => {
      const newName = renames && name.startsWith("r.") ? `m.example.com/${name.at(-1)}` : undefined;
      return { name, newName, newTag, digest };
    });
  interface Entry {
    name: string;
    renames: boolean;
    version: { newTag?: string; digest?: string };
  }
  const entries = fc.array(entry, { maxLength: 4 });
  const state = fc.record({
    base: fc.constantFrom([":1.0.0", ":v1"], [`@${DIGEST}`, ":v1"], [":1", `:2@${DIGEST}`]),
    from: entries,
    to: entries,
  });

  it("what is rendered of the target has the tags and digests of the source, and its own names", async () => {
    const tail = (list: object[]) => (list.length === 0 ? "" : `images: ${JSON.stringify(list)}\n`);
    const all = new Map<string, string>();
    const samples = fc.sample(state, { seed: SEED, numRuns: CASES });
    for (const [index, { base, from, to }] of samples.entries()) {
      const texts = new Map(withTails({ dev: tail(from), staging: tail(to) }));
      texts.set(
        DEPLOYMENT,
        (texts.get(DEPLOYMENT) ?? "").replace(
          "image: localhost:5001/demo-app:1.0.0",
          `image: ${A}${base[0]}\n        - name: second\n          image: ${B}${base[1]}`,
        ),
      );
      const after = apply("promote", { from: "dev", app: ["app"] }, texts);
      expect(apply("promote", { from: "dev", app: ["app"] }, after)).toEqual(after);
      const changed = [...after].filter(([path, text]) => texts.get(path) !== text);
      expect(changed.map(([path]) => path).filter((path) => path !== overlay("staging"))).toEqual(
        [],
      );
      for (const [name, map] of Object.entries({ before: texts, after })) {
        for (const [path, text] of map) all.set(`${index}/${name}/${path}`, text);
      }
    }
    const files = filesOf(all);
    const folders = samples.flatMap((_, index) =>
      ["after/dev", "after/staging", "before/staging"].map((each) => {
        const [name, environment] = each.split("/");
        return `${index}/${name}/${OVERLAYS}/${environment}`;
      }),
    );
    const kustomize = await openKustomize({ env: process.env, label: "test" });
    const planned = folders.map((folder) => planBuild(files, { folder }));
    const builds = (await kustomize?.render(planned, files)) ?? [];
    const images = builds.map((build) => {
      if (!build?.ok) throw new Error(JSON.stringify(build));
      const deployment = build.objects.find(({ kind }) => kind === "Deployment");
      return listAt(deployment, "spec", "template", "spec", "containers").map((container) =>
        /^(.+?)((?::[^/@]+)?(?:@.+)?)$/.exec(textAt(container, "image") ?? "")?.slice(1),
      );
    });
    expect(images).toHaveLength(3 * CASES);
    for (const index of samples.keys()) {
      const [source, target, before] = images.slice(3 * index);
      const what = JSON.stringify(samples[index]);
      expect(
        target?.map((each) => each?.[1]),
        what,
      ).toEqual(source?.map((each) => each?.[1]));
      expect(
        target?.map((each) => each?.[0]),
        what,
      ).toEqual(before?.map((each) => each?.[0]));
    }
  }, 120_000);
});
