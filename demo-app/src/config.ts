/** What the environment variables say, checked. The README has the table. */
export interface Config {
  readonly port: number;
  readonly greeting: string;
  readonly readinessDelaySec: number;
  readonly failRate: number;
  readonly drainSec: number;
  readonly shutdownLimitSec: number;
}

/** Everything that is wrong with the configuration, in one line. */
export class ConfigError extends Error {}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly unset: number;
  /** No fractions. */
  readonly whole?: boolean;
}

const DECIMAL = /^\d+(?:\.\d+)?$/;
const WHOLE = /^\d+$/;
/** Characters of a wrong value that are shown. */
const SHOWN = 40;

/** Reads the whole configuration, so that one failed start names everything that is wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];

  const number = (name: string, { from, to, unset, whole = false }: Range): number => {
    const text = env[name];
    if (text === undefined) return unset;
    const value = (whole ? WHOLE : DECIMAL).test(text) ? Number(text) : Number.NaN;
    if (value >= from && value <= to) return value;
    const kind = whole ? "whole number" : "number";
    problems.push(`${name} is ${shown(text)}, it must be a ${kind} from ${from} to ${to}`);
    return unset;
  };

  /** A text from a Secret: what it is stays out of every message. */
  const secret = (name: string): string => {
    const text = env[name] ?? "";
    if (text.trim() === "") {
      const state = env[name] === undefined ? "not set" : "blank";
      problems.push(`${name} is ${state}, it must be a text`);
    }
    return text;
  };

  const config: Config = {
    port: number("PORT", { from: 0, to: 65_535, unset: 8000, whole: true }),
    greeting: secret("GREETING"),
    readinessDelaySec: number("READINESS_DELAY_SEC", { from: 0, to: 3600, unset: 0 }),
    failRate: number("FAIL_RATE", { from: 0, to: 1, unset: 0 }),
    drainSec: number("DRAIN_SEC", { from: 0, to: 3600, unset: 5 }),
    shutdownLimitSec: number("SHUTDOWN_LIMIT_SEC", { from: 0, to: 3600, unset: 25 }),
  };
  if (config.shutdownLimitSec <= config.drainSec) {
    const { drainSec, shutdownLimitSec } = config;
    problems.push(
      `SHUTDOWN_LIMIT_SEC is ${shutdownLimitSec}, it must be more than DRAIN_SEC, which is ${drainSec}`,
    );
  }
  if (problems.length > 0) throw new ConfigError(problems.join("; "));
  return config;
}

/** A wrong value in quotes, on one line whatever it holds, and never a long one. */
function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text);
}
