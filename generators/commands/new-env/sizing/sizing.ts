import { limitsFor, type Resources } from "../../../base/answers/limits.ts";
import {
  type Amount,
  formatCount,
  formatCpu,
  formatMemory,
  parseQuantity,
} from "../../../base/answers/quantity.ts";
import type { AppFigures } from "../../../model/views/figures.ts";

/** What an environment gives each of its apps: the autoscaler's range, and the requests. */
export interface Sizing {
  readonly min: number;
  readonly max: number;
  readonly cpu: string;
  readonly memory: string;
}

/** The presets: the figures of this project's dev, staging and production. */
export const SIZES: Readonly<Record<"small" | "medium" | "large", Sizing>> = {
  small: { min: 1, max: 3, cpu: "50m", memory: "64Mi" },
  medium: { min: 2, max: 5, cpu: "100m", memory: "128Mi" },
  large: { min: 3, max: 10, cpu: "200m", memory: "256Mi" },
};

/** One container may ask for this many times the environment's own limit. */
const LARGEST = 4n;
/** Apps that a new quota has room for, at least. */
const LEAST_SLOTS = 4n;

/** What the templates of an environment need to know of its size. */
export interface EnvironmentFigures {
  readonly requests: Resources;
  readonly limits: Resources;
  readonly max: Resources;
  readonly quota: {
    readonly pods: string;
    readonly requestsCpu: string;
    readonly requestsMemory: string;
    readonly limitsCpu: string;
    readonly limitsMemory: string;
  };
}

/**
 * Requests, limits and the quota of a new environment. The quota holds twice the apps that
 * it starts with (four at least) at the autoscaler's maximum, each with the one pod that a
 * rolling update adds. Apps with figures of their own are counted with those.
 */
export function figuresFor(sizing: Sizing, apps: readonly AppFigures[]): EnvironmentFigures {
  const requests = { cpu: sizing.cpu, memory: sizing.memory };
  const limits = limitsFor(requests);
  const own = apps.filter((app) => app.resources !== undefined);
  const usual = BigInt(apps.length - own.length);
  const slots = usual * 2n > LEAST_SLOTS ? usual * 2n : LEAST_SLOTS;
  const pods = (app: AppFigures) => 2n * BigInt((app.replicas ?? sizing.max) + 1);
  const usualPods =
    slots * BigInt(Math.max(sizing.max, ...apps.map((app) => app.replicas ?? 0)) + 1);

  const total = (kind: "requests" | "limits", resource: "cpu" | "memory") =>
    own.reduce(
      (sum, app) => sum + pods(app) * amount(app.resources?.[kind][resource] ?? "0"),
      usualPods * amount((kind === "requests" ? requests : limits)[resource]),
    );
  const largest = (resource: "cpu" | "memory") => {
    const usual = LARGEST * amount(limits[resource]);
    const figures = own.map((app) => amount(app.resources?.limits[resource] ?? "0"));
    return [usual, ...figures].sort((a, b) => (a > b ? -1 : 1))[0] ?? usual;
  };

  return {
    requests: {
      cpu: formatCpu(amount(requests.cpu)),
      memory: formatMemory(amount(requests.memory)),
    },
    limits,
    max: { cpu: formatCpu(largest("cpu")), memory: formatMemory(largest("memory")) },
    quota: {
      pods: formatCount(own.reduce((sum, app) => sum + pods(app), usualPods) * 1_000_000_000n),
      requestsCpu: formatCpu(total("requests", "cpu")),
      requestsMemory: formatMemory(total("requests", "memory")),
      limitsCpu: formatCpu(total("limits", "cpu")),
      limitsMemory: formatMemory(total("limits", "memory")),
    },
  };
}

/** An amount that was checked before. */
function amount(quantity: string): Amount {
  return parseQuantity(quantity) ?? 0n;
}
