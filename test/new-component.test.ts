import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  BIN,
  copyOfMonorepo,
  filesBelow,
  instead,
  interact,
  KEYS,
  run,
  temporaryFolder,
} from "./support/project.ts";
import { type BadInput, expectRefusal } from "./support/refusal.ts";

const command = (line: string) => ["new:component", ...line.split(" ")];
const SHOP = command("--repo-url https://charts.example.com --chart shop --version 1.2.x");
const OCI = command("--oci oci://ghcr.io/acme/charts/shop --version 1.2.3");

const BAD_INPUT: BadInput[] = [
  [
    "no place of the chart",
    command("--chart shop --version 1.x"),
    /--repo-url or --oci is missing/,
  ],
  ["two places", [...OCI, "--repo-url", "https://a.example.com"], /--oci: --repo-url is given too/],
  ["no chart", command("--repo-url https://a.example.com --version 1.x"), /--chart is missing/],
  ["no version", command("--repo-url https://a.example.com --chart a"), /--version is missing/],
  ["a version that is none", instead(SHOP, "--version", "new"), /"new" is not a semver range/],
  [
    "OCI as a Helm repository",
    instead(SHOP, "--repo-url", "oci://a.io/b"),
    /not the URL of a Helm repository/,
  ],
  [
    "another chart than the URL's",
    [...OCI, "--chart", "web"],
    /is the chart shop: give the chart's own URL/,
  ],
  ["a chart in capitals", instead(SHOP, "--chart", "Shop"), /"Shop" is not a DNS-1123 label/],
  [
    "a component that exists",
    [...SHOP, "--name", "prometheus-stack"],
    /The component prometheus-stack exists already: infrastructure\/prometheus-stack/,
  ],
  ["a name that is a path", [...SHOP, "--name", "../x"], /"\.\.\/x" is not a DNS-1123 label/],
  ["Flux's own namespace", [...SHOP, "--namespace", "flux-system"], /a namespace of Flux itself/],
  [
    "Kubernetes' own namespace",
    [...SHOP, "--namespace", "kube-system"],
    /a namespace of Kubernetes itself/,
  ],
  ["an environment", [...SHOP, "--namespace", "dev"], /"dev" is an environment, which comes after/],
  [
    "a release that exists",
    [...instead(SHOP, "--chart", "traefik"), "--name", "x", "--namespace", "ingress-controllers"],
    /The HelmRelease traefik exists already in ingress-controllers: infrastructure\/ingress/,
  ],
  [
    "a dependency that does not exist",
    [...SHOP, "--depends-on", "traefik"],
    /there is no HelmRelease "traefik"; there is monitoring\/kube-prometheus-stack, ingress-controllers\/traefik/,
  ],
  ["a dependency on itself", [...SHOP, "--depends-on", "shop/shop"], /shop would wait for itself/],
  [
    "values that are not there",
    [...SHOP, "--values", "nowhere.yaml"],
    /nowhere\.yaml can't be read: there is no such file/,
  ],
];

describe("bad input to new:component is refused with a sentence, and writes nothing", () => {
  it.each(BAD_INPUT)("%s", (_what, args, says) => expectRefusal(args, says));

  it.each([
    ["no YAML", "a: {", /--values: the file is not valid YAML/],
    ["a list", "- a\n", /--values: the file holds no values: they are a mapping/],
    ["two documents", "a: 1\n---\nb: 2\n", /more than one document/],
    ["not text", "a: \u0000\n", /not plain text/],
  ])("values that are %s", (_what, text, says) => {
    const path = join(temporaryFolder(), "values.yaml");
    writeFileSync(path, text);
    return expectRefusal([...SHOP, "--values", path], says);
  });

  it("a dependency that closes a cycle", () =>
    expectRefusal(
      [...SHOP, "--depends-on", "ingress-controllers/traefik"],
      /they would wait for each other: shop -> ingress-controllers\/traefik -> shop/,
      (folder) =>
        appendFileSync(
          join(folder, "infrastructure/ingress-controllers/helmrelease.yaml"),
          "  dependsOn:\n    - name: shop\n      namespace: shop\n",
        ),
    ));
});

describe("new:component", () => {
  it("refuses a URL as the folder of the monorepo, and names the option for it", async () => {
    const { code, stderr } = await run(
      command("--repo https://a.example.com --chart shop --version 1.x --yes"),
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/--repo is the monorepo's folder[\s\S]*--repo-url/);
  });

  it.each([
    ["as they are", "a: 1 # one\nb: [x,  y]\n"],
    ["with Windows' line ends and a byte order mark", "\ufeffa: 1\r\nb: [x,  y]\r\n"],
    ["indented, below a blank line", "\n   # why\n  a: 1\n  b: [x,  y]\n\n\n"],
    ["comments alone", "# none yet\n"],
    ["with a block that ends in blank lines", "a: |+\n  x\n\nb: 1"],
  ])("keeps values %s", async (_what, text) => {
    const folder = copyOfMonorepo();
    const path = join(dirname(folder), "values.yaml");
    writeFileSync(path, text);
    const args = [...SHOP, "--values", "values.yaml", "--repo", "flux-cd", "--yes"];
    const { code, stderr } = await run(args, { cwd: dirname(folder) });
    expect(code, stderr).toBe(0);
    const map = readFileSync(join(folder, "infrastructure/shop/configmap.yaml"), "utf8");
    expect(map).not.toMatch(/[\r\ufeff]/);
    const values = parse(map).data["values.yaml"] as string;
    expect(parse(values)).toEqual(parse(text.replace("\ufeff", "")));
    const plain = text.replace("\ufeff", "").replaceAll("\r\n", "\n");
    expect(values.trim()).toBe(plain.trim());
  });

  it("leaves the namespace to the component that creates it already", async () => {
    const folder = copyOfMonorepo();
    const { stderr } = await run([...SHOP, "--namespace", "monitoring", "--repo", folder, "--yes"]);
    expect(stderr).toMatch(/Another component creates the namespace monitoring/);
    const files = filesBelow(join(folder, "infrastructure/shop"));
    expect(files.has("namespace.yaml")).toBe(false);
    expect(files.get("kustomization.yaml")).not.toContain("namespace");
  });

  it("does not overwrite a folder that nothing lists", async () => {
    await expectRefusal(SHOP, /The component shop exists already/, (folder) => {
      mkdirSync(join(folder, "infrastructure/shop"));
      writeFileSync(join(folder, "infrastructure/shop/notes.txt"), "mine");
    });
  });
});

describe("the prompts of new:component", () => {
  const { enter, down, space } = KEYS;

  it("ask where the chart is, which, and its version; the rest has a value", async () => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await interact(
      [BIN, "new:component", "--repo", folder],
      [
        ["Where the chart is", enter],
        ["URL of the repository", `https://charts.example.com${enter}`],
        ["Chart", `web-shop${enter}`],
        ["Version", `1.2.x${enter}`],
        ["All right, show the diff", enter],
        ["Write these 8 files?", enter],
      ],
    );
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/Name +web-shop\n[\s\S]*Namespace +web-shop\n[\s\S]*Values +none/);
    expect(filesBelow(folder).get("infrastructure/kustomization.yaml")).toContain("  - web-shop");
  });

  it("take the chart from its OCI URL, values from a file, dependencies from a list", async () => {
    const folder = copyOfMonorepo();
    const values = join(dirname(folder), "values.yaml");
    writeFileSync(values, "replicas: 2\n");
    const { code, stderr } = await interact(
      [BIN, "new:component", "--repo", folder],
      [
        ["Where the chart is", down + enter],
        ["URL of the chart", `oci://ghcr.io/acme/charts/shop${enter}`],
        ["Version", `1.2.3${enter}`],
        ["All right, show the diff", down.repeat(6) + enter],
        ["Values: a file (empty for none)", `nowhere.yaml${enter}`],
        ["there is no such file", `${KEYS.backspace.repeat(12)}${values}${enter}`],
        ["Values      1 line", down.repeat(7) + enter],
        ["monitoring/kube-prometheus-stack", down + space + enter],
        ["Depends on  ingress-controllers/traefik", enter],
        ["Write these 8 files?", enter],
      ],
    );
    expect(code, stderr).toBe(0);
    const files = filesBelow(join(folder, "infrastructure/shop"));
    expect(files.get("configmap.yaml")).toContain("    replicas: 2\n");
    expect(files.get("helmrelease.yaml")).toContain("    - name: traefik\n");
    expect(files.get("ocirepository.yaml")).toContain("tag: ");
  });
});
