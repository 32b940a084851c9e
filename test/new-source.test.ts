import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { schemas } from "./schema/schemas.ts";
import {
  BIN,
  copyOfMonorepo,
  filesBelow,
  instead,
  interact,
  KEYS,
  run,
  type Step,
} from "./support/project.ts";
import { type BadInput, expectRefusal } from "./support/refusal.ts";

const command = (line: string) => ["new:source", ...line.split(" ")];
const GIT = command("--kind git --name shop --url https://git.example.com/acme/shop.git");
const OCI = command("--kind oci --name shop --url oci://ghcr.io/acme/shop --tag 1.4.2");
const BUCKET = command("--kind bucket --name shop --url s3://acme-manifests");
const HELM = [
  ...command("--kind helm --name shop --url https://charts.example.com"),
  ...["--semver", "1.2.x"],
];
const kindAt = (kind: string, url: string) => [
  ...["new:source", "--kind", kind, "--name", "shop", "--url", url],
];

const BAD_INPUT: BadInput[] = [
  ["no kind", ["new:source", "--name", "shop"], /--kind is missing/],
  ["an unknown kind", instead(GIT, "--kind", "hg"), /"hg" is none of git, oci, bucket, helm/],
  ["no name", command("--kind git --path ./x"), /--name is missing/],
  ["a name in capitals", instead(GIT, "--name", "Shop"), /"Shop" is not a DNS-1123 label/],
  [
    "a name too long for a Helm release",
    instead(HELM, "--name", "e".repeat(54)),
    /has 54 characters; .* allow 53/,
  ],
  [
    "a source that exists",
    instead(GIT, "--name", "dev-environment"),
    /dev-environment exists already/,
  ],
  [
    "a file that exists",
    instead(OCI, "--name", "sources"),
    /--name: bootstrap\/sources\.yaml exists already/,
  ],
  [
    "a Flux Kustomization that exists",
    instead(OCI, "--name", "staging"),
    /Flux Kustomization staging-sync exists already/,
  ],
  [
    "no URL, and none to go by",
    command("--kind oci --name shop --tag 1.0.0"),
    /--url is missing[\s\S]*oci:\/\//,
  ],
  [
    "a Git URL for OCI",
    kindAt("oci", "https://ghcr.io/acme/shop"),
    /"https:\/\/ghcr\.io\/acme\/shop" is not the URL of a repository in an OCI registry: it begins with oci:\/\//,
  ],
  [
    "git's short form",
    kindAt("git", "git@git.example.com:acme/shop.git"),
    /is not the URL of a Git repository: it begins with https:\/\/, http:\/\/ or ssh:\/\/[\s\S]*ssh:\/\/git@HOST\/PATH/,
  ],
  ["OCI for Helm", kindAt("helm", "oci://ghcr.io/acme/charts"), /not the URL of a Helm repository/],
  ["a file for a bucket", kindAt("bucket", "file:///tmp"), /not the URL of a bucket/],
  ["a bucket's endpoint alone", kindAt("bucket", "https://minio.example.com"), /names no bucket/],
  [
    "a password in the URL",
    kindAt("git", "https://me:secret@git.example.com/a.git"),
    /holds a credential, which has no place in Git/,
  ],
  [
    "a token in the URL",
    kindAt("git", "https://token@git.example.com/a.git"),
    /holds a credential/,
  ],
  ["a tag in the URL", kindAt("oci", "oci://ghcr.io/acme/shop:1.0.0"), /has a tag or digest/],
  ["a URL with a query", kindAt("git", "https://a.example.com/a?b"), /more than a host and a path/],
  [
    "ssh without a key",
    kindAt("git", "ssh://git@git.example.com/acme/shop.git"),
    /--secret-ref is missing: a URL with ssh:\/\/ needs a key/,
  ],
  ["two refs", [...OCI, "--semver", "1.x"], /--semver: --tag is given too/],
  ["a branch of an OCI artifact", [...OCI, "--branch", "main"], /--branch: with --kind oci it is/],
  ["a tag of a bucket", [...BUCKET, "--tag", "v1"], /--tag: a Bucket has no versions/],
  [
    "no version of an OCI artifact",
    kindAt("oci", "oci://a.io/b/c"),
    /--tag or --semver or --digest is missing/,
  ],
  ["no version of a chart", kindAt("helm", "https://a.example.com"), /--semver is missing/],
  ["the tag latest", instead(OCI, "--tag", "latest"), /"latest" is another artifact from one day/],
  ["a semver range that is none", [...GIT, "--semver", "newest"], /"newest" is not a semver range/],
  [
    "a digest that is none",
    [...kindAt("oci", "oci://a.io/b/c"), "--digest", "abc"],
    /"abc" is not sha256:/,
  ],
  [
    "an interval in days",
    [...GIT, "--interval", "1d"],
    /"1d" is not an interval that Flux accepts/,
  ],
  ["an interval without a unit", [...GIT, "--interval", "60"], /"60" is not an interval/],
  ["an interval of nothing", [...GIT, "--interval", "0s"], /"0s" is no time at all/],
  ["an endless interval", [...GIT, "--interval", "9999999h"], /longer than Flux can count/],
  [
    "a dependency that does not exist",
    [...GIT, "--depends-on", "gone"],
    /there is no Flux Kustomization "gone"; there is flux-system, infrastructure-sync/,
  ],
  [
    "a dependency of another kind",
    [...HELM, "--depends-on", "infrastructure-sync"],
    /there is no HelmRelease "infrastructure-sync"; there is monitoring\/kube-prometheus-stack/,
  ],
  [
    "a dependency on itself",
    [...GIT, "--depends-on", "shop-sync"],
    /shop-sync would wait for itself/,
  ],
  ["cosign for Git", [...GIT, "--verify", "cosign"], /"cosign" is not for Git: write pgp:SECRET/],
  [
    "PGP without its keys",
    [...GIT, "--verify", "pgp"],
    /pgp needs the Secret with the public keys/,
  ],
  ["PGP for OCI", [...OCI, "--verify", "pgp:keys"], /"pgp:keys" is not for OCI/],
  [
    "keyless without an identity",
    [...OCI, "--verify", "cosign"],
    /--verify-issuer is missing[\s\S]*--verify-subject is missing[\s\S]*a signature of anybody/,
  ],
  [
    "a verification of a bucket",
    [...BUCKET, "--verify", "cosign:key"],
    /--verify: a Bucket has no such setting/,
  ],
  [
    "a sparse OCI artifact",
    [...OCI, "--sparse", "deploy"],
    /--sparse: an OCIRepository has no such setting/,
  ],
  [
    "a path outside of the sparse ones",
    [...GIT, "--sparse", "deploy", "--path", "./other"],
    /"\.\/other" is not checked out: --sparse is deploy/,
  ],
  [
    "a path that leaves the source",
    [...GIT, "--path", "../x"],
    /"\.\.\/x" is not a folder in the source/,
  ],
  [
    "this repository without a path",
    command("--kind git --name again"),
    /--path is missing: the source is this repository/,
  ],
  [
    "this repository in other words",
    kindAt("git", "ssh://git@GIT.example.com/platform/flux-cd-monorepo/").concat(
      "--secret-ref",
      "k",
    ),
    /--path is missing: the source is this repository/,
  ],
  [
    "a path of this repository that is none",
    command("--kind git --name again --path ./flux-cd/nowhere"),
    /again-sync applies \.\/flux-cd\/nowhere, which does not exist/,
  ],
  [
    "a path for a HelmRelease",
    [...HELM, "--path", "./x"],
    /--path: a HelmRelease has no such setting/,
  ],
  [
    "Flux's own namespace",
    [...GIT, "--target-namespace", "flux-system"],
    /a namespace of Flux itself/,
  ],
  [
    "a health check beside --wait",
    [...GIT, "--wait", "--health-check", "Deployment/a.b"],
    /--health-check: with --wait Flux ignores it/,
  ],
  [
    "a health check of no known kind",
    [...GIT, "--health-check", "Pod/a.b"],
    /Pod is none of Deployment/,
  ],
  [
    "a health check nowhere",
    [...GIT, "--health-check", "Deployment/a"],
    /has no namespace: write Deployment\/a\.NAMESPACE/,
  ],
  ["another decryption", [...GIT, "--decryption", "age"], /"age" is neither sops nor sops:SECRET/],
  [
    "variables from elsewhere",
    [...GIT, "--substitute-from", "cluster"],
    /not of the form ConfigMap\/NAME/,
  ],
  ["a chart in Git", [...GIT, "--chart", "shop"], /--chart: a GitRepository has no such setting/],
  [
    "another chart than the URL's",
    [...OCI, "--chart", "web"],
    /oci:\/\/ghcr\.io\/acme\/shop is the chart shop/,
  ],
  [
    "a source that nobody would use",
    [...GIT, "--no-sync"],
    /nothing in the repository reads the GitRepository shop, so nobody would use it/,
  ],
  ["a path without what reads it", [...GIT, "--no-sync", "--path", "./x"], /--no-sync: nothing/],
];

describe("bad input to new:source is refused with a sentence, and writes nothing", () => {
  it.each(BAD_INPUT)("%s", (_what, args, says) => expectRefusal(args, says));

  it("a dependency that closes a cycle", () =>
    expectRefusal(
      [...GIT, "--depends-on", "staging-sync"],
      /--depends-on: they would wait for each other: shop-sync -> staging-sync -> dev-sync -> shop-sync/,
      (folder) => {
        const path = join(folder, "applications/mock-cluster-aka-namespaces/dev/sync.yaml");
        const text = readFileSync(path, "utf8");
        writeFileSync(path, text.replace("- name: infrastructure-sync", "- name: shop-sync"));
      },
    ));
});

describe("new:source", () => {
  const added = (folder: string) =>
    parseAllDocuments(readFileSync(join(folder, "bootstrap/sources.yaml"), "utf8"))
      .at(-1)
      ?.toJS();
  const write = (folder: string, ...args: string[]) => run([...args, "--repo", folder, "--yes"]);
  /** Gives the sources of the bootstrap a Secret. */
  const withSecret = (folder: string) => {
    const path = join(folder, "bootstrap/sources.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace(/^ {2}ref:/gm, "  secretRef:\n    name: git-token\n  ref:"));
  };

  it("with --no-sync adds the source alone, once something reads it", async () => {
    const folder = copyOfMonorepo();
    appendFileSync(
      join(folder, "infrastructure/ingress-controllers/gateway-api.yaml"),
      "---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n  interval: 10m\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: shop\n",
    );
    const other = await write(folder, ...BUCKET, "--no-sync");
    expect(other.stderr).toMatch(/nothing in the repository reads the Bucket shop/);
    const { code, stderr } = await write(folder, ...GIT, "--no-sync");
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("Wrote 1 files:");
    expect(added(folder)).toMatchObject({ kind: "GitRepository", metadata: { name: "shop" } });
  });

  it("takes the Secret of a source at the same host, and never for another host", async () => {
    const folder = copyOfMonorepo();
    withSecret(folder);
    const same = await write(folder, ...GIT);
    expect(same.stderr).toMatch(/It needs git-token in the namespace flux-system/);
    expect(added(folder).spec.secretRef).toEqual({ name: "git-token" });
    await write(
      folder,
      ...instead(kindAt("git", "https://git.example.org/acme/b.git"), "--name", "b"),
    );
    expect(added(folder)).toMatchObject({ metadata: { name: "b" } });
    expect(added(folder).spec.secretRef).toBeUndefined();
  });

  it("takes the interval of the sources of its kind, a component's too", async () => {
    const folder = copyOfMonorepo();
    await write(folder, ...HELM);
    expect(added(folder).spec.interval).toBe("1h");
    await write(folder, ...instead(GIT, "--name", "web"));
    expect(added(folder).spec).toMatchObject({ interval: "1m", ref: { branch: "main" } });
  });

  it("says when nothing creates the target namespace", async () => {
    const folder = copyOfMonorepo();
    const there = await write(folder, ...GIT, "--target-namespace", "dev");
    expect(there.stderr).not.toMatch(/Nothing in this repository creates/);
    const { stderr } = await write(
      folder,
      ...instead(GIT, "--name", "web"),
      "--target-namespace",
      "web",
    );
    expect(stderr).toMatch(/Nothing in this repository creates the namespace web, and Flux does/);
  });

  it.each([
    [
      "s3://acme/web/v1",
      { provider: "aws", endpoint: "s3.amazonaws.com", bucketName: "acme", prefix: "web/v1/" },
    ],
    ["gs://acme", { provider: "gcp", endpoint: "storage.googleapis.com", bucketName: "acme" }],
    [
      "https://s3.eu-west-1.amazonaws.com/acme",
      {
        provider: "aws",
        endpoint: "s3.eu-west-1.amazonaws.com",
        region: "eu-west-1",
        bucketName: "acme",
      },
    ],
    [
      "https://acme.blob.core.windows.net/web",
      { provider: "azure", endpoint: "https://acme.blob.core.windows.net", bucketName: "web" },
    ],
    [
      "https://minio.example.com:9000/acme",
      { provider: "generic", endpoint: "minio.example.com:9000", bucketName: "acme" },
    ],
  ])("reads the bucket's URL %s", async (url, spec) => {
    const folder = copyOfMonorepo();
    const { code, stderr } = await write(folder, ...kindAt("bucket", url));
    expect(code, stderr).toBe(0);
    expect(added(folder).spec).toEqual({ interval: "1m", timeout: "60s", ...spec });
    expect(schemas.validate(added(folder))).toEqual([]);
  });
});

describe("the prompts of new:source", () => {
  const { enter, down, space, ctrlC } = KEYS;
  const PICK = "All right, show the diff";

  /** Runs new:source on a copy of the monorepo and presses keys. */
  async function newSource(steps: Step[], flags: string[] = []) {
    const folder = copyOfMonorepo();
    const before = filesBelow(folder);
    const ended = await interact([BIN, "new:source", "--repo", folder, ...flags], steps);
    return { ...ended, before, after: filesBelow(folder) };
  }

  it("ask for what the kind needs, and show the rest with its value", async () => {
    const { code, stdout, stderr, after } = await newSource([
      ["Kind", down + enter],
      ["Name", `Shop${enter}`],
      ["not a DNS-1123 label", `${KEYS.backspace.repeat(4)}shop${enter}`],
      ["URL", `oci://ghcr.io/acme/shop${enter}`],
      ["What it follows", down + enter],
      ["Semver range", `>=1.0.0 <2.0.0${enter}`],
      [PICK, enter],
      ["Write these 3 files?", enter],
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('+    semver: ">=1.0.0 <2.0.0"');
    expect(stderr).toMatch(/Interval +1m\n[\s\S]*Path +\.\/\n[\s\S]*Prune +yes/);
    expect(stderr).not.toMatch(/Sparse checkout|Signer's issuer/);
    expect(after.get("bootstrap/shop.yaml")).toContain("name: shop-sync");
  });

  it("have no question that has no place: a Helm repository", async () => {
    const { stderr } = await newSource([
      ["Kind", down.repeat(3) + enter],
      ["Name", `shop${enter}`],
      ["URL", `https://charts.example.com${enter}`],
      ["Semver range", `1.x${enter}`],
      [PICK, ctrlC],
    ]);
    const form = stderr.slice(stderr.lastIndexOf("Your answers"));
    expect(form).toMatch(/Helm chart +shop\n[\s\S]*Interval +1h\n[\s\S]*Target namespace +shop/);
    expect(form).not.toMatch(/Verify|Sparse|Ignore|Path|Prune|Wait|Decryption|Variables/);
  });

  it("offer this repository's URL, and then need a path of it", async () => {
    const { code, stderr, after } = await newSource([
      ["Kind", enter],
      ["Name", `again${enter}`],
      ["URL (https://git.example.com/platform/flux-cd-monorepo.git)", enter],
      ["Path", `flux-cd/applications/base-app-config${enter}`],
      [PICK, enter],
      ["Write these 3 files?", enter],
    ]);
    expect(code, stderr).toBe(0);
    expect(after.get("bootstrap/again.yaml")).toContain(
      "path: ./flux-cd/applications/base-app-config",
    );
  });

  it("take several answers, pick dependencies, and ask for what an answer makes necessary", async () => {
    const { code, stderr, after } = await newSource(
      [
        [PICK, down.repeat(8) + enter],
        ["Verify (empty for none)", `cosign${enter}`],
        ["Signer's issuer", `^https://issuer$${enter}`],
        ["Signer's subject", `^https://subject$${enter}`],
        ["Verify               cosign", down.repeat(11) + enter],
        ["Ignore (empty for none)", `*.md${enter}`],
        ["Ignore (empty to finish: *.md)", enter],
        ["Ignore               *.md", down.repeat(14) + enter],
        ["◯ flux-system", down + space + enter],
        ["Depends on           infrastructure-sync", down.repeat(15) + enter],
        ["Prune", `n${enter}`],
        ["Prune                no", enter],
        ["Write these 3 files?", enter],
      ],
      OCI.slice(1),
    );
    expect(code, stderr).toBe(0);
    expect(after.get("bootstrap/shop.yaml")).toMatch(
      /- name: infrastructure-sync[\s\S]*prune: false/,
    );
    expect(after.get("bootstrap/sources.yaml")).toMatch(
      /- issuer: \^https:\/\/issuer\$\n +subject: \^https:\/\/subject\$[\s\S]*ignore: \|\n {4}\*\.md/,
    );
  });

  it("drop what has no place any more when the kind changes", async () => {
    const { code, stderr, after } = await newSource(
      [
        [PICK, down + enter],
        ["a bucket", down.repeat(2) + enter],
        ["Kind                 a bucket", down.repeat(3) + enter],
        ["URL", `s3://acme${enter}`],
        ["s3://acme", enter],
        ["Write these 3 files?", enter],
      ],
      [...GIT.slice(1), "--branch", "next", "--sparse", "deploy"],
    );
    expect(code, stderr).toBe(0);
    expect(after.get("bootstrap/sources.yaml")).toContain("bucketName: acme");
  });

  it("write nothing after Ctrl-C", async () => {
    const { code, stderr, before, after } = await newSource([["Kind", ctrlC]]);
    expect(stderr).toContain("Nothing was written.");
    expect(code).toBe(130);
    expect(after).toEqual(before);
  });
});
