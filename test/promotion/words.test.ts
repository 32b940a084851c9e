import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { apply, shippedTexts } from "../support/memory.ts";
import {
  BIN,
  copyOfMonorepo,
  filesBelow,
  interact,
  KEYS,
  run,
  type Step,
} from "../support/project.ts";
import { copyBase, follows, image, MARKER, overlay, tails } from "./overlays.ts";

describe("promote says", () => {
  const promoted = async (prepare: (folder: string) => void, ...more: string[]) => {
    const folder = copyOfMonorepo();
    prepare(folder);
    const args = ["promote", "--from", "dev", ...more, "--repo", folder, "--yes", "--no-render"];
    const ended = await run(args);
    expect(ended.code, ended.stderr).toBe(0);
    return { ...ended, files: filesBelow(folder) };
  };

  it("what goes where, and how to commit it", async () => {
    const { stderr } = await promoted(tails({ dev: image("newTag: 1.1.0") }));
    expect(stderr).toContain("app: localhost:5001/demo-app goes from 1.0.0 to 1.1.0 in staging.\n");
    expect(stderr).toMatch(/ && git (?:-C \S+ )?commit -m "Promote app 1.1.0 from dev to staging"/);
  });

  it("that an older version is one, by semver", async () => {
    const { stderr } = await promoted(
      tails({ dev: image("newTag: 1.9.0"), staging: image("newTag: 1.10.0-rc.1") }),
    );
    expect(stderr).toContain("goes BACK from 1.10.0-rc.1 to 1.9.0 in staging");
  });

  it("that a marker stays, and that the name of the registry does", async () => {
    const { stderr } = await promoted(
      tails({
        dev: image("newName: ghcr.io/acme/app", "newTag: 1.1.0"),
        staging: image(`newTag: 1.0.1 ${MARKER}`),
      }),
    );
    expect(stderr).toContain(
      "The marker stays: the image policy flux-system:app:tag will set the tag in staging again.",
    );
    expect(stderr).toContain(
      "staging goes on to take it from localhost:5001/demo-app, not from ghcr.io/acme/app.",
    );
  });

  it("which other app gets the same image", async () => {
    const { stderr } = await promoted(
      (folder) => {
        const texts = apply(
          "new:app",
          { name: "web", image: "localhost:5001/demo-app:1.0.0" },
          shippedTexts(),
        );
        for (const [path, text] of texts) {
          if (!path.includes("base-web")) writeFileSync(join(folder, path), text);
        }
        copyBase(folder, texts);
        tails({ dev: image("newTag: 1.1.0") })(folder);
      },
      "--app",
      "app",
    );
    expect(stderr).toContain("web runs the same image in staging, and gets it too.");
  });

  it("when a target gets it later, and that a source may run something else", async () => {
    const later = await promoted((folder) => {
      tails({ dev: image("newTag: 1.1.0") })(folder);
      follows("staging", 'semver: ">=1.0.0"')(folder);
    });
    expect(later.stderr).toContain(
      "staging follows the semver >=1.0.0: this reaches it with the next tag in that range.",
    );
    const other = await promoted((folder) => {
      tails({ dev: image("newTag: 1.1.0") })(folder);
      follows("dev", "tag: v1.0.0")(folder);
    });
    expect(other.stderr).toContain(
      "dev follows the tag v1.0.0: what is carried is what this working tree has for it.",
    );
  });

  it("nothing but that there is nothing, and writes nothing", async () => {
    const { stdout, stderr, files } = await promoted(() => {}, "--all");
    expect(stdout).toBe("");
    expect(stderr).toBe(
      "Nothing to carry for app: staging has the images of dev.\nThere is nothing to write.\n",
    );
    expect(files).toEqual(filesBelow(copyOfMonorepo()));
    const json = await run(["promote", "--from", "dev", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ written: false, changes: [], diff: "" });
  });

  it.each([
    ["tag: v1.0.0", "tag: v1.1.0"],
    ['name: "refs/tags/v1.0.0"', 'name: "refs/tags/v1.1.0"'],
  ])("that a target which follows %s moves as a whole", async (ref, expected) => {
    const { stdout, stderr } = await promoted((folder) => {
      tails({ dev: image("newTag: 9.9.9") })(folder);
      follows("staging", ref)(folder);
      follows("dev", "tag: v1.1.0")(folder);
    });
    expect(stdout.match(/^[-+] .*$/gm)).toEqual([`-    ${ref}`, `+    ${expected}`]);
    expect(stderr).toContain("staging goes from the tag v1.0.0 to v1.1.0, with every app");
    expect(stderr).toContain("What it brings: git diff v1.0.0 v1.1.0");
    expect(stderr).toContain("not ready until the tag is pushed: git push origin v1.1.0");
  });

  it("past an environment with --force", async () => {
    const { files } = await promoted(
      tails({ dev: image("newTag: 1.1.0") }),
      ..."--to production --force".split(" "),
    );
    expect(files.get(overlay("production"))).toContain('newTag: "1.1.0"');
    expect(files.get(overlay("staging"))).not.toContain("newTag");
  });
});

it("asks which tag, and not which apps, where the next environment follows one", async () => {
  const folder = copyOfMonorepo();
  follows("staging", "tag: v1.0.0")(folder);
  const { enter } = KEYS;
  const steps: Step[] = [
    ["From", enter],
    ["Tag", `v1.1.0${enter}`],
    ["All right, show the diff", enter],
    ["Write these 1 files?", enter],
  ];
  const { code, stderr } = await interact([BIN, "promote", "--repo", folder, "--no-render"], steps);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/From +dev\n +To +staging\n +Tag +v1\.1\.0\n(?! +Apps)/);
  expect(filesBelow(folder).get("bootstrap/sources.yaml")).toContain("tag: v1.1.0");
});

it("asks from where, and shows the rest in one form", async () => {
  const folder = copyOfMonorepo();
  tails({ dev: image("newTag: 1.1.0") })(folder);
  const { enter } = KEYS;
  const steps: Step[] = [
    ["From", enter],
    ["All right, show the diff", enter],
    ["Write these 1 files?", enter],
  ];
  const { code, stderr } = await interact([BIN, "promote", "--repo", folder, "--no-render"], steps);
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/From +dev\n +To +staging\n +Apps +app 1\.0\.0 -> 1\.1\.0\n/);
  expect(filesBelow(folder).get(overlay("staging"))).toContain('newTag: "1.1.0"');
});
