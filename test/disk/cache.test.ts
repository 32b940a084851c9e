import { chmodSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cacheFolder, openCache } from "../../generators/platform/disk/cache.ts";
import { temporaryFolder } from "../support/project.ts";

describe("a cache on the disk", () => {
  it("gives back what was put, in another run too, and nothing for another key", () => {
    const folder = join(temporaryFolder(), "made", "when", "needed");
    openCache(folder).put("key", "text\nof two lines é\n");
    expect(openCache(folder).get("key")).toBe("text\nof two lines é\n");
    expect(openCache(folder).get("other")).toBeUndefined();
  });

  it("has no entry that is damaged or cut off", () => {
    const folder = temporaryFolder();
    const cache = openCache(folder);
    cache.put("key", "a text that is long enough");
    const [name = ""] = readdirSync(folder);
    for (const damaged of ["", "\n", "no sum\ntext", "a text that is long enough"]) {
      writeFileSync(join(folder, name), damaged);
      expect(cache.get("key")).toBeUndefined();
    }
    cache.put("key", "again");
    expect(cache.get("key")).toBe("again");
  });

  it("is for its user alone: rendered manifests hold Secrets", () => {
    const folder = join(temporaryFolder(), "cache");
    openCache(folder).put("key", "secret");
    if (process.platform === "win32") return;
    const [name = ""] = readdirSync(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it("forgets what was not used for longest when it has grown too large, and temporary files", () => {
    const folder = temporaryFolder();
    const entry = (name: string, megabytes: number, age: number) => {
      const path = join(folder, name);
      writeFileSync(path, Buffer.alloc(megabytes * 1024 * 1024));
      const used = new Date(Date.now() - age * 1000);
      utimesSync(path, used, used);
    };
    entry("oldest", 100, 300);
    entry("left.tmp", 60, 200);
    entry("newer", 100, 100);
    openCache(folder).put("key", "text");
    expect(readdirSync(folder)).toContain("newer");
    expect(readdirSync(folder)).not.toContain("oldest");
    expect(readdirSync(folder)).not.toContain("left.tmp");
    expect(openCache(folder).get("key")).toBe("text");
  });

  it("notes a use, but no more than once an hour", () => {
    const folder = temporaryFolder();
    const cache = openCache(folder);
    cache.put("key", "text");
    const path = join(folder, readdirSync(folder)[0] ?? "");
    const minutesSince = (ago: number) => {
      const then = new Date(Date.now() - ago * 60_000);
      utimesSync(path, then, then);
      expect(cache.get("key")).toBe("text");
      return Math.round((Date.now() - statSync(path).mtimeMs) / 60_000);
    };
    expect(minutesSince(50)).toBeGreaterThanOrEqual(50);
    expect(minutesSince(70)).toBeLessThan(50);
  });

  it("that can't be written to is empty, and fails nothing", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    const cache = openCache(join(folder, "file", "below"));
    cache.put("key", "text");
    expect(cache.get("key")).toBeUndefined();
    const closed = join(folder, "closed");
    mkdirSync(closed);
    chmodSync(closed, 0o500);
    expect(() => openCache(closed).put("key", "text")).not.toThrow();
  });
});

describe("the cache's folder", () => {
  it("is where the system keeps caches of a user", () => {
    expect(cacheFolder({ XDG_CACHE_HOME: "/x" })).toBe(join("/x", "flux-cd-monorepo"));
    expect(cacheFolder({})).toMatch(/\.cache.flux-cd-monorepo$/);
  });
});
