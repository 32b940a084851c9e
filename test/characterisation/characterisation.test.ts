import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { NO_STAND_IN } from "../status/cluster.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { MONOREPO, ROOT } from "../support/project.ts";
import { ALL } from "./cases.ts";
import { type Cases, type Lines, named } from "./support/case.ts";
import { addEverything } from "./support/everything.ts";
import { GIT_ENVIRONMENT } from "./support/history.ts";
import { Place } from "./support/place.ts";

/**
 * What every command does today, over its options: its output, its exit code and the files that it
 * changes, on the monorepo as shipped and on one with everything in it. Nothing here says that it
 * is right: who changes it sees what else changed. UPDATE_CHARACTERISATION=1 writes the recordings
 * anew: read the diff before you commit it.
 */
const RECORDED = join(ROOT, "test", "characterisation", "recorded");
const REPOSITORIES = ["shipped", "everything"] as const;
type Repository = (typeof REPOSITORIES)[number];

// On a busy machine it takes long, and that is no failure.
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

const linesOn = (repository: Repository, { both = [], ...cases }: Cases): Lines => [
  ...both,
  ...(cases[repository] ?? []),
];

const MADE: Readonly<Record<Repository, (place: Place) => Promise<void>>> = {
  shipped: async () => {},
  everything: addEverything,
};

const recorded = new Set<string>();

function expectRecorded(path: string, text: string): void {
  const file = join(RECORDED, path);
  if (process.env.UPDATE_CHARACTERISATION) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, "utf8"));
}

describe.skipIf(NO_KUSTOMIZE || NO_STAND_IN).each(REPOSITORIES)("%s", (repository) => {
  let place: Place;
  const removals: (() => void)[] = [];
  const outside = Object.keys(GIT_ENVIRONMENT).map((name) => [name, process.env[name]] as const);

  beforeAll(async () => {
    Object.assign(process.env, GIT_ENVIRONMENT);
    place = new Place(MONOREPO, (remove) => removals.push(remove));
    await MADE[repository](place);
    place.keep();
  });

  afterAll(() => {
    for (const remove of removals) remove();
    for (const [name, value] of outside) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  for (const [command, cases] of Object.entries(ALL)) {
    const all = linesOn(repository, cases).map((each) => named(command, each));
    for (const { slug } of all) {
      const path = `${repository}/${slug}.txt`;
      if (recorded.has(path)) throw new Error(`Two cases are ${path}: give one a name.`);
      recorded.add(path);
    }
    it.each(all.map((each) => [each.slug, each] as const))("%s", async (slug, each) => {
      expectRecorded(`${repository}/${slug}.txt`, await place.record(each));
    });
  }
});

it("records nothing that is not run", () => {
  const files = readdirSync(RECORDED, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".txt"))
    .map((path) => path.replaceAll("\\", "/"));
  const left = files.filter((path) => !recorded.has(path));
  if (process.env.UPDATE_CHARACTERISATION) for (const path of left) rmSync(join(RECORDED, path));
  else expect(left).toEqual([]);
});
