import type { Environment } from "../../model/views/environment.ts";
import type { Repository } from "../../model/views/repository.ts";
import type { OPTIONS } from "./options.ts";

/** The answers, with what they name in the repository. */
export interface ApplicationAnswers {
  readonly name: string;
  readonly image: string;
  readonly port: number;
  readonly expose: (typeof OPTIONS)["answers"]["expose"];
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

export function applicationAnswers(
  answers: (typeof OPTIONS)["answers"],
  repository: Repository,
): ApplicationAnswers {
  const { config = [], secret = [], secretStore, env } = answers;
  const { cpu, memory, cpuLimit, memoryLimit } = answers;
  return {
    ...answers,
    config: config.map((pair) => {
      const at = pair.indexOf("=");
      return { key: pair.slice(0, at), value: pair.slice(at + 1) };
    }),
    secrets: secret,
    externalSecrets: secretStore === "external",
    requests: { cpu, memory },
    limits: { cpu: cpuLimit, memory: memoryLimit },
    environments: [...new Set(env)].flatMap((name) => repository.environment(name) ?? []),
  };
}
