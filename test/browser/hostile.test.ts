import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect, it, onTestFinished } from "vitest";
import type { ClusterDiff } from "../../generators/review/comparison.ts";
import { pageOf, sample, show, withChromium } from "./browser.ts";

withChromium();

/** Everything that could end a text, an attribute, a script or a style, or turn a line around. */
const HOSTILE = `</script></style></title>--><img src=//x onerror=alert(1)>"'\`=&lt;{{this}}\u202e\u2066\u0000`;
const BENIGN = "harmless";

/** What is not a stranger's: words that the comparison itself chose, and its ids. */
const OWN = new Set(["id", "objects", "level", "change", "state", "from", "to", "cluster"]);

/** The sample with a text before each text that a repository could hold. */
function withTexts(text: string): ClusterDiff {
  const replaced = (value: unknown, key: string, above: string): unknown => {
    if (typeof value === "string") {
      const isOwn = OWN.has(key) || (key === "kind" && above !== "objects");
      return isOwn ? value : text + value;
    }
    if (Array.isArray(value)) return value.map((each) => replaced(each, key, above));
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value);
    // Ids in a risk's list are the comparison's, and objects in the list of them are not.
    return Object.fromEntries(
      entries.map(([name, each]) => [
        name,
        name === "objects" && above === "" ? listed(each) : replaced(each, name, key || name),
      ]),
    );
  };
  const listed = (all: unknown) =>
    (all as object[]).map((each) =>
      Object.fromEntries(
        Object.entries(each).map(([name, value]) => [name, replaced(value, name, "objects")]),
      ),
    );
  return replaced(sample(), "", "") as ClusterDiff;
}

/** Every element with the names of its attributes, but for the marks of words. */
function skeleton(page: Page): Promise<string[]> {
  return page.$$eval("*:not(mark)", (all) =>
    all.map((each) => `${each.tagName} ${each.getAttributeNames().join(" ")}`),
  );
}

it("shows what a stranger wrote as text: no element and no attribute comes of it", async () => {
  const [hostile, benign] = await Promise.all(
    [HOSTILE, BENIGN].map((text) => show(pageOf(withTexts(text)))),
  );
  if (hostile === undefined || benign === undefined) throw new Error("Two pages were opened.");
  expect(await skeleton(hostile.page)).toEqual(await skeleton(benign.page));
  const text = await hostile.page.locator("#o6").textContent();
  expect(text).toContain(HOSTILE.replace("\u202e\u2066\u0000", "\\u202e\\u2066\\u0000"));
  const controls = [..."\u202e\u2066\u0000"];
  const content = await hostile.page.content();
  expect(controls.filter((control) => content.includes(control))).toEqual([]);
  await hostile.page.getByLabel("Search").fill("onerror=alert");
  expect(await hostile.page.locator(".object:not([hidden])").count()).toBe(15);
  expect([...hostile.noise, ...benign.noise]).toEqual([]);
});

it("is a page of which no script, style or request of someone else comes", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("Access-Control-Allow-Origin", "*").end("asked");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // As if all else had failed: markup in the page that asks, runs and paints.
  const evil = `<script>document.title = "run"</script><script src="${origin}/script"></script>
    <img src="${origin}/image" onerror="document.title = 'run'"><iframe src="${origin}/frame"></iframe>
    <link rel="stylesheet" href="${origin}/style"><style>h1 { color: rgb(1, 2, 3) }</style>
    <h1 style="color: rgb(1, 2, 3)" onclick="document.title = 'run'">Evil</h1>
    <base href="${origin}"><form action="${origin}/form"><button id="send">Send</button></form>
    <meta http-equiv="refresh" content="0; url=javascript:document.title='run'">`;
  const { page } = await show(pageOf(sample()).replace("</main>", `${evil}</main>`));
  const evilTitle = page.locator("h1").last();
  await evilTitle.click();
  const refused = await page.evaluate(async (url) => {
    const tries = [
      () => fetch(`${url}/fetch`),
      async () => new WebSocket(`${url.replace("http", "ws")}/socket`),
      async () => navigator.sendBeacon(`${url}/beacon`, "x"),
      async () => document.body.insertAdjacentHTML("beforeend", "<b></b>"),
    ];
    const results = await Promise.allSettled(tries.map((each) => each()));
    return results.map(({ status }) => status);
  }, origin);
  expect(refused[0]).toBe("rejected");
  expect(refused[3]).toBe("rejected");
  expect(await page.title()).toBe("Cluster diff: origin/main to the working tree");
  expect(await evilTitle.evaluate((each) => getComputedStyle(each).color)).not.toBe("rgb(1, 2, 3)");
  await page.locator("#send").evaluate((each) => (each as HTMLElement).click());
  await page.waitForTimeout(500);
  expect(asked).toEqual([]);
});
