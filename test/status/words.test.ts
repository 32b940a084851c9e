import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MONOREPO, run, temporaryFolder } from "../support/project.ts";
import { KUSTOMIZE, NO_STAND_IN, object, ready, StandIn } from "./cluster.ts";
import { controller, shipped, sync } from "./shipped.ts";

describe.skipIf(NO_STAND_IN)("status says in a sentence", () => {
  it("that kubectl is missing", async () => {
    const { code, stdout, stderr } = await run(["status"], { env: { PATH: temporaryFolder() } });
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^✗ kubectl is not installed\.\n {2}It is what reads the cluster: /);
  });

  it.each([
    [
      "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
      "kubectl can't read the cluster of the context kind-flux-cd: The connection to the server localhost:8080 was refused - did you specify the right host or port?\n",
    ],
    ['error: context "two" does not exist', ': context "two" does not exist.\n'],
    ["error: EOF", ": the context has no credentials.\n"],
    [
      "error: You must be logged in to the server (Unauthorized)",
      ": You must be logged in to the server (Unauthorized).\n",
    ],
    [
      "Unable to connect to the server: getting credentials: exec: executable aws not found\n\nIt looks like you are using a plugin.",
      "exec: executable aws not found.\n  It looks like you are using a plugin.\n",
    ],
  ])("that the cluster does not answer: %s", async (said, sentence) => {
    const log = `E1124 18:20:35.364496    1931 memcache.go:265] "Unhandled Error" err="x"\n`;
    const standIn = new StandIn([]).has("api-resources", "").has("api-resources.error", log + said);
    const { code, stdout, stderr } = await standIn.status();
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain("memcache");
    expect(stderr).not.toContain("Nothing was written");
  });

  it("that Flux is not installed", async () => {
    const standIn = new StandIn([]).has("api-resources", "pods\ndeployments.apps\n");
    const { code, stderr } = await standIn.status();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^✗ Flux is not installed in the cluster of the context kind-flux-cd\.\n/,
    );
  });

  it("what could not be read, and shows the rest; nothing of it counts as missing", async () => {
    const forbidden =
      'Error from server (Forbidden): gitrepositories.source.toolkit.fluxcd.io is forbidden: User "eve" cannot list resource\n';
    const standIn = new StandIn([sync("dev-sync")])
      .has("objects.error", forbidden)
      .has("deployments", "")
      .has("deployments.error", "Error from server (Forbidden): deployments.apps is forbidden\n");
    const { code, stdout } = await standIn.status();
    expect(code).toBe(1);
    expect(stdout).toMatch(/^dev +flux-system\/dev-sync +ready /m);
    expect(stdout).not.toContain("missing");
    expect(stdout).toContain(
      '✗ Not read: gitrepositories.source.toolkit.fluxcd.io is forbidden: User "eve" cannot list resource\n' +
        "✗ Not read: deployments.apps is forbidden\n",
    );
  });

  it("that an API behind the server is down is none of Flux's business", async () => {
    const standIn = new StandIn(shipped()).has(
      "api-resources.error",
      "error: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale\n",
    );
    const { code, stdout } = await standIn.status();
    expect(code).toBe(0);
    expect(stdout).toContain("✓ All ");
  });

  it("does not ask for kinds that the cluster does not have", async () => {
    const old =
      "kustomizations.kustomize.toolkit.fluxcd.io\ngitrepositories.source.toolkit.fluxcd.io\n";
    const standIn = new StandIn(shipped()).has("api-resources", old);
    await standIn.status();
    expect(standIn.calls.find((call) => call.includes("get kustomizations"))).toContain(
      "get kustomizations.kustomize.toolkit.fluxcd.io,gitrepositories.source.toolkit.fluxcd.io --all-namespaces",
    );
  });

  it("that a format or a repository is none", async () => {
    const format = await run(["status", "--format", "xml"]);
    expect(format.code).toBe(2);
    expect(format.stderr).toContain('There is no format "xml".');
    const repository = await run(["status", "--repo", join(MONOREPO, "bootstrap")]);
    expect(repository.code).toBe(1);
    expect(repository.stderr).toContain("This is not a monorepo that the generators know");
  });
});

describe.skipIf(NO_STAND_IN)("status on hostile text", () => {
  const CODES = "\u001b[2J\u001b]0;pwned\u0007\u009b2J\u202e\u200b\r\n::error::x";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const RAW = /[\u001b\u0007\u009b\u202e\u200b\r]|^::/m;

  it("shows codes as text, and nothing begins a line", async () => {
    const evil = object(KUSTOMIZE, "Kustomization", "team-a/shop", {
      metadata: { namespace: `a${CODES}`, name: `b${CODES}`, creationTimestamp: CODES },
      ...ready("False", CODES, CODES, { lastAppliedRevision: CODES }),
    });
    const standIn = new StandIn([evil], [controller(`x${CODES}`, 1)])
      .has("config", JSON.stringify({ "current-context": CODES }))
      .has("objects.error", CODES);
    for (const format of ["table", "json"]) {
      const { code, stdout, stderr } = await standIn.status("--format", format);
      expect(code).toBe(1);
      expect(stdout).toContain("\\u001b[2J");
      expect(stdout + stderr).not.toMatch(RAW);
    }
    standIn.has("api-resources", "").has("api-resources.error", CODES);
    const refused = await standIn.status();
    expect(refused.stderr).toContain("\\u001b[2J");
    expect(refused.stdout + refused.stderr).not.toMatch(RAW);
  });
});
