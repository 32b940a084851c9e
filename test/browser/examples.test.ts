import { join } from "node:path";
import { expect, it } from "vitest";
import { EXAMPLES, exampleOf } from "../support/examples.ts";
import { run, temporaryFolder } from "../support/project.ts";
import { axeFaults, showFile, withChromium } from "./browser.ts";

withChromium();

/** What a reviewer must find on the page of each. */
const SEEN: Readonly<Record<string, readonly RegExp[]>> = {
  "new-environment": [/\+ \d+ added/, /qa-sync new/, /Namespace qa/],
  "image-bump": [
    /1 object/,
    /localhost:5001\/demo-app:1\.1\.0/,
    /spec\.template\.spec\.containers\[app\]\.image/,
  ],
  "removed-app": [/− \d+ deleted/, /Flux deletes/, /Deployment billing/],
};

it.each(Object.keys(EXAMPLES))("docs/examples: %s has a page", async (name) => {
  const out = join(temporaryFolder(), "page.html");
  const repo = await exampleOf(name);
  const args = ["diff", "--base", "main", "--format", "html", "--out", out, "--repo", repo];
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
  const { page, noise } = await showFile(out, { viewport: { width: 1360, height: 20_000 } });
  const text = await page.locator("main").innerText();
  for (const seen of SEEN[name] ?? [/never: a new example needs its line above/]) {
    expect(text).toMatch(seen);
  }
  const count = await page.locator(".object").count();
  await page.getByLabel("Search").fill("kind: nothing");
  expect(await page.locator(".object:not([hidden])").count()).toBe(0);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  expect(await page.locator(".object[open]").count()).toBe(count);
  expect(await axeFaults(page)).toEqual([]);
  expect(noise).toEqual([]);
});
