import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { hasEnded } from "./support/process.ts";
import { BIN, copyOfMonorepo, filesBelow, run, temporaryFolder } from "./support/project.ts";

const ENV = ["new:env", "--name", "qa", "--after", "staging"];
const APP = ["new:app", "--name", "checkout", "--image", "ghcr.io/acme/checkout:1.4.2"];
const OVERLAYS = "applications/mock-cluster-aka-namespaces";

describe("rendering", () => {
  it.skipIf(NO_KUSTOMIZE)("is done with kustomize or kubectl, and said", async () => {
    const { stderr } = await run([...ENV, "--dry-run"]);
    expect(stderr).toMatch(
      /Built 3 kustomizations with (?:kustomize|kubectl): no error, no warning\./,
    );
  });

  it("is left out with --no-render, and said", async () => {
    const { stderr, code } = await run([...ENV, "--dry-run", "--no-render"]);
    expect(stderr).toContain("Not rendered (--no-render).");
    expect(code).toBe(0);
  });

  it("is said to be unchecked where neither program is installed", async () => {
    const { stderr, code } = await run([...ENV, "--dry-run"], { env: { PATH: temporaryFolder() } });
    expect(stderr).toContain(
      "Rendering was not checked: neither kustomize nor kubectl is installed.",
    );
    expect(code).toBe(0);
  });

  it.skipIf(NO_KUSTOMIZE)(
    "does not fetch what is elsewhere, and says what was not built",
    async () => {
      const folder = copyOfMonorepo();
      const path = join(folder, OVERLAYS, "dev/kustomization.yaml");
      writeFileSync(
        path,
        readFileSync(path, "utf8").replace(
          "  - namespace.yaml\n",
          "  - namespace.yaml\n  - https://192.0.2.1/x.yaml\n",
        ),
      );
      const { stderr, code } = await run([...APP, "--repo", folder, "--yes"]);
      expect(stderr).toMatch(
        /Not built: .*dev\/kustomization\.yaml names https:\/\/192\.0\.2\.1\/x\.yaml/,
      );
      expect(code, stderr).toBe(0);
    },
  );
});

describe.skipIf(process.platform === "win32")("while kustomize runs", () => {
  /** A program called kustomize that does what `script` says. */
  function fakeKustomize(script: string): NodeJS.ProcessEnv {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "kustomize"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${folder}:${process.env.PATH}` };
  }

  it("Ctrl-C ends it, leaves no temporary copy, and says that nothing was written", async () => {
    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const temporary = temporaryFolder();
    const child = spawn(process.execPath, [BIN, ...ENV, "--repo", folder, "--yes"], {
      env: {
        ...process.env,
        ...fakeKustomize(`echo $$ >> ${temporary}.pids; exec sleep 600`),
        TMPDIR: temporary,
      },
    });
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    await vi.waitFor(() => expect(existsSync(`${temporary}.pids`)).toBe(true), 300_000);
    child.kill("SIGINT");
    const [code, signal] = await once(child, "close");
    expect([code, signal]).toEqual([null, "SIGINT"]);
    expect(stderr).toContain("Nothing was written.");
    expect(readdirSync(temporary)).toEqual([]);
    expect(filesBelow(folder)).toEqual(before);
    const pids = readFileSync(`${temporary}.pids`, "utf8").trim().split("\n").map(Number);
    rmSync(`${temporary}.pids`);
    for (const pid of pids) await vi.waitFor(() => expect(hasEnded(pid)).toBe(true), 300_000);
  });

  it("a warning of its own refuses the change, with its words", async () => {
    const folder = copyOfMonorepo();
    const env = fakeKustomize("echo '# Warning: this is deprecated' >&2");
    const { code, stderr } = await run([...ENV, "--repo", folder, "--yes"], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/kustomize builds with a warning[\s\S]*# Warning: this is deprecated/);
  });
});
