import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Contained, runContainer, statusOf } from "./support/container.ts";
import { readDockerfile } from "./support/dockerfile.ts";
import { addBase, buildImage, type Image } from "./support/image.ts";
import { kill } from "./support/process.ts";
import { byStatus, scrape } from "./support/samples.ts";

const linux = process.platform === "linux";
const root = process.getuid?.() === 0;
// Elsewhere than in CI, a developer who is not root gets the other tests.
const run = linux && (root || process.env.CI !== undefined);

describe("the Dockerfile", () => {
  it("pins its base images", () => {
    for (const { base } of readDockerfile()) expect(base).toMatch(/^[\w./-]+:(?!latest$)[\w.-]+$/);
  });

  it("builds and runs with the same major version of Node.js", () => {
    const majors = readDockerfile().map(({ base }) => /node(?:js|:)(\d+)/.exec(base)?.[1]);
    expect(new Set(majors).size).toBe(1);
  });
});

describe.runIf(run)("the image (needs Linux and root)", () => {
  let folder: string;
  let image: Image;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "demo-app-image-"));
    if (!root) throw new Error("Containers need root: sudo env PATH=$PATH npm test");
    image = buildImage(folder);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("adds one file to its base", () => {
    const files = readdirSync(image.root, { recursive: true });
    expect(files.sort()).toEqual(["app", "app/main.cjs"]);
  });

  describe("in a container", () => {
    beforeAll(() => addBase(image));

    async function start(env: Record<string, string>): Promise<Contained> {
      const app = await runContainer(image, env);
      onTestFinished(() => kill(app));
      return app;
    }

    it("runs as PID 1 and user 1001, without privileges, on a read-only root", async () => {
      const { pid } = await start({});
      expect(statusOf(pid)).toMatchObject({
        NSpid: `${pid}\t1`,
        Uid: "1001\t1001\t1001\t1001",
        Gid: "1001\t1001\t1001\t1001",
        Groups: "",
        CapEff: "0".repeat(16),
        CapPrm: "0".repeat(16),
        NoNewPrivs: "1",
      });
      const mounts = readFileSync(`/proc/${pid}/mountinfo`, "utf8").trim().split("\n");
      const options = mounts.map((line) => line.split(" ")).map((fields) => [fields[4], fields[5]]);
      expect(options).toEqual([
        ["/", expect.stringMatching(/^ro,/)],
        ["/proc", expect.anything()],
      ]);
    });

    it("becomes ready, works, measures, and ends in peace", async () => {
      const app = await start({ DRAIN_SEC: "0.5", READINESS_DELAY_SEC: "0.5" });
      const status = async (path: string) => (await fetch(app.url + path)).status;
      expect(await status("/healthz")).toBe(200);
      while ((await status("/readyz")) !== 200);
      expect(await (await fetch(`${app.url}/work`)).text()).toBe("hello\n");
      const samples = await scrape(app.url);
      expect(byStatus(samples, "/work")).toEqual({ 200: 1 });
      expect(samples.map(({ name }) => name)).toContain("process_resident_memory_bytes");

      process.kill(app.pid, "SIGTERM");
      while ((await status("/readyz")) !== 503);
      expect(await status("/work")).toBe(200);
      expect(await app.ended).toEqual({ code: 0, signal: null, stderr: "" });
    });

    it("says what is wrong with its configuration", async () => {
      await expect(start({ FAIL_RATE: "2" })).rejects.toThrow(
        /: demo-app: FAIL_RATE is "2", it must be a number from 0 to 1\n$/,
      );
    });
  });
});
