import { appendFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "vitest";
import { apply, shippedTexts } from "../support/memory.ts";
import { type BadInput, expectRefusal } from "../support/refusal.ts";
import {
  copyBase,
  DEPLOYMENT,
  DIGEST,
  follows,
  image,
  MARKER,
  OVERLAYS,
  overlay,
  PROMOTE,
  tails,
} from "./overlays.ts";

const BAD_INPUT: BadInput[] = [
  ["nothing", ["promote"], /--from is missing/],
  ["an unknown app", [...PROMOTE, "--app", "shop"], /--app: "shop" is none of app/],
  ["an unknown environment", ["promote", "--from", "qa"], /--from: "qa" is none of dev, staging/],
  ["an unknown target", [...PROMOTE, "--to", "prod"], /--to: "prod" is none of dev, staging/],
  ["the last environment", ["promote", "--from", "production"], /nothing comes after production/],
  ["itself", [...PROMOTE, "--to", "dev"], /--to: dev is where it comes from/],
  [
    "an environment that comes between",
    [...PROMOTE, "--to", "production"],
    /--to: staging would be skipped; --force carries it past/,
  ],
  [
    "an environment that comes before",
    ["promote", "--from", "staging", "--to", "dev"],
    /--to: dev does not come after staging; --force/,
  ],
  ["an app and all", [...PROMOTE, "--all"], /--app: --all is given/],
  [
    "a key that is not set",
    [...PROMOTE, "--config", "LOG_LEVEL"],
    /the overlay of dev sets no "LOG_LEVEL"; it sets nothing/,
  ],
  [
    "a tag where none is followed",
    [...PROMOTE, "--tag", "v1"],
    /--tag: staging follows the branch main: images are carried/,
  ],
];

describe("bad input to promote is refused with a sentence, and writes nothing", () => {
  it.each(BAD_INPUT)("%s", (_what, args, says) => expectRefusal(args, says));

  it.each<[string, (folder: string) => void, RegExp, string[]?]>([
    [
      "an app that the target does not run",
      (folder) => {
        const path = join(folder, overlay("staging"));
        const text = readFileSync(path, "utf8");
        writeFileSync(path, text.replace("  - ../../base-app-config\n", ""));
      },
      /--app: staging does not run app: its overlay does not list it/,
    ],
    [
      "a digest beside a marker",
      tails({ dev: image(`digest: ${DIGEST}`), staging: image(`newTag: 1.0.0 ${MARKER}`) }),
      /The newTag of localhost:5001\/demo-app is set by an image policy[\s\S]*kustomization\.yaml:65/,
    ],
    [
      "an image without a tag",
      (folder) => {
        const path = join(folder, DEPLOYMENT);
        const text = readFileSync(path, "utf8");
        writeFileSync(path, text.replace("demo-app:1.0.0", "demo-app"));
        tails({ staging: image("newTag: 1.0.0") })(folder);
      },
      /dev runs localhost:5001\/demo-app of app without a tag/,
    ],
    [
      "a base that is missing",
      (folder) => rmSync(join(folder, dirname(DEPLOYMENT)), { recursive: true }),
      /What app runs can't be told: resources names \.\.\/\.\.\/base-app-config, which does not exist[\s\S]*dev\/kustomization\.yaml:8[\s\S]*staging\/kustomization\.yaml:8/,
    ],
    [
      "a base that misses a file",
      (folder) => rmSync(join(folder, DEPLOYMENT)),
      /What app runs can't be told: resources names deployment\.yaml, which does not exist[\s\S]*base-app-config\/kustomization\.yaml:\d+/,
    ],
    [
      "a tag of the source that YAML takes for a number",
      tails({ dev: image("newTag: 1.10") }),
      /The newTag 1\.10 of localhost:5001\/demo-app is a number to YAML[\s\S]*dev\/kustomization\.yaml:\d+[\s\S]*Quote it: newTag: "1\.10"/,
    ],
    [
      "a tag of the target that YAML takes for a boolean",
      tails({ staging: image("newTag: yes") }),
      /The newTag yes of localhost:5001\/demo-app is a boolean to YAML[\s\S]*staging\/kustomization\.yaml:\d+/,
    ],
    [
      "a suffix",
      tails({ dev: image("tagSuffix: -debug") }),
      /dev\/kustomization\.yaml sets the image of app in a way that can't be carried[\s\S]*yaml:\d+/,
    ],
    [
      "an image of a patch",
      (folder) => {
        const path = join(folder, overlay("dev"));
        const patch =
          "  - target:\n      kind: Deployment\n    patch: |-\n      - op: replace\n        path: /spec/template/spec/containers/0/image\n        value: a:1\n";
        writeFileSync(path, readFileSync(path, "utf8").replace(/(?=# A base's host)/, patch));
      },
      /sets the image of app in a way that can't be carried[\s\S]*under images: of the overlay/,
    ],
    [
      "an image of a patch by its old name",
      (folder) => {
        const patch =
          "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n          image: a:1\n";
        writeFileSync(join(folder, OVERLAYS, "dev/image.yaml"), patch);
        tails({ dev: "patchesStrategicMerge:\n  - image.yaml\n" })(folder);
      },
      /dev\/image\.yaml sets the image of app in a way that can't be carried/,
    ],
    [
      "an image of a component",
      (folder) => {
        const path = "infrastructure/cross-namespace-netpols/kustomization.yaml";
        appendFileSync(join(folder, path), image("newTag: 3.0.0"));
      },
      /cross-namespace-netpols\/kustomization\.yaml sets the image of app/,
    ],
    [
      "a target that stays on a commit",
      follows("staging", `commit: ${"c0de".repeat(10)}`),
      /staging follows the commit (?:c0de)+: nothing new reaches it[\s\S]*sources\.yaml:\d+/,
    ],
    [
      "a target that follows a tag, and no tag to move to",
      follows("staging", "tag: v1.0.0"),
      /--tag is missing: dev follows the branch main, no tag that could be taken over/,
    ],
    [
      "a tag that git refuses",
      follows("staging", "tag: v1.0.0"),
      /--tag: "v\.\.1" is not a name that git accepts/,
      ["--tag", "v..1"],
    ],
    [
      "configuration of a target that follows a tag",
      follows("staging", "tag: v1.0.0"),
      /--config: staging follows a tag: its configuration comes along/,
      ["--tag", "v1.1.0", "--config", "all"],
    ],
  ])("%s", (_what, prepare, says, more = []) =>
    expectRefusal([...PROMOTE, ...more, "--no-render"], says, prepare),
  );

  it("all apps, of which a base is missing", () =>
    expectRefusal(
      ["promote", "--from", "dev", "--all"],
      /What app runs can't be told: resources names \.\.\/\.\.\/base-app-config/,
      (folder) => rmSync(join(folder, dirname(DEPLOYMENT)), { recursive: true }),
    ));

  it("apps that share an entry and run different tags", () =>
    expectRefusal(
      ["promote", "--from", "dev", "--all", "--no-render"],
      /staging can't run localhost:5001\/demo-app of (?:app|web) as dev does: the same images entry/,
      (folder) => {
        const texts = apply(
          "new:app",
          { name: "web", image: "localhost:5001/demo-app:2.0.0" },
          shippedTexts(),
        );
        for (const [path, text] of texts) {
          if (!path.includes("base-web")) writeFileSync(join(folder, path), text);
        }
        copyBase(folder, texts);
        tails({ staging: image("newTag: 3.0.0") })(folder);
      },
    ));
});
