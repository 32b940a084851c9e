import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import { BIN, copyOfMonorepo, filesBelow, ROOT, run, temporaryFolder } from "./support/project.ts";

const ENV = ["new:env", "--name", "qa", "--after", "staging"];
const APP = ["new:app", "--name", "checkout", "--image", "ghcr.io/acme/checkout:1.4.2"];
const OVERLAYS = "applications/mock-cluster-aka-namespaces";

describe("--dry-run", () => {
  it.each([ENV, APP])(
    "%s prints a diff that git applies to what the real run writes",
    async (...args) => {
      const folder = copyOfMonorepo();
      const before = filesBelow(folder);
      const dry = await run([...args, "--repo", folder, "--dry-run"]);
      expect(dry.code, dry.stderr).toBe(0);
      expect(dry.stderr).toContain("Dry run: nothing was written.");
      expect(filesBelow(folder)).toEqual(before);

      const real = await run([...args, "--repo", folder, "--yes"]);
      expect(real.stdout).toBe(dry.stdout);

      const applied = copyOfMonorepo();
      execFileSync("git", ["apply", "-"], { cwd: dirname(applied), input: dry.stdout });
      expect(filesBelow(applied)).toEqual(filesBelow(folder));
    },
  );
});

describe("--json", () => {
  it("is one document, and without --yes only a plan", async () => {
    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const { code, stdout, stderr } = await run([...ENV, "--repo", folder, "--json"]);
    const result = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(result).toMatchObject({
      command: "new:env",
      repository: "flux-cd",
      written: false,
      problems: [],
    });
    expect(result.changes).toContainEqual({
      kind: "create",
      path: `flux-cd/${OVERLAYS}/qa/sync.yaml`,
    });
    expect(result.changes).toContainEqual({ kind: "edit", path: "flux-cd/bootstrap/sources.yaml" });
    expect(result.diff).toContain("+  - qa/sync.yaml");
    expect(result.notes).toContain("production now waits for qa-sync instead of staging-sync.");
    expect(filesBelow(folder)).toEqual(before);
  });

  it("writes with --yes, and says so", async () => {
    const folder = copyOfMonorepo();
    const { code, stdout } = await run([...ENV, "--repo", folder, "--json", "--yes"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).written).toBe(true);
    expect(filesBelow(folder).has(`${OVERLAYS}/qa/sync.yaml`)).toBe(true);
  });

  it("tells of a refusal in the same way", async () => {
    const { code, stdout } = await run(["new:env", "--name", "kube-x", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ written: false, problems: [{ rule: "name" }] });
  });
});

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
        ...fakeKustomize(`echo $$ >> ${temporary}.pids; exec sleep 20`),
        TMPDIR: temporary,
      },
    });
    let stderr = "";
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    await vi.waitFor(() => expect(existsSync(`${temporary}.pids`)).toBe(true), 10_000);
    child.kill("SIGINT");
    const [code, signal] = await once(child, "close");
    expect([code, signal]).toEqual([null, "SIGINT"]);
    expect(stderr).toContain("Nothing was written.");
    expect(readdirSync(temporary)).toEqual([]);
    expect(filesBelow(folder)).toEqual(before);
    const pids = readFileSync(`${temporary}.pids`, "utf8").trim().split("\n").map(Number);
    rmSync(`${temporary}.pids`);
    for (const pid of pids)
      await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), 2_000);
  });

  it("a warning of its own refuses the change, with its words", async () => {
    const folder = copyOfMonorepo();
    const env = fakeKustomize("echo '# Warning: this is deprecated' >&2");
    const { code, stderr } = await run([...ENV, "--repo", folder, "--yes"], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/kustomize builds with a warning[\s\S]*# Warning: this is deprecated/);
  });
});

describe("a repository that people have worked on", () => {
  const HAND_EDITED = `# The staging overlay. Ask in #platform before you change it: staging is shared.
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: "staging"   # quoted by hand
resources:
- namespace.yaml
- resourcequota.yaml
- limitrange.yaml
- config.yaml
- ../../base-app-config   # the app
# end of the resources
labels:
- pairs: {environment: staging, team: platform}
components:
  - ../../../infrastructure/cross-namespace-netpols
images:
  - name: localhost:5001/demo-app
    newTag: 1.0.1 # {"$imagepolicy": "flux-system:staging-app:tag"}
patches:
  - target: {kind: HorizontalPodAutoscaler, labelSelector: "app.kubernetes.io/component=application"}
    patch: |-
      # staging runs two
      - {op: replace, path: /spec/minReplicas, value: 2}
      - {op: replace, path: /spec/maxReplicas, value: 5}
  - target: {kind: ConfigMap, name: staging-flags}
    patch: |-
      - op: add
        path: /metadata/labels/environment
        value: staging
      - op: add
        path: /data/stage
        value: staging
`;
  const CONFIG = `apiVersion: v1
kind: ConfigMap
metadata:
  name: staging-flags
  labels: {environment: 'staging'}
data:
  host: staging.example.com
  note: this is not staging-only
`;

  function handEdited(eol = "\n"): string {
    const folder = copyOfMonorepo();
    const overlay = join(folder, OVERLAYS, "staging");
    writeFileSync(join(overlay, "kustomization.yaml"), HAND_EDITED.replaceAll("\n", eol));
    writeFileSync(join(overlay, "config.yaml"), CONFIG.replaceAll("\n", eol));
    return folder;
  }

  it.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
  ])(
    "--from takes an overlay with its hand edits and renames the fields that say the environment (%s)",
    async (_name, eol) => {
      const folder = handEdited(eol);
      const { code, stderr } = await run([
        "new:env",
        "--name",
        "qa",
        "--from",
        "staging",
        "--repo",
        folder,
        "--yes",
      ]);
      expect(code, stderr).toBe(0);
      const read = (name: string) => readFileSync(join(folder, OVERLAYS, "qa", name), "utf8");
      expect(read("kustomization.yaml")).toBe(
        HAND_EDITED.replace('"staging"', '"qa"')
          .replace("environment: staging, team", "environment: qa, team")
          .replace("name: staging-flags", "name: qa-flags")
          .replace(
            "labels/environment\n        value: staging",
            "labels/environment\n        value: qa",
          )
          .replaceAll("\n", eol),
      );
      expect(read("config.yaml")).toBe(
        CONFIG.replace("name: staging-flags", "name: qa-flags")
          .replace("'staging'", "'qa'")
          .replaceAll("\n", eol),
      );
    },
  );

  it("says which lines of the copy still name the original, for a person to decide", async () => {
    const folder = handEdited();
    const { stderr } = await run([
      "new:env",
      "--name",
      "qa",
      "--from",
      "staging",
      "--repo",
      folder,
      "--yes",
    ]);
    expect(stderr).toMatch(/qa\/config\.yaml:7 still says staging: host: staging\.example\.com/);
    expect(stderr).toMatch(/qa\/kustomization\.yaml:18 still says staging: newTag: 1\.0\.1/);
    expect(stderr).not.toMatch(/sync\.yaml:\d+ still says/);
  });

  it("new figures go into the copy's own patches, whatever their style", async () => {
    const folder = handEdited();
    const { code, stderr } = await run([
      ..."new:env --name qa --from staging --min-replicas 1 --max-replicas 4 --yes --repo".split(
        " ",
      ),
      folder,
    ]);
    expect(code, stderr).toBe(0);
    const overlay = readFileSync(join(folder, OVERLAYS, "qa/kustomization.yaml"), "utf8");
    expect(overlay).toContain("{op: replace, path: /spec/minReplicas, value: 1}");
    expect(overlay).toContain("{op: replace, path: /spec/maxReplicas, value: 4}");
    expect(overlay).toMatch(/kind: PodDisruptionBudget[\s\S]*maxUnavailable/);
  });

  it("a namespace that is not called like its folder is renamed in the copy too, and is taken", async () => {
    const folder = copyOfMonorepo();
    for (const name of ["kustomization.yaml", "namespace.yaml"]) {
      const path = join(folder, OVERLAYS, "dev", name);
      writeFileSync(
        path,
        readFileSync(path, "utf8").replace(/^(namespace:| {2}name:) dev$/m, "$1 development"),
      );
    }
    const copy = await run(["new:env", "--name", "qa", "--from", "dev", "--repo", folder, "--yes"]);
    expect(copy.code, copy.stderr).toBe(0);
    expect(readFileSync(join(folder, OVERLAYS, "qa/kustomization.yaml"), "utf8")).toContain(
      "namespace: qa\n",
    );
    expect(readFileSync(join(folder, OVERLAYS, "qa/namespace.yaml"), "utf8")).toContain(
      "  name: qa\n",
    );
    const taken = await run(["new:env", "--name", "development", "--repo", folder, "--yes"]);
    expect(taken.stderr).toContain('"development" is the namespace of the environment dev.');
  });

  it("a new name that holds the old one is no leftover", async () => {
    const { stderr } = await run(
      "new:env --name production-eu --from production --dry-run --no-render".split(" "),
    );
    expect(stderr).not.toContain("still says");
  });

  it("--apps takes apps out of the copy and adds those that the original lacks", async () => {
    const folder = copyOfMonorepo();
    for (const name of ["one", "two"]) {
      await run([
        "new:app",
        "--name",
        name,
        "--image",
        "a/b:1",
        "--env",
        "dev",
        "--no-render",
        "--repo",
        folder,
        "--yes",
      ]);
    }
    const { code, stderr } = await run([
      ..."new:env --name qa --from dev --apps app,two --repo".split(" "),
      folder,
      "--yes",
    ]);
    expect(code, stderr).toBe(0);
    const overlay = readFileSync(join(folder, OVERLAYS, "qa/kustomization.yaml"), "utf8");
    expect(overlay).toContain("  - ../../base-app-config\n  - ../../base-two-config\ncomponents:");
    const staging = await run([
      ..."new:env --name qb --from staging --apps one --repo".split(" "),
      folder,
      "--yes",
    ]);
    expect(staging.code, staging.stderr).toBe(0);
    expect(readFileSync(join(folder, OVERLAYS, "qb/kustomization.yaml"), "utf8")).toContain(
      "  - limitrange.yaml\n  - ../../base-one-config\ncomponents:",
    );
  });

  it("a figure that no patch of the original sets is refused", async () => {
    const folder = handEdited();
    const { code, stderr } = await run([
      ..."new:env --name qa --from staging --cpu 1 --yes --repo".split(" "),
      folder,
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "No patch of staging for all apps sets /spec/template/spec/containers/0/resources/requests/cpu",
    );
  });

  it("new:app adds one line in the style of each overlay", async () => {
    const folder = handEdited("\r\n");
    const { code, stderr } = await run([...APP, "--repo", folder, "--yes"]);
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(folder, OVERLAYS, "staging/kustomization.yaml"), "utf8")).toBe(
      HAND_EDITED.replace(
        "   # the app\n",
        "   # the app\n- ../../base-checkout-config\n",
      ).replaceAll("\n", "\r\n"),
    );
  });

  it("an environment's own layout of dependsOn and extra objects in its sync are kept", async () => {
    const folder = copyOfMonorepo();
    const path = join(folder, OVERLAYS, "staging/sync.yaml");
    const text = readFileSync(path, "utf8").replace(
      "    - name: dev-sync",
      "    - {name: infrastructure-sync}\n    - {name: dev-sync} # dev first",
    );
    writeFileSync(path, text);
    const { code, stderr } = await run([
      ..."new:env --name qa --from staging --after dev --yes --repo".split(" "),
      folder,
    ]);
    expect(code, stderr).toBe(0);
    expect(readFileSync(path, "utf8")).toBe(text.replace("{name: dev-sync}", "{name: qa-sync}"));
    const copy = readFileSync(join(folder, OVERLAYS, "qa/sync.yaml"), "utf8");
    expect(copy).toContain("    - {name: infrastructure-sync}\n    - {name: dev-sync} # dev first");
  });
});

describe("what a change does not bring in", () => {
  const edit = (folder: string, path: string, change: (text: string) => string) => {
    const full = join(folder, path);
    writeFileSync(full, change(readFileSync(full, "utf8")));
  };

  it.skipIf(NO_KUSTOMIZE)(
    "a quota that was too small before is shown apart, and refuses nothing",
    async () => {
      const folder = copyOfMonorepo();
      edit(folder, `${OVERLAYS}/staging/resourcequota.yaml`, (text) =>
        text.replace(/pods: .*/, 'pods: "1"'),
      );
      edit(folder, `${OVERLAYS}/staging/kustomization.yaml`, (text) => `${text}# a last word\n`);
      // A source in the bootstrap, a line in the list: staging is not built at all.
      const after = await run([...ENV, "--repo", folder, "--yes"]);
      expect(after.code, after.stderr).toBe(0);
      // The new app makes it worse, and that is its own.
      const app = await run([...APP, "--repo", folder, "--yes"]);
      expect(app.code).toBe(1);
      expect(app.stderr).toMatch(/quota of staging is too small/);
    },
  );

  it("a reference that dangled before is shown apart", async () => {
    const folder = copyOfMonorepo();
    edit(folder, `${OVERLAYS}/dev/sync.yaml`, (text) =>
      text.replace("name: dev-environment", "name: gone"),
    );
    const { code, stderr } = await run([...APP, "--repo", folder, "--yes"]);
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(
      /Not from this change[\s\S]*dev-sync reads the GitRepository gone, which does not exist/,
    );
  });

  it("but a cycle that it would close is refused, and printed", async () => {
    const folder = copyOfMonorepo();
    edit(folder, `${OVERLAYS}/dev/sync.yaml`, (text) =>
      text.replace("infrastructure-sync", "qa-sync"),
    );
    const { code, stderr } = await run(["new:env", "--name", "qa", "--repo", folder, "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /wait for each other: .*qa-sync -> production-sync -> staging-sync -> dev-sync -> qa-sync|dev-sync -> qa-sync/,
    );
  });
});

describe("what a reader of the diff has to know", () => {
  it("a tag that does not hold the change yet", async () => {
    const { stderr } = await run([...ENV, "--tag", "v1.0.0", "--dry-run", "--no-render"]);
    expect(stderr).toContain(
      "qa follows the tag v1.0.0: until that holds this change, qa-sync is not ready",
    );
  });

  it("a copy that serves the hosts of its original", async () => {
    const folder = copyOfMonorepo();
    await run([
      ...APP,
      "--expose",
      "ingress",
      "--host",
      "checkout.example.com",
      "--repo",
      folder,
      "--yes",
    ]);
    const copy = (from: string) =>
      run(["new:env", "--name", "qa", "--from", from, "--repo", folder, "--dry-run"]);
    expect((await copy("production")).stderr).toContain(
      "qa serves the hosts of production (checkout)",
    );
    expect((await copy("staging")).stderr).not.toContain("serves the hosts");
  });
});

describe("where a repository may be", () => {
  it("below a path with spaces and other letters, and not in git", async () => {
    const folder = copyOfMonorepo();
    const moved = join(temporaryFolder(), "мой проект (copy)", "flüx");
    mkdirSync(dirname(moved), { recursive: true });
    cpSync(folder, moved, { recursive: true });
    const { code, stderr, stdout } = await run([...ENV, "--repo", moved, "--yes"]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(String.raw`+++ "b/fl\303\274x/bootstrap/sources.yaml"`);
  });

  it("in a folder of a git repository: paths are git's", async () => {
    const top = temporaryFolder();
    execFileSync("git", ["init", "--quiet", top]);
    mkdirSync(join(top, "clusters"));
    renameSync(copyOfMonorepo(), join(top, "clusters", "one"));
    const { stdout, code } = await run([...ENV, "--repo", "clusters/one", "--dry-run"], {
      cwd: top,
    });
    expect(code).toBe(0);
    expect(stdout).toContain("+++ b/clusters/one/bootstrap/sources.yaml");
    execFileSync("git", ["apply", "-"], { cwd: top, input: stdout });
    expect(filesBelow(join(top, "clusters/one")).has(`${OVERLAYS}/qa/sync.yaml`)).toBe(true);
  });
});

describe("--help", () => {
  it("lists the commands, and each command's flags", async () => {
    expect((await run(["--help"])).stdout).toMatch(/npm run new:env[\s\S]*npm run new:app/);
    const { stdout, code } = await run(["new:env", "--help"]);
    expect(code).toBe(0);
    const flags =
      "name size from after min-replicas max-replicas cpu memory apps branch tag semver repo yes dry-run json no-render help";
    for (const flag of flags.split(" ")) expect(stdout).toContain(`--${flag}`);
    const app = (await run(["new:app", "--help"])).stdout;
    const appFlags =
      "name image port expose host health-path ready-path metrics-path start-seconds config secret cpu memory cpu-limit memory-limit replicas no-autoscaling env secret-store raise-quota";
    for (const flag of appFlags.split(" ")) expect(app).toContain(`--${flag}`);
  });

  it("without a command is the usage, and exit code 2", async () => {
    const { code, stdout } = await run([]);
    expect(code).toBe(2);
    expect(stdout).toContain("npm run new:env");
  });
});

it("the shipped base app is what new:app writes", async () => {
  const folder = copyOfMonorepo();
  const { code, stderr } = await run([
    ...[
      "new:app",
      "--name",
      "twin",
      "--image",
      "localhost:5001/demo-app:1.0.0",
      "--secret",
      "GREETING",
    ],
    ...["--config", "READINESS_DELAY_SEC=10", "--config", "FAIL_RATE=0", "--repo", folder, "--yes"],
  ]);
  expect(code, stderr).toBe(0);
  const twin = filesBelow(join(folder, "applications/base-twin-config"));
  const app = filesBelow(join(ROOT, "flux-cd/applications/base-app-config"));
  const renamed = [...twin].map(([path, text]) => [path, text.replaceAll("twin", "app")]);
  expect(Object.fromEntries(renamed)).toEqual(Object.fromEntries(app));
  expect(app.size).toBe(14);
});
