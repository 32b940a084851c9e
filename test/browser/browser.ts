import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import { findProgram } from "../../generators/platform/programs/path.ts";
import type { ClusterDiff } from "../../generators/review/comparison.ts";
import { diffPage, type PageParts } from "../../generators/review/page/page.ts";
import { ROOT, temporaryFolder } from "../support/project.ts";

/** As Debian, Ubuntu and Google call it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

let browser: Browser;

/** A Chromium for the tests of a file. `CHROMIUM` names one that is not on the PATH. */
export function withChromium(): void {
  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM ?? findProgram(NAMES, process.env)?.path;
    if (executablePath === undefined) {
      throw new Error(
        "There is no chromium on the PATH: apt-get install chromium, or set CHROMIUM.",
      );
    }
    browser = await chromium.launch({ executablePath });
  });
  afterAll(() => browser.close());
}

/** The comparison that shows everything that a page can show. */
export function sample(): ClusterDiff {
  return JSON.parse(readFileSync(join(ROOT, "test/fixtures/diff/sample.json"), "utf8"));
}

/** The page of a comparison. */
export function pageOf(diff: ClusterDiff): string {
  const [templates, built] = ["templates", "dist"].map((name) => openFolder(join(ROOT, name)));
  return diffPage(diff, { templates, built } as PageParts);
}

/** A page that a browser shows, and what it said and asked for meanwhile. */
export interface Shown {
  readonly page: Page;
  /** Messages of the console, errors, and requests but for the page itself. */
  readonly noise: readonly string[];
}

/** Opens a page from the disk, as a reader does, in a window of its own. */
export async function show(html: string, options: BrowserContextOptions = {}): Promise<Shown> {
  const path = join(temporaryFolder(), "page.html");
  writeFileSync(path, html);
  return showFile(path, options);
}

/** The same with a page that is on the disk already. */
export async function showFile(path: string, options: BrowserContextOptions = {}): Promise<Shown> {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const url = pathToFileURL(path).href;
  const noise: string[] = [];
  page.on("console", (message) => noise.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== url) noise.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, noise };
}

/** What axe finds wrong for readers with other senses or devices: rule and element. */
export async function axeFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
