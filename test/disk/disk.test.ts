import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { UserError } from "../../generators/base/problem/problem.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { temporaryFolder } from "../support/project.ts";

function folder(): string {
  const root = join(temporaryFolder(), "root");
  mkdirSync(join(root, "b"), { recursive: true });
  writeFileSync(join(root, "b/file.yaml"), "\ufeffa: é\r\n");
  writeFileSync(join(root, "c.yaml"), "c");
  writeFileSync(join(root, "a.yaml"), "a");
  return root;
}

describe("a folder of the disk", () => {
  it("gives texts byte for byte", () => {
    expect(openFolder(folder()).read("b/file.yaml")).toBe("\ufeffa: é\r\n");
  });

  it.each(["x", "x/y", "b", "a.yaml/x"])("has no file %s", (path) => {
    expect(openFolder(folder()).read(path)).toBeUndefined();
  });

  it("lists a folder by name, and nothing for what is none", () => {
    const files = openFolder(folder());
    expect(files.list("")).toEqual([
      { name: "a.yaml", folder: false },
      { name: "b", folder: true },
      { name: "c.yaml", folder: false },
    ]);
    expect(files.list("x")).toEqual([]);
    expect(files.list("a.yaml")).toEqual([]);
  });

  it("follows symbolic links that stay inside", () => {
    const root = folder();
    symlinkSync("b/file.yaml", join(root, "link.yaml"));
    symlinkSync("b", join(root, "link"));
    expect(openFolder(root).read("link.yaml")).toMatch("a: é");
    expect(openFolder(root).read("link/file.yaml")).toMatch("a: é");
  });

  it.each(["link.yaml", "link/outside.yaml"])("refuses a link that leaves it: %s", (path) => {
    const root = folder();
    writeFileSync(join(dirname(root), "outside.yaml"), "secret");
    symlinkSync("../outside.yaml", join(root, "link.yaml"));
    symlinkSync("..", join(root, "link"));
    expect(() => openFolder(root).read(path)).toThrow(/is a symbolic link that leaves/);
    expect(() => openFolder(root).list("link")).toThrow(UserError);
  });

  it("says of a file that is no text that it is none", () => {
    const root = folder();
    writeFileSync(join(root, "a.yaml"), Buffer.from([0x61, 0xff]));
    expect(() => openFolder(root).read("a.yaml")).toThrow(
      "a.yaml can't be read: it is not UTF-8 text.",
    );
  });

  it("says what is wrong with links in a circle", () => {
    const root = folder();
    symlinkSync("circle", join(root, "circle"));
    expect(() => openFolder(root).read("circle")).toThrow(UserError);
  });

  it("has no file of a name that is too long for one", () => {
    expect(openFolder(folder()).read("n".repeat(300))).toBeUndefined();
  });

  it("that does not exist is refused", () => {
    expect(() => openFolder("/nowhere")).toThrow("There is no folder /nowhere.");
  });
});
