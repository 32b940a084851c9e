import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import {
  appNameFault,
  environmentNameFault,
  hostFault,
} from "../../generators/base/answers/names.ts";
import { parseQuantity } from "../../generators/base/answers/quantity.ts";
import {
  httpPathFault,
  imageFault,
  keyFault,
  quantityFault,
  refFault,
  semverRangeFault,
  wholeFault,
} from "../../generators/base/answers/values.ts";
import { FLUX_CD } from "../../generators/model/layouts/flux-cd.ts";
import { fastest } from "../support/processor-time.ts";

type Fault = (value: string) => string | undefined;

/** One kind of answer: what is valid, and what is not with a part of what is said about it. */
interface Table {
  readonly fault: Fault;
  readonly valid: readonly string[];
  readonly invalid: readonly (readonly [value: string, says: RegExp])[];
}

const none = (says: RegExp, ...values: string[]) => values.map((value) => [value, says] as const);
const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

const TABLES: Record<string, Table> = {
  "the name of an environment": {
    fault: (name) => environmentNameFault(name, FLUX_CD.longest("sync", "env")),
    valid: ["qa", "q", "1", "10", "eu-west-1", "a--b", "kube", "e".repeat(58)],
    invalid: [
      ...none(/is empty/, ""),
      ...none(/not a DNS-1123 label/, "QA", "qa-", "-qa", "q_a", "q.a", "q a", " qa", "qa\n"),
      ...none(/not a DNS-1123 label/, "é", "../qa", "{{name}}", "qa/sync.yaml", "\u202eqa", "qа"),
      ...none(/has 59 characters; the names made from it allow 58/, "e".repeat(59)),
      ...none(/reserved namespace/, "default", "flux-system", "monitoring", "kube-system", "kube-"),
    ],
  },
  "the name of an app": {
    fault: appNameFault,
    valid: ["checkout", "c", "a1", "a-1", "default", "a".repeat(63)],
    invalid: [
      ...none(/is empty/, ""),
      ...none(/begins with a digit/, "1a", "1"),
      ...none(/not a DNS-1123 label/, "Shop", "a-", "-a", "a.b", "a_b", "a\n"),
      ...none(/has 64 characters/, "a".repeat(64)),
    ],
  },
  "a host name": {
    fault: hostFault,
    valid: ["a.b", "checkout.example.com", "xn--bcher-kva.example", `${"a".repeat(63)}.com`, "1.a"],
    invalid: none(
      /not a host name/,
      ...["", "localhost", "a.", ".a", "a..b", "A.com", "a_b.com", "-a.com", "a-.com", "a.com/x"],
      ...["a.com:80", "https://a.com", "*.a.com", "a .com", "a.com\n", "10.0.0.1", "a.1"],
      ...[`${"a".repeat(64)}.com`, `${"a.".repeat(126)}com`],
    ),
  },
  "an image": {
    fault: imageFault,
    valid: [
      ...["nginx:1.27", "acme/shop:1", "ghcr.io/acme/checkout:1.4.2", "localhost/shop:v1"],
      ...["localhost:5000/shop:1", "registry:5000/a/b/c:1", "GHCR.io/a:1", "a.b-c.d/e:1"],
      ...[
        "a__b:1",
        "a-b:1",
        "a---b:1",
        "a.b_c:1",
        `a@${digest}`,
        `a:1@${digest}`,
        `a:latest@${digest}`,
      ],
      ...["a:_1", "a:1.4.2-rc.1_b", `a:${"1".repeat(128)}`],
    ],
    invalid: [
      ...none(/not an image reference/, "", ":1", "Shop:1", "Acme/shop:1", "a b:1", "a :1", "/a:1"),
      ...none(/not an image reference/, "a//b:1", "a/:1", "-a:1", "a-:1", "a..b:1", "a___b:1"),
      ...none(/not an image reference/, "https://ghcr.io/a:1", "ghcr.io:port/a:1", "a\n:1", "é:1"),
      ...none(/not an image reference/, `${"a".repeat(254)}:1`, "{{image}}", `@${digest}`),
      ...none(
        /a tag that no registry accepts/,
        "a:",
        "a:-1",
        "a:.1",
        "a:é",
        "a:1\n",
        `a:${"1".repeat(129)}`,
      ),
      ...none(/a digest that is not/, "a@", "a@sha256:12", "a:1@md5:0", `a@${digest}@${digest}`),
      ...none(/a digest that is not/, `a@${digest.toUpperCase()}`, `a@${digest}0`),
      ...none(/follows "latest"/, "a:latest", "ghcr.io/acme/a:latest"),
      ...none(/has no tag/, "a", "ghcr.io/acme/a", "localhost:5000/a"),
    ],
  },
  "a port": {
    fault: (value) => wholeFault(value, 1, 65535),
    valid: ["1", "80", "65535"],
    invalid: none(
      /^".*" is not a whole number from 1 to 65535\.$/,
      ...["", "0", "65536", "-1", "+1", "1.0", "1e3", "0x50", "080", " 80", "80 ", "80\n", "http"],
      ...["١", "99999999999", "9".repeat(50)],
    ),
  },
  "a request of CPU": {
    fault: (value) => quantityFault(value, "cpu"),
    valid: ["1m", "250m", "1", "0.5", ".5", "1e3", "2k", "1000u"],
    invalid: [
      ...none(/not a quantity of cpu, such as 250m or 1/, "", "0", "0m", "-1", "1c", "m", "1 m"),
      ...none(/less than 1m, the least/, "1n", "999u", "0.0001"),
    ],
  },
  "a request of memory": {
    fault: (value) => quantityFault(value, "memory"),
    valid: ["1Mi", "64Mi", "1.5Gi", "1G", "1048576", "2e9"],
    invalid: [
      ...none(/not a quantity of memory, such as 128Mi or 1Gi/, "", "0Mi", "64MB", "64mi", "-64Mi"),
      ...none(/less than 1Mi: no container/, "64m", "64", "64Ki", "1M", "1048575"),
    ],
  },
  "a path": {
    fault: httpPathFault,
    valid: ["/", "/healthz", "/a/b.c_d~e-f", "/%20"],
    invalid: none(
      /not a path such as/,
      "",
      "healthz",
      "/a b",
      "/a?b",
      "/{{x}}",
      "/é",
      "/a\n",
      "http://a/",
    ),
  },
  "the key of a variable": {
    fault: keyFault,
    valid: ["A", "_a", "LOG_LEVEL", "a1", "A".repeat(253)],
    invalid: none(
      /not the name of an environment variable/,
      "",
      "1A",
      "A-B",
      "A.B",
      "A=b",
      "é",
      "A\n",
      "A".repeat(254),
    ),
  },
  "a version range": {
    fault: semverRangeFault,
    valid: [
      ...["1", "1.2", "1.2.3", "v1.2.3", "=1.2.3", "!=1.2.3", ">=1.0.0 <2.0.0", ">=1.0.0, <2.0.0"],
      ...["=>1.0.0", "=<1.0.0", "~1.2", "~>1.2", "^0.2.3", "1.x", "1.2.X", "*", "x", ">= 1.0.0-0"],
      ...[
        "1.0.0 - 2.0.0",
        "1.0 - 2.0, !=1.5.0",
        "^1 || ^2",
        ">=1.0.0-rc.1+build.5",
        " 1.0.0 ",
        "1  2",
      ],
      ...[">=1.0.0,<2.0.0||>3", "1.0.0 , 2.0.0"],
    ],
    invalid: none(
      /not a semver range/,
      ...[
        "",
        "newest",
        "main",
        "!1.0.0",
        "<>1",
        ">>1",
        "1.2.3.4",
        "1..2",
        "1.",
        ".1",
        "v",
        "1.0.0-",
      ],
      ...[
        "1.0.0-a..b",
        "1 -2",
        "1 - ",
        "1 -",
        "|| 1",
        "1 ||",
        "1 | 2",
        ",1",
        "1,",
        "1,,2",
        "a.b.c",
        "1.0.0+",
      ],
      ...[`>=1.0.0 ${"<2.0.0 ".repeat(40)}`],
    ),
  },
  "a branch or tag": {
    fault: refFault,
    valid: [
      "main",
      "release/1.4",
      "v1.4.2",
      "a-b",
      "a.b",
      "é",
      "#1",
      "a@b",
      "feature/JIRA-1_x",
      "a{b",
      "@a",
    ],
    invalid: none(
      /not a name that git accepts/,
      ...[
        "",
        "@",
        "a..b",
        "a b",
        " a",
        "-a",
        "/a",
        "a/",
        "a//b",
        ".a",
        "a/.b",
        "a.",
        "a.lock",
        "a.lock/b",
      ],
      ...["a@{b", "a~1", "a^", "a:b", "a?", "a*", "a[b", "a\\b", "a\tb", "a\nb", "a\u007f"],
    ),
  },
};

describe.each(Object.entries(TABLES))("%s", (_, { fault, valid, invalid }) => {
  it.each(valid)("%j is valid", (value) => {
    expect(fault(value)).toBeUndefined();
  });

  it.each(invalid)("%j is not", (value, says) => {
    const sentence = fault(value);
    expect(sentence).toMatch(says);
    expect(sentence).toMatch(/\.$/);
  });
});

it("leaves room in the name of an environment for the name of its sync", () => {
  const env = "e".repeat(FLUX_CD.longest("sync", "env"));
  expect(FLUX_CD.name("sync", { env })).toHaveLength(63);
});

it("a branch is valid where git says so", () => {
  const git = (ref: string) =>
    spawnSync("git", ["check-ref-format", "--allow-onelevel", `refs/heads/${ref}`]).status === 0;
  const { valid = [], invalid = [] } = TABLES["a branch or tag"] ?? {};
  expect(valid.filter((ref) => !git(ref))).toEqual([]);
  // As parts of a longer name git lets these pass; as the whole name of a branch it does not.
  const alone = ["@", "-a"];
  expect(invalid.map(([ref]) => ref).filter((ref) => git(ref))).toEqual(alone);
});

describe("whatever a user pastes is judged at once", () => {
  const faults: Fault[] = [
    ...Object.values(TABLES).map(({ fault }) => fault),
    (value) => String(parseQuantity(value)),
  ];
  const pieces = [
    ...[
      "a",
      "A",
      "0",
      "1",
      "x",
      "*",
      "-",
      ".",
      "/",
      ":",
      "@",
      " ",
      "\t",
      "\n",
      ",",
      "|",
      "||",
      "<",
      "=",
    ],
    ...[
      "a-",
      "a.",
      "a/",
      "a:",
      "a@",
      "1.",
      "1 ",
      "1,",
      "1 - ",
      " 1",
      "1-",
      "1+",
      "a_",
      "__",
      "1e",
      "é",
      "😀",
    ],
  ];

  it.each(pieces)("100 kB of %j", (piece) => {
    const long = piece.repeat(Math.ceil(100_000 / piece.length));
    for (const text of [long, `${long}!`, `a${long}`, `1${long}!`, `a:${long}`, `>=1 ${long}`]) {
      for (const fault of faults) {
        expect(fastest(() => fault(text))).toBeLessThan(500);
        expect((fault(text) ?? "").length).toBeLessThan(1000);
      }
    }
  });
});
