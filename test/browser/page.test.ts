import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { ObjectDiff } from "../../generators/review/comparison.ts";
import { axeFaults, pageOf, sample, show, withChromium } from "./browser.ts";

withChromium();

const html = () => pageOf(sample());

/** The ids of the objects that the page shows. */
function shown(page: Page): Promise<string[]> {
  return page.$$eval(".object:not([hidden])", (all) => all.map(({ id }) => id));
}

/** Which of them are open. */
function open(page: Page): Promise<string[]> {
  return page.$$eval(".object[open]:not([hidden])", (all) => all.map(({ id }) => id));
}

const objects = sample().objects;
const idsOf = (matches: (object: (typeof objects)[number]) => boolean) =>
  objects.filter(matches).map(({ id }) => id);

describe("the page of a diff", () => {
  it("shows the summary, the risks and every object, in this order and without a sound", async () => {
    const { page, noise } = await show(html());
    expect(await page.title()).toBe("Cluster diff: origin/main to the working tree");
    const headings = await page.locator("h1, h2").allInnerTexts();
    expect(headings).toEqual(["Cluster diff", "Summary", "Risks 9", "Picture", "Objects", "Keys"]);
    expect(await page.locator(".totals").innerText()).toMatch(
      /15 objects\s+− 4 deleted\s+○ 1 orphaned\s+→ 1 moved\s+~ 7 changed\s+\+ 2 added\s+in 7 Flux Kustomizations/,
    );
    expect(await page.locator("tbody tr").nth(5).innerText()).toMatch(
      /preview\s+preview-sync gone\s+−3/,
    );
    const levels = await page.locator(".risk > .level").allInnerTexts();
    expect(levels).toEqual(sample().risks.map(({ level }) => level));
    expect(await shown(page)).toEqual(objects.map(({ id }) => id));
    expect(await page.locator(".warning").innerText()).toContain("flux-cd/infrastructure/remote");
    expect(noise).toEqual([]);
  });

  it("says it in one line when nothing changes", async () => {
    const graph = { nodes: [], edges: [], left: 0 };
    const nothing = { risks: [], objects: [], syncs: [], notCompared: [], sameSyncs: 5, graph };
    const { page, noise } = await show(pageOf({ ...sample(), ...nothing }));
    const text = await page.locator("main").innerText();
    expect(text).toContain("Nothing differs in the clusters. 5 other Flux Kustomizations apply");
    expect(text).toContain("No risk found");
    await page.keyboard.press("j");
    await page.keyboard.press("t");
    expect(noise).toEqual([]);
  });

  it("is whole without its script", async () => {
    const { page } = await show(html(), { javaScriptEnabled: false });
    expect((await page.locator(".object").all()).length).toBe(objects.length);
    expect(await page.locator("#filters").isVisible()).toBe(false);
    expect(await page.locator("#o6").textContent()).toContain("spec.selector.matchLabels");
  });

  it("does not scroll sideways in a narrow window, however long the words", async () => {
    const long = "x".repeat(300);
    const [first, ...others] = sample().objects;
    const diff = {
      ...sample(),
      base: { ref: long },
      risks: sample().risks.map((risk) => ({ ...risk, title: long, path: long })),
      objects: [
        { ...first, id: "o1", name: long, manifest: long } as ObjectDiff,
        ...others.map((each) => ({ ...each, fields: [{ path: long, before: long, after: "y" }] })),
      ],
    };
    const { page } = await show(pageOf(diff), { viewport: { width: 360, height: 9000 } });
    const overflow = () =>
      page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return scrollWidth - clientWidth;
      });
    expect(await overflow()).toBe(0);
    await page.keyboard.press("s");
    expect(await overflow()).toBe(0);
    await page.setViewportSize({ width: 1000, height: 9000 });
    expect(await overflow()).toBe(0);
  });
});

describe("filters", () => {
  it("leave the objects of an environment, a kind, a change, a risk", async () => {
    const { page, noise } = await show(html());
    await page.getByLabel("Environment", { exact: true }).selectOption("staging");
    expect(await shown(page)).toEqual(
      idsOf(({ places }) => places.some(({ environment }) => environment === "staging")),
    );
    expect(await page.locator("#status").innerText()).toBe("4 of 15 objects");
    await page.getByLabel("Kind").selectOption("ConfigMap");
    expect(await shown(page)).toEqual(["o10", "o11"]);
    await page.getByText("→ moved 1").click();
    expect(await shown(page)).toEqual(["o11"]);
    await page.keyboard.press("Escape");
    expect(await shown(page)).toHaveLength(objects.length);
    await page.getByLabel("Risk", { exact: true }).selectOption("high");
    expect(await shown(page)).toEqual(["o6", "o7", "o11"]);
    await page.getByLabel("Risk", { exact: true }).selectOption("some");
    const risky = new Set(sample().risks.flatMap((risk) => risk.objects));
    expect(await shown(page)).toEqual(idsOf(({ id }) => risky.has(id)));
    expect(noise).toEqual([]);
  });

  it("search names, fields and values, every word of what is typed", async () => {
    const { page } = await show(html());
    const search = page.getByLabel("Search");
    await search.fill("SERVER_tokens");
    expect(await shown(page)).toEqual(["o10"]);
    await search.fill("deployment 1.5.0 production");
    expect(await shown(page)).toEqual(["o6"]);
    await search.fill("no such thing");
    expect(await shown(page)).toEqual([]);
    await page.getByRole("button", { name: "Clear the filters" }).click();
    expect(await shown(page)).toHaveLength(objects.length);
    expect(await search.inputValue()).toBe("");
  });

  it("leave the objects of one risk", async () => {
    const { page } = await show(html());
    await page.getByLabel("Search").fill("qa");
    await page.getByRole("button", { name: "Show only these 3 objects" }).click();
    expect(await shown(page)).toEqual(["o1", "o2", "o3"]);
  });
});

describe("an object", () => {
  it("opens and closes, alone and with the others", async () => {
    const { page } = await show(html());
    expect(await open(page)).toEqual(objects.map(({ id }) => id));
    await page.locator("#o2 > summary").click();
    expect(await open(page)).not.toContain("o2");
    await page.getByRole("button", { name: "Collapse" }).click();
    expect(await open(page)).toEqual([]);
    await page.getByLabel("Kind").selectOption("Namespace");
    await page.getByRole("button", { name: "Expand" }).click();
    expect(await open(page)).toEqual(["o1", "o13"]);
  });

  it("is where the link of a risk leads, also when it is filtered away and closed", async () => {
    const { page } = await show(html());
    await page.keyboard.press("c");
    await page.getByLabel("Search").fill("qa");
    await page.locator(".risk").nth(3).getByRole("link").click();
    expect(await open(page)).toEqual(["o7"]);
    const summary = page.locator("#o7 > summary");
    expect(await summary.evaluate((each) => each === document.activeElement)).toBe(true);
  });

  it("is not hidden by the filters above it when a link or a key leads to it", async () => {
    const { page } = await show(html(), { viewport: { width: 1360, height: 500 } });
    const isBelowFilters = (id: string) =>
      page.evaluate((id) => {
        const [bar, summary] = ["#filters", `#${id} > summary`].map((each) =>
          document.querySelector(each)?.getBoundingClientRect(),
        );
        return (summary?.top ?? 0) >= (bar?.bottom ?? 0) && (bar?.top ?? 1) === 0;
      }, id);
    await page.locator(".risk").nth(7).getByRole("link").click();
    expect(await isBelowFilters("o9")).toBe(true);
    await page.keyboard.press("k");
    expect(await isBelowFilters("o8")).toBe(true);
  });

  it("has its two sides one below the other, or beside each other", async () => {
    const { page } = await show(html());
    // Both in one look: what comes on the screen in between moves what is below it.
    const boxes = () =>
      page.locator("#o9").evaluate((object) =>
        ["del", "ins"].map((tag) => {
          const { x, y, width } = object.querySelector(tag)?.getBoundingClientRect() ?? {};
          return { x, y, width };
        }),
      );
    const [above, below] = await boxes();
    expect(below?.x).toBe(above?.x);
    expect(below?.y).toBeGreaterThan(above?.y ?? 0);
    await page.getByText("Side by side", { exact: true }).click();
    const [left, right] = await boxes();
    expect(right?.y).toBe(left?.y);
    expect(right?.x).toBeGreaterThanOrEqual((left?.x ?? 0) + (left?.width ?? 0));
    const same = page.locator("#o8 .same code").first();
    const second = () => same.evaluate((each) => getComputedStyle(each, "::after").content);
    expect(await second()).toBe('"- get"');
    await page.getByText("Unified", { exact: true }).click();
    expect(await second()).toBe("none");
  });

  it("shows of a secret that it changed, and of a text the lines that did", async () => {
    const { page } = await show(html());
    const secret = page.locator("#o12 .field").first();
    expect((await secret.textContent())?.trim()).toMatch(
      /^stringData\.password\s*secret\s*\(hidden\)\(hidden, another value\)$/,
    );
    const text = page.locator("#o10 .field").nth(1);
    expect(await text.locator("ins code").allTextContents()).toEqual([
      "    server_tokens off;",
      "      return 200 'fine';",
    ]);
    expect(await text.locator("mark").allTextContents()).toEqual(["ok", "fine"]);
  });
});

describe("keys", () => {
  const focused = (page: Page) =>
    page.evaluate(() => document.activeElement?.closest("[id]")?.id ?? "");

  it("go from object to object and from risk to risk", async () => {
    const { page } = await show(html());
    await page.getByLabel("Kind").selectOption("Namespace");
    await page.locator("h1").click();
    await page.keyboard.press("j");
    expect(await focused(page)).toBe("o1");
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    expect(await focused(page)).toBe("o13");
    await page.keyboard.press("Enter");
    expect(await open(page)).not.toContain("o13");
    await page.keyboard.press("k");
    expect(await focused(page)).toBe("o1");
    await page.keyboard.press("n");
    await page.keyboard.press("n");
    expect(await focused(page)).toBe("r1");
    await page.keyboard.press("p");
    expect(await focused(page)).toBe("r0");
  });

  it("search, and are letters while someone types", async () => {
    const { page } = await show(html());
    await page.keyboard.press("/");
    await page.keyboard.type("secret");
    expect(await page.getByLabel("Search").inputValue()).toBe("secret");
    expect(await open(page)).toEqual(["o3", "o5", "o12"]);
    await page.keyboard.press("Escape");
    expect(await page.getByLabel("Search").inputValue()).toBe("");
    await page.keyboard.press("Escape");
    await page.keyboard.press("c");
    expect(await open(page)).toEqual([]);
    await page.keyboard.press("e");
    expect(await open(page)).toHaveLength(objects.length);
  });

  it("are explained, and can be turned off for good", async () => {
    const { page } = await show(html());
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog");
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press("c");
    expect(await open(page)).toHaveLength(objects.length);
    await dialog.getByLabel("Use single keys").uncheck();
    await page.keyboard.press("Escape");
    expect(await dialog.isVisible()).toBe(false);
    await page.keyboard.press("c");
    expect(await open(page)).toHaveLength(objects.length);
    await page.reload();
    await page.keyboard.press("c");
    expect(await open(page)).toHaveLength(objects.length);
    await page.getByRole("button", { name: "Keys" }).click();
    expect(await dialog.isVisible()).toBe(true);
  });

  it("leave the browser's own combinations alone", async () => {
    const { page } = await show(html());
    for (const modifier of ["Control", "Alt", "Meta"]) await page.keyboard.press(`${modifier}+c`);
    expect(await open(page)).toHaveLength(objects.length);
  });
});

describe("the theme", () => {
  const ground = (page: Page) =>
    page.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      return `${color} on ${backgroundColor}`;
    });

  it("is the system's, or what the reader chose, also on the next page", async () => {
    const { page, noise } = await show(html());
    const light = await ground(page);
    await page.emulateMedia({ colorScheme: "dark" });
    const dark = await ground(page);
    expect(dark).not.toBe(light);
    await page.getByRole("button", { name: "Theme: system" }).click();
    expect(await ground(page)).toBe(light);
    await page.keyboard.press("t");
    await page.emulateMedia({ colorScheme: "light" });
    expect(await ground(page)).toBe(dark);
    await page.reload();
    expect(await ground(page)).toBe(dark);
    await page.emulateMedia({ media: "print" });
    expect(await ground(page)).toBe("rgb(27, 28, 30) on rgb(255, 255, 255)");
    expect(noise).toEqual([]);
  });
});

describe("print", () => {
  it("has every object that is shown, open, and no controls", async () => {
    const { page, noise } = await show(html());
    await page.getByLabel("Environment", { exact: true }).selectOption("production");
    await page.keyboard.press("c");
    await page.evaluate(() => {
      addEventListener("beforeprint", () => {
        document.title = String(document.querySelectorAll("details:not([open])").length);
      });
    });
    const pdf = await page.pdf({ format: "A4" });
    expect(pdf.length).toBeGreaterThan(10_000);
    expect(await page.title()).toBe("0");
    expect(await open(page)).toEqual([]);
    await page.emulateMedia({ media: "print" });
    for (const control of ["#filters input", "#filters select", ".tools", "#expand"]) {
      expect(await page.locator(control).first().isVisible(), control).toBe(false);
    }
    expect(await page.locator("#status").isVisible()).toBe(true);
    expect(noise).toEqual([]);
  });
});

describe("accessibility", () => {
  it.each(["light", "dark"] as const)(
    "has no violation that axe finds, %s",
    async (colorScheme) => {
      // High enough for all of it: what is not on the screen has no colours yet.
      const { page } = await show(html(), { colorScheme, viewport: { width: 1360, height: 8000 } });
      expect(await page.locator("#o14 pre").innerText()).toContain("kind: Deployment");
      expect(await axeFaults(page)).toEqual([]);
      await page.keyboard.press("s");
      await page.getByLabel("Kind").selectOption("Secret");
      expect(await axeFaults(page)).toEqual([]);
      await page.keyboard.press("?");
      expect(await axeFaults(page)).toEqual([]);
    },
  );
});
