import { describe, expect, it } from "vitest";
import { NO_KUSTOMIZE } from "./support/kustomize.ts";
import {
  apply,
  edited,
  planned,
  refusal,
  shippedTexts,
  type Texts,
  told,
} from "./support/memory.ts";
import { BIN, copyOfMonorepo, filesBelow, interact, KEYS, run } from "./support/project.ts";

const shipped = shippedTexts();
const CERTS = {
  "repo-url": "https://charts.jetstack.io",
  chart: "cert-manager",
  version: "1.20.0",
};
const INFRASTRUCTURE = "infrastructure/kustomization.yaml";

describe("remove:component", () => {
  it.each([
    ["as shipped", (text: string) => text],
    ["CRLF", (text: string) => text.replaceAll("\n", "\r\n")],
    ["no last line end", (text: string) => text.replace(/\n$/, "")],
    ["lists that are not indented", (text: string) => text.replace(/^ {2}- (?=[\w./-]+$)/gm, "- ")],
    [
      "a list in brackets",
      (text: string) =>
        text.replace(
          /resources:\n {2}- prometheus-stack\n {2}- (.*)\n/,
          "resources: [prometheus-stack, $1]\n",
        ),
    ],
  ])("undoes new:component to the byte: %s", (_, form) => {
    const before = new Map([...shipped].map(([path, text]) => [path, form(text)]));
    const added = apply("new:component", CERTS, before);
    expect(added).not.toEqual(before);
    expect(apply("remove:component", { name: "cert-manager" }, added)).toEqual(before);
  });

  it.skipIf(NO_KUSTOMIZE)(
    "says what is lost, loudest first: the namespace, then the chart",
    async () => {
      expect(planned("remove:component", { name: "prometheus-stack" }, shipped).plan.typed).toBe(
        "prometheus-stack",
      );
      const notes = await told("remove:component", { name: "prometheus-stack" }, shipped);
      expect(notes[0]).toMatch(/^FLUX WILL DELETE the namespace monitoring and EVERYTHING IN IT/);
      expect(notes[1]).toMatch(/^HELM UNINSTALLS kube-prometheus-stack/);
      expect(notes[2]).toContain("before Helm has uninstalled kube-prometheus-stack");
      expect(notes[3]).toBe(
        "Flux deletes 5 objects: 2 ConfigMap, 1 HelmRelease, 1 HelmRepository, 1 Namespace.",
      );
      expect(notes[4]).toBe(
        "Selectors that will find monitoring no more: applications/base-app-config/networkpolicy-3.yaml:16, infrastructure/cross-namespace-netpols/allow-monitoring.yaml:16.",
      );
    },
  );

  describe.skipIf(NO_KUSTOMIZE)("says what becomes of it by who applies it", () => {
    const unlisted = edited(shipped, INFRASTRUCTURE, "  - prometheus-stack\n", "");
    const first = async (texts: Texts) =>
      (await told("remove:component", { name: "prometheus-stack" }, texts))[0];
    const sync = (path: string, prune: boolean) => {
      const text = shipped.get("bootstrap/infrastructure.yaml") ?? "";
      const other = text
        .replace("name: infrastructure-sync", "name: monitoring-sync")
        .replace("./flux-cd/infrastructure", `./flux-cd/${path}`)
        .replace("prune: true", `prune: ${prune}`);
      return new Map(unlisted).set("bootstrap/infrastructure.yaml", `${text}---\n${other}`);
    };

    it("where no list has it", async () => {
      expect(await first(unlisted)).toBe("Flux deletes nothing.");
    });

    it("where a sync applies it by itself, which then finds no folder and stops", async () => {
      expect(await first(sync("infrastructure/prometheus-stack", true))).toBe(
        "WHAT FLUX DELETES OF monitoring-sync IS NOT KNOWN: there is nothing in infrastructure/prometheus-stack.",
      );
      expect(await first(sync("infrastructure/prometheus-stack", false))).toBe(
        "Flux deletes nothing.",
      );
    });

    it("where a folder has no list, and Flux can't build everything in it", async () => {
      const texts = new Map(shipped);
      texts.delete(INFRASTRUCTURE);
      expect(await first(texts)).toBe(
        "WHAT FLUX DELETES OF infrastructure-sync IS NOT KNOWN: it does not build.",
      );
    });
  });

  it.skipIf(NO_KUSTOMIZE)(
    "says what goes with a CustomResourceDefinition, and is refused while one is used",
    async () => {
      const folder = "infrastructure/ingress-controllers";
      const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: routes.example.com
spec:
  group: example.com
  names:
    kind: Route
`;
      const route = "apiVersion: example.com/v1\nkind: Route\nmetadata:\n  name: a\n";
      const defined = edited(
        new Map(shipped).set(`${folder}/crd.yaml`, crd),
        `${folder}/kustomization.yaml`,
        "resources:\n",
        "resources:\n  - crd.yaml\n",
      );
      const notes = await told("remove:component", { name: "ingress-controllers" }, defined);
      expect(notes[1]).toBe(
        "FLUX WILL DELETE the definitions routes.example.com, and Kubernetes with them EVERY OBJECT OF THESE KINDS in the whole cluster.",
      );
      expect(notes).toContain("gateway-api-crds does not prune: what it applied stays.");
      const path = "applications/base-app-config/route.yaml";
      const used = new Map(defined).set(path, route);
      expect(refusal("remove:component", { name: "ingress-controllers" }, used)).toEqual([
        `${path}:2 Route a needs the CustomResourceDefinition of its kind, which would be gone.`,
      ]);
    },
  );

  it("is refused while another component waits for it, or lives in its namespace", () => {
    const logs = {
      oci: "oci://ghcr.io/acme/charts/loki",
      name: "logs",
      version: "6.30.1",
      namespace: "monitoring",
      "depends-on": ["kube-prometheus-stack"],
    };
    const both = apply("new:component", logs, shipped);
    const said = refusal("remove:component", { name: "prometheus-stack" }, both);
    expect(said[0]).toBe(
      "infrastructure/logs/helmrelease.yaml:13 dependsOn of HelmRelease loki names the HelmRelease kube-prometheus-stack, which would be gone.",
    );
    expect(said).toContain(
      "infrastructure/logs/helmrelease.yaml:5 HelmRelease loki is in the namespace monitoring, which would be gone.",
    );
    expect(apply("remove:component", { name: "logs" }, both)).toEqual(shipped);
  });

  it("is refused while overlays include it, with each of them", () => {
    const said = refusal("remove:component", { name: "cross-namespace-netpols" }, shipped);
    expect(said.map((line) => line.slice(0, line.indexOf(" ")))).toEqual(
      ["dev", "production", "staging"].map(
        (name) => `applications/mock-cluster-aka-namespaces/${name}/kustomization.yaml:11`,
      ),
    );
  });

  it("is refused while an app is exposed through what it brings", () => {
    const app = { name: "shop", image: "a/b:1", expose: "gateway", host: "shop.example.com" };
    const exposed = apply("new:app", app, shipped);
    expect(refusal("remove:component", { name: "ingress-controllers" }, exposed)).toEqual([
      expect.stringMatching(
        /^applications\/base-shop-config\/httproute\.yaml:\d+ HTTPRoute shop names the namespace ingress-controllers, which would be gone\.$/,
      ),
    ]);
  });
});

describe.skipIf(NO_KUSTOMIZE)("remove:component, on the disk", () => {
  it("in two steps: first its objects are marked to stay", async () => {
    const folder = copyOfMonorepo();
    const remove = ["remove:component", "--name", "ingress-controllers", "--repo", folder, "--yes"];
    const first = await run([...remove, "--orphan"]);
    expect(first.code, first.stderr).toBe(0);
    expect(first.stdout).toContain("+          kustomize.toolkit.fluxcd.io/prune: disabled");
    expect(first.stderr).toContain("Built 1 kustomizations");
    const again = await run([...remove, "--orphan"]);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("ingress-controllers is marked already");
    const second = await run(remove);
    expect(second.code, second.stderr).toBe(0);
    expect(second.stderr).toContain(
      "Flux deletes nothing.\nMarked with kustomize.toolkit.fluxcd.io/prune: disabled: 6 objects stay",
    );
    expect(second.stderr).not.toContain("FLUX WILL DELETE");
    expect(filesBelow(folder).get(INFRASTRUCTURE)).not.toContain("ingress-controllers");
    expect((await run(["validate", "--repo", folder])).code).toBe(0);
  });

  it("asks which, and wants the name typed", async () => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await interact(
      [BIN, "remove:component", "--repo", folder, "--no-render"],
      [
        ["Component to remove", `${KEYS.down}${KEYS.enter}`],
        ["What happens to what runs", KEYS.enter],
        ["All right, show the diff", KEYS.enter],
        ["Write these", KEYS.enter],
        ["Type ingress-controllers to remove it", `ingress-controllers${KEYS.enter}`],
      ],
    );
    expect(code, stderr).toBe(0);
    expect(filesBelow(folder).has("infrastructure/ingress-controllers/README.md")).toBe(false);
  });

  it("refuses one that there is not, and means the nearest", async () => {
    const { code, stderr } = await run(["remove:component", "--name", "prometeus-stack", "--yes"]);
    expect(code).toBe(1);
    expect(stderr).toContain('There is no component "prometeus-stack".');
    expect(stderr).toContain("Did you mean prometheus-stack?");
  });
});
