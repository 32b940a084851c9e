import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limitsFor } from "../../generators/base/answers/limits.ts";
import {
  formatCount,
  formatCpu,
  formatMemory,
  parseQuantity,
} from "../../generators/base/answers/quantity.ts";
import { SEED } from "../support/seed.ts";

const NANO = 10n ** 9n;
const MAX = 2n ** 63n - 1n;

describe("a quantity is as much as Kubernetes takes it for", () => {
  // After k8s.io/apimachinery/pkg/api/resource, TestQuantityParse; amounts in billionths.
  it.each<[string, bigint]>([
    ["0", 0n],
    ["0n", 0n],
    ["0Ki", 0n],
    ["1", NANO],
    ["+1", NANO],
    ["007", 7n * NANO],
    ["5n", 5n],
    ["4u", 4_000n],
    ["3m", 3_000_000n],
    ["8k", 8_000n * NANO],
    ["7M", 7_000_000n * NANO],
    ["6G", 6n * 10n ** 9n * NANO],
    ["40T", 4n * 10n ** 13n * NANO],
    ["2P", 2n * 10n ** 15n * NANO],
    ["1E", 10n ** 18n * NANO],
    ["12E", 12n * 10n ** 18n * NANO],
    ["1Ki", 1024n * NANO],
    ["7Mi", 7n * 1024n ** 2n * NANO],
    ["6Gi", 6n * 1024n ** 3n * NANO],
    ["5Ti", 5n * 1024n ** 4n * NANO],
    ["4Pi", 4n * 1024n ** 5n * NANO],
    ["3Ei", 3n * 1024n ** 6n * NANO],
    // A fraction, before or behind the point alone too.
    ["0.5", NANO / 2n],
    [".5", NANO / 2n],
    ["1.", NANO],
    ["1.G", 10n ** 9n * NANO],
    [".0001k", NANO / 10n],
    ["0.05000", NANO / 20n],
    ["100.035k", 100_035n * NANO],
    ["6.987654321G", 6_987_654_321n * NANO],
    ["0.5Mi", 524_288n * NANO],
    ["100.035Ki", 102_435_840_000_000n],
    // An exponent, which `E` is the suffix of too.
    ["1e3", 1000n * NANO],
    ["1E6", 1_000_000n * NANO],
    ["1E-3", NANO / 1000n],
    ["1.3E+6", 1_300_000n * NANO],
    ["0.5e0", NANO / 2n],
    ["1.7E18", 17n * 10n ** 17n * NANO],
    ["1e19", 10n ** 19n * NANO],
    // What is finer than a billionth is rounded up.
    ["3.001n", 4n],
    ["0.9n", 1n],
    ["1.1E-9", 2n],
    ["0.5e-9", 1n],
    ["1e-30", 1n],
    ["0.0000000001", 1n],
    ["0.00000012345", 124n],
    ["0.000000000001Ki", 2n],
    // Binary amounts have a most.
    ["9Ei", MAX * NANO],
    ["9223372036854775807Ki", MAX * NANO],
    ["18446744073709551616", 2n ** 64n * NANO],
  ])("%s", (text, amount) => {
    expect(parseQuantity(text)).toBe(amount);
  });

  it.each([
    ...[
      "",
      " ",
      "m",
      "Mi",
      ".",
      "+",
      "-",
      "e3",
      "1e",
      "1e+",
      "1e1.5",
      "1e100",
      "1 Gi",
      " 1",
      "1\n",
    ],
    ...[
      "1K",
      "1ki",
      "1KI",
      "1mi",
      "1mm",
      "1i",
      "1B",
      "1GB",
      "1g",
      "1U",
      "1N",
      "0.1am",
      ".5i",
      "aoeu",
    ],
    ...["1.1.M", "1..5", "1+1.0M", "1,5", "1_000", "0x10", "Infinity", "NaN", "１", "--1", "+-1"],
  ])("%j is none", (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  it.each(["-1", "-100m"])("%s is none, since nobody can mean it", (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});

describe("an amount is written as people write it", () => {
  it.each([
    ["1", "1"],
    ["1000m", "1"],
    ["1500m", "1500m"],
    ["0.25", "250m"],
    ["1n", "1m"],
    ["1.0001", "1001m"],
    ["2k", "2000"],
    ["0", "0"],
  ])("CPU: %s as %s", (text, written) => {
    expect(formatCpu(parseQuantity(text) ?? -1n)).toBe(written);
  });

  it.each([
    ["1Gi", "1Gi"],
    ["1024Mi", "1Gi"],
    ["1.5Gi", "1536Mi"],
    ["2048Gi", "2Ti"],
    ["1000Mi", "1000Mi"],
    ["1M", "1000000"],
    ["1G", "1000000000"],
    ["1023", "1023"],
    ["1024", "1Ki"],
    ["100m", "1"],
    ["0", "0"],
  ])("memory: %s as %s", (text, written) => {
    expect(formatMemory(parseQuantity(text) ?? -1n)).toBe(written);
  });

  it.each([
    ["10", "10"],
    ["1k", "1000"],
    ["0.5", "1"],
  ])("a count: %s as %s", (text, written) => {
    expect(formatCount(parseQuantity(text) ?? -1n)).toBe(written);
  });

  it("never less than it is, and less than one unit more", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 80n), (amount) => {
        for (const [format, unit] of [
          [formatCpu, NANO / 1000n],
          [formatMemory, NANO],
          [formatCount, NANO],
        ] as const) {
          const read = parseQuantity(format(amount)) ?? -1n;
          expect(read >= amount && read < amount + unit).toBe(true);
        }
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });
});

it("the usual limits are five times the CPU and twice the memory", () => {
  expect(limitsFor({ cpu: "50m", memory: "64Mi" })).toEqual({ cpu: "250m", memory: "128Mi" });
  expect(limitsFor({ cpu: "1", memory: "512Mi" })).toEqual({ cpu: "5", memory: "1Gi" });
});
