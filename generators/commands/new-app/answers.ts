import { posix } from "node:path";
import { appNameFault, hostFault } from "../../base/answers/names.ts";
import { parseQuantity } from "../../base/answers/quantity.ts";
import { shown } from "../../base/answers/shown.ts";
import {
  httpPathFault,
  imageFault,
  keyFault,
  quantityFault,
  wholeFault,
} from "../../base/answers/values.ts";
import { type Problem, UserError } from "../../base/problem/problem.ts";
import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, one, type RawAnswers } from "../command/generator.ts";
import { DEFAULTS, EXPOSE_FILES, SECRET_STORES } from "./flags.ts";

const REPLICAS_MAX = 1000;

/** Typed and checked answers. */
export interface ApplicationAnswers {
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly expose: string;
  readonly host: string | undefined;
  readonly healthPath: string;
  readonly readyPath: string;
  readonly metricsPath: string;
  readonly startSeconds: number;
  readonly config: readonly { readonly key: string; readonly value: string }[];
  readonly secrets: readonly string[];
  readonly externalSecrets: boolean;
  readonly requests: { readonly cpu: string | undefined; readonly memory: string | undefined };
  readonly limits: { readonly cpu: string | undefined; readonly memory: string | undefined };
  /** The fixed count; undefined with an autoscaler. */
  readonly replicas: number | undefined;
  readonly environments: readonly Environment[];
}

/** What is wrong with a name for a new app in this repository, or undefined. */
export function newNameFault(name: string, repository: Repository): Problem | undefined {
  const fault = appNameFault(name);
  if (fault !== undefined)
    return { rule: "name", message: fault, hint: "For example checkout or order-history." };
  const base = repository.layout.path("base", { app: name });
  if (repository.files.list(base).length === 0) return undefined;
  const runs = repository.environments.filter((each) => repository.appsOf(each).includes(name));
  const entry = posix.relative(posix.join(repository.layout.path("environments"), "any"), base);
  const where =
    runs.length === 0 ? "in no environment" : `in ${runs.map((each) => each.name).join(", ")}`;
  return {
    rule: "exists",
    message: `The app ${name} exists already: ${base}, ${where}.`,
    path: base,
    hint: `To run it in another environment, add its base to that overlay's resources: - ${entry}`,
  };
}

/** @throws UserError with everything that is wrong. */
export function applicationAnswers(raw: RawAnswers, repository: Repository): ApplicationAnswers {
  const problems: Problem[] = [];
  const say = (rule: string, message: string | undefined, hint?: string) => {
    if (message !== undefined) problems.push({ rule, message, ...(hint ? { hint } : {}) });
  };
  const text = (flag: keyof typeof DEFAULTS) => one(raw, flag) ?? DEFAULTS[flag];
  const optional = (flag: string, fault: (value: string) => string | undefined) => {
    const value = one(raw, flag);
    const found = value === undefined ? undefined : fault(value);
    if (found !== undefined) say(flag, `--${flag}: ${found}`);
    return value;
  };
  const path = (flag: "health-path" | "ready-path" | "metrics-path") => {
    say("path", httpPathFault(text(flag)), `It is the value of --${flag}.`);
    return text(flag);
  };

  const name = one(raw, "name");
  if (name === undefined) say("missing", "--name is missing.", "For example --name checkout.");
  const nameProblem = name === undefined ? undefined : newNameFault(name, repository);
  if (nameProblem !== undefined) problems.push(nameProblem);

  const image = one(raw, "image");
  if (image === undefined)
    say("missing", "--image is missing.", "For example --image ghcr.io/acme/checkout:1.4.2.");
  else
    say("image", imageFault(image), "Give the exact version, such as ghcr.io/acme/checkout:1.4.2.");
  say("port", wholeFault(text("port"), 1, 65535, "--port"));
  say("start-seconds", wholeFault(text("start-seconds"), 0, 3600, "--start-seconds"));

  const expose = text("expose");
  if (!Object.hasOwn(EXPOSE_FILES, expose))
    say(
      "expose",
      `--expose ${JSON.stringify(expose)} is not known.`,
      "Say none, ingress or gateway.",
    );
  const host = optional("host", hostFault);
  if (expose !== "none" && host === undefined)
    say("host", `--expose ${expose} needs --host.`, "For example --host checkout.example.com.");
  if (expose === "none" && host !== undefined)
    say(
      "host",
      "--host has no effect without --expose.",
      "Add --expose ingress or --expose gateway.",
    );

  const store = text("secret-store");
  if (!SECRET_STORES.includes(store))
    say(
      "secret-store",
      `--secret-store ${JSON.stringify(store)} is not known.`,
      "Say plain or external.",
    );

  const config = configOf(raw, say);
  const secrets = many(raw, "secret") ?? [];
  for (const key of secrets)
    say("secret", secretFault(key), "--secret takes the name alone: a value has no place in Git.");
  if (store === "external" && secrets.length === 0) {
    say(
      "secret",
      "--secret-store external needs a --secret.",
      "An ExternalSecret without keys is refused by its controller.",
    );
  }
  const keys = [...config.map(({ key }) => key), ...secrets.map(nameIn)];
  const twice = keys.find((key, index) => keys.indexOf(key) !== index);
  if (twice !== undefined) say("key", `${twice} is given twice.`);

  const cpu = (value: string) => quantityFault(value, "cpu");
  const memory = (value: string) => quantityFault(value, "memory");
  const requests = { cpu: optional("cpu", cpu), memory: optional("memory", memory) };
  const limits = { cpu: optional("cpu-limit", cpu), memory: optional("memory-limit", memory) };
  for (const resource of ["cpu", "memory"] as const) {
    const limit = parseQuantity(limits[resource] ?? "");
    const request = parseQuantity(requests[resource] ?? DEFAULTS[resource]);
    if (limit !== undefined && request !== undefined && request > limit) {
      say(
        "limit",
        `The ${resource} request of ${requests[resource] ?? DEFAULTS[resource]} is above the limit of ${limits[resource]}.`,
        "Kubernetes refuses such a pod.",
      );
    }
  }

  const count = optional("replicas", (value) => wholeFault(value, 1, REPLICAS_MAX, "the count"));
  const fixed = raw["no-autoscaling"] === true || count !== undefined;

  const chosen = many(raw, "env");
  const environments = (chosen ?? repository.environments.map((each) => each.name)).flatMap(
    (each) => {
      const found = repository.environment(each);
      if (found === undefined) {
        const known = repository.environments.map((environment) => environment.name).join(", ");
        say(
          "env",
          `There is no environment ${JSON.stringify(each)}.`,
          `Environments: ${known || "none yet"}.`,
        );
      }
      return found ?? [];
    },
  );

  const answers = {
    name: name ?? "",
    image: image ?? "",
    port: Number(text("port")),
    expose,
    host,
    healthPath: path("health-path"),
    readyPath: path("ready-path"),
    metricsPath: path("metrics-path"),
    startSeconds: Number(text("start-seconds")),
    config,
    secrets,
    externalSecrets: store === "external",
    requests,
    limits,
    replicas: fixed ? Number(count ?? "2") : undefined,
    environments: [...new Set(environments)],
  };
  if (problems.length > 0) throw new UserError(problems);
  return answers;
}

/** A value that was given by mistake is not repeated: messages end up in logs. */
function secretFault(key: string): string | undefined {
  const name = nameIn(key);
  return name === key ? keyFault(key) : `${shown(name)} was given with a value.`;
}

/** What is before the first `=`. */
function nameIn(pair: string): string {
  return pair.split("=", 1)[0] ?? "";
}

/** `--config KEY=VALUE`: commas belong to the value. */
function configOf(
  raw: RawAnswers,
  say: (rule: string, message: string | undefined, hint?: string) => void,
): { key: string; value: string }[] {
  const given = raw.config;
  const list =
    typeof given === "string" ? [given] : Array.isArray(given) ? (given as string[]) : [];
  return list.map((pair) => {
    const at = pair.indexOf("=");
    const key = at < 0 ? pair : pair.slice(0, at);
    if (at < 0) say("config", `--config ${JSON.stringify(pair)} has no value.`, "Write KEY=VALUE.");
    else say("config", keyFault(key));
    return { key, value: at < 0 ? "" : pair.slice(at + 1) };
  });
}
