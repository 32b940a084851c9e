import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { copyOfMonorepo, run } from "./support/project.ts";

const APP = ["new:app", "--name", "checkout", "--image", "ghcr.io/acme/checkout:1.4.2"];
const OVERLAYS = "applications/mock-cluster-aka-namespaces";

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

  it("--app takes apps out of the copy and adds those that the original lacks", async () => {
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
      ..."new:env --name qa --from dev --app app,two --repo".split(" "),
      folder,
      "--yes",
    ]);
    expect(code, stderr).toBe(0);
    const overlay = readFileSync(join(folder, OVERLAYS, "qa/kustomization.yaml"), "utf8");
    expect(overlay).toContain("  - ../../base-app-config\n  - ../../base-two-config\ncomponents:");
    const staging = await run([
      ..."new:env --name qb --from staging --app one --repo".split(" "),
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
