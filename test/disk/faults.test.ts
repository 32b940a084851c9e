import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { commit } from "../../generators/platform/disk/commit.ts";
import { digest, identityOf, JOURNAL } from "../../generators/platform/disk/journal.ts";
import { recover } from "../../generators/platform/disk/recover.ts";
import {
  CHANGES,
  type Failure,
  failingAt,
  interceptDisk,
  killedAt,
  NEEDS_ROOM,
} from "../support/faults.ts";
import { create, edit, everything, folderWith, remove } from "../support/folder.ts";
import type { CleanUp } from "../support/project.ts";

const LOCK = ".flux-cd.lock";
/** No process has it: the lock of one that was killed. */
const GONE = String(spawnSync(process.execPath, ["-e", "0"]).pid);

/** A repository, and a plan with every kind of change: new folders, modes, an emptied folder. */
const PLAN = [
  create("new/deep/a.yaml", "a: 1\n"),
  create("new/b.yaml", ""),
  edit("list.yaml", "l\r\n", "l\r\nm\r\n"),
  edit("run.sh", "old", "new"),
  remove("gone/a.yaml", "a"),
  remove("gone/deep/b.yaml", "b"),
];
const FILES = {
  "list.yaml": "l\r\n",
  "run.sh": "old",
  "gone/a.yaml": "a",
  "gone/deep/b.yaml": "b",
  "kept.yaml": "k",
};
function repository(cleanUp?: CleanUp): string {
  const root = folderWith(FILES, cleanUp);
  chmodSync(join(root, "run.sh"), 0o755);
  chmodSync(join(root, "gone/a.yaml"), 0o640);
  return root;
}

/** All there is before the plan is written, and after it. */
let OLD: Record<string, string>;
let NEW: Record<string, string>;
beforeAll(() => {
  const root = repository((remove) => afterAll(remove));
  OLD = everything(root);
  commit(root, PLAN);
  NEW = everything(root);
});

/** The tree, once the claims of processes that are gone are no longer counted. */
function treeOf(root: string): Record<string, string> {
  rmSync(join(root, LOCK), { recursive: true, force: true });
  return everything(root);
}

/** The killed run was this process: its claim becomes one of a process that is gone. */
function bury(root: string): void {
  if (!existsSync(join(root, LOCK))) return;
  for (const claim of readdirSync(join(root, LOCK))) {
    renameSync(join(root, LOCK, claim), join(root, LOCK, claim.replace(/^\d+/, GONE)));
  }
}

/** Runs `work` once for each instant, until one is past its end. @returns how many there were. */
function everyInstant(work: (instant: number) => boolean): number {
  for (let instant = 0; ; instant++) if (work(instant)) return instant;
}

it("the plan of these tests changes something", () => {
  expect(OLD).not.toEqual(NEW);
  expect(NEW).not.toHaveProperty("repository/gone");
});

describe("after a kill at any call of a commit", () => {
  it.each([false, true])(
    "the next run finds the old tree or the new one, and says which (torn: %s)",
    (torn) => {
      const seen = new Set<string | undefined>();
      const instants = everyInstant((instant) => {
        const root = repository();
        const lived = killedAt(instant, torn, () => commit(root, PLAN));
        bury(root);
        const recovery = recover(root);
        seen.add(recovery);
        const tree = treeOf(root);
        if (recovery === "complete" || lived) expect(tree, `killed at ${instant}`).toEqual(NEW);
        else if (recovery !== undefined) expect(tree, `killed at ${instant}`).toEqual(OLD);
        else expect([OLD, NEW], `killed at ${instant}`).toContainEqual(tree);
        expect(recover(root)).toBeUndefined();
        return lived;
      });
      expect(instants).toBeGreaterThan(60);
      expect([...seen].sort()).toEqual(["complete", "not begun", "undone", undefined]);
    },
  );

  it("and one more kill while that is undone", () => {
    everyInstant((instant) => {
      let lived = false;
      // Each instant of the commit with every fifth one of what undoes it, shifted.
      for (let second = instant % 5; ; second += 5) {
        const root = repository();
        lived = killedAt(instant, false, () => commit(root, PLAN));
        bury(root);
        const recovered = killedAt(second, false, () => recover(root));
        bury(root);
        const recovery = recover(root);
        const tree = treeOf(root);
        const where = `killed at ${instant} and ${second}`;
        if (recovery === "undone" || recovery === "not begun") expect(tree, where).toEqual(OLD);
        else expect([OLD, NEW], where).toContainEqual(tree);
        if (recovered) break;
      }
      return lived;
    });
  });

  it("the next commit starts from the old tree or is refused, without a recovery before it", () => {
    everyInstant((instant) => {
      const root = repository();
      const lived = killedAt(instant, false, () => commit(root, PLAN));
      bury(root);
      let isRefused = false;
      try {
        commit(root, PLAN);
      } catch (error) {
        // All was written: the same plan does not fit any more.
        expect((error as UserError).problems[0]?.rule).toBe("changed");
        isRefused = true;
      }
      expect(treeOf(root), `killed at ${instant}`).toEqual(NEW);
      if (lived) expect(isRefused).toBe(true);
      return lived;
    });
  });
});

describe("when the disk fails at any call of a commit", () => {
  it.each<[string, Failure, boolean]>([
    ["once", { code: "EIO", calls: CHANGES }, true],
    ["once, after the call did its work", { code: "EIO", calls: CHANGES, afterwards: true }, true],
    ["because it is full", { code: "ENOSPC", calls: NEEDS_ROOM, forGood: true }, true],
    [
      "because renaming is not allowed",
      { code: "EACCES", calls: ["renameSync"], forGood: true },
      false,
    ],
    ["for good", { code: "EROFS", calls: CHANGES, forGood: true }, false],
  ])("%s, all of it is written or nothing", (_what, failure, undoes) => {
    const instants = everyInstant((instant) => {
      const root = repository();
      let error: unknown;
      const reached = failingAt(instant, failure, () => {
        try {
          commit(root, PLAN);
        } catch (thrown) {
          error = thrown;
        }
      });
      const where = `failing at ${instant}`;
      const [problem] = error instanceof UserError ? error.problems : [];
      if (error === undefined) {
        // What it needed on its way is left at most.
        bury(root);
        recover(root);
        expect(treeOf(root), where).toEqual(NEW);
      } else if (problem?.rule === "half-written") {
        expect(undoes, where).toBe(false);
        expect(problem.message).toContain(failure.code);
        // Once the disk works again, it is undone. (This process goes on, a real one does not.)
        bury(root);
        expect(recover(root), where).toMatch(/undone|not begun/);
        expect(treeOf(root), where).toEqual(OLD);
      } else {
        expect(problem, where).toMatchObject({ rule: "write" });
        expect(problem?.message).toContain(failure.code);
        expect(treeOf(root), where).toEqual(OLD);
      }
      return !reached;
    });
    expect(instants).toBeGreaterThan(3);
  });
});

describe("what somebody else changes after a kill", () => {
  /** Killed just before the second file is put in its place. */
  function halfWritten(): string {
    const root = repository();
    let puts = 0;
    const restore = interceptDisk((name, args, call) => {
      if (name === "renameSync" && ++puts > 3) throw new Error("stop");
      return call(...args);
    });
    expect(() => commit(root, PLAN)).toThrow(UserError);
    restore();
    return root;
  }

  it("is not written over: the run says which file, and what to do", () => {
    const root = halfWritten();
    expect(existsSync(join(root, JOURNAL))).toBe(true);
    writeFileSync(join(root, "list.yaml"), "by hand");
    const before = everything(root);
    expect(() => recover(root)).toThrow(
      "What an interrupted run wrote can't be undone, since list.yaml changed in the meantime.",
    );
    expect(() => commit(root, [create("other.yaml", "o")])).toThrow(/list\.yaml changed/);
    expect(everything(root)["repository/list.yaml"]).toBe(before["repository/list.yaml"]);
  });

  it("and where it was put back by hand, the rest is undone", () => {
    const root = halfWritten();
    rmSync(join(root, "new/deep/a.yaml"));
    expect(recover(root)).toBe("undone");
    expect(treeOf(root)).toEqual(OLD);
  });

  it("in a folder that the run made stays", () => {
    const root = halfWritten();
    writeFileSync(join(root, "new/notes.txt"), "n");
    expect(recover(root)).toBe("undone");
    expect(Object.keys(treeOf(root)).filter((path) => path.includes("new"))).toEqual([
      "repository/new",
      "repository/new/notes.txt",
    ]);
  });
});

describe("a journal is not trusted", () => {
  it.each([
    ["no object", "[]"],
    ["no JSON", "{"],
    [
      "a path that leaves the root",
      '{"id":"0a1b2c3d","root":"ROOT","folders":["../x"],"steps":[]}',
    ],
    [
      "a target that leaves the root",
      '{"id":"0a1b2c3d","root":"ROOT","folders":[],"steps":[{"kind":"create","target":"../x","after":"0"}]}',
    ],
    ["an id that is a path", '{"id":"/../../a","root":"ROOT","folders":[],"steps":[]}'],
    [
      "a step of no kind",
      '{"id":"0a1b2c3d","root":"ROOT","folders":[],"steps":[{"kind":"","target":"x"}]}',
    ],
    ["another folder's", '{"id":"0a1b2c3d","root":"1","folders":["gone"],"steps":[]}'],
  ])("%s", (_what, text) => {
    const root = repository();
    writeFileSync(join(root, JOURNAL), `${text.replace("ROOT", identityOf(root))}\nready\n`);
    const before = everything(root);
    expect(() => recover(root)).toThrow(/is not of a run in this folder/);
    expect(everything(root)).toEqual(before);
  });

  it("not where a symbolic link leads out of the root", () => {
    const root = repository();
    const outside = join(dirname(root), "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "a"), "a");
    symlinkSync("../outside", join(root, "linked"));
    const steps = [{ kind: "create", target: "linked/a", after: digest("a") }];
    const journal = { id: "0a1b2c3d", root: identityOf(root), folders: [], steps };
    writeFileSync(join(root, JOURNAL), `${JSON.stringify(journal)}\nready\n`);
    const before = everything(root);
    expect(() => recover(root)).toThrow(/leads out of the repository/);
    expect(everything(root)).toEqual(before);
  });
});
