import { expect, it } from "vitest";
import { pageOf, show, withChromium } from "./browser.ts";
import { largeDiff } from "./large.ts";

withChromium();

const OBJECTS = 1000;

it(`a page with ${OBJECTS} objects is read, filtered and opened at once`, async () => {
  const start = performance.now();
  const html = pageOf(largeDiff(OBJECTS));
  const made = performance.now() - start;
  const { page, noise } = await show(html);
  const painted = await page.evaluate(
    () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
  );
  /** Milliseconds until the screen shows what came of it. */
  const timed = (work: string) =>
    page.evaluate(async (script) => {
      const begin = performance.now();
      const act: Record<string, () => void> = {
        search: () => {
          const search = document.querySelector<HTMLInputElement>("[name=query]");
          if (search === null) throw new Error("There is no search.");
          search.value = "server.conf app-12";
          search.dispatchEvent(new Event("input", { bubbles: true }));
        },
        clear: () => document.getElementById("clear")?.click(),
        expand: () => document.getElementById("expand")?.click(),
        split: () => document.querySelector<HTMLInputElement>("[value=split]")?.click(),
      };
      act[script]?.();
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      return performance.now() - begin;
    }, work);
  const search = await timed("search");
  const found = await page.locator(".object:not([hidden])").count();
  expect(found).toBeGreaterThan(0);
  expect(found).toBeLessThan(60);
  const times = { search, clear: 0, expand: 0, split: 0 };
  for (const work of ["clear", "expand", "split"] as const) times[work] = await timed(work);
  expect(await page.locator(".object[open]").count()).toBe(OBJECTS);
  console.log({ characters: html.length, made, painted, ...times });
  expect(painted).toBeLessThan(3000);
  expect(Math.max(...Object.values(times))).toBeLessThan(2000);
  expect(noise).toEqual([]);
});
