import { hostFault } from "../../base/answers/names.ts";
import {
  httpPathFault,
  imageFault,
  keyFault,
  quantityFault,
  wholeFault,
} from "../../base/answers/values.ts";
import type { Repository } from "../../model/views/repository.ts";
import { many, one, type RawAnswers, type Row } from "../command/generator.ts";
import { several } from "../command/rows.ts";
import { newNameFault } from "./answers.ts";
import { DEFAULTS } from "./flags.ts";

/** The questions of new:app: name and image, and the settings that have a default. */
export function applicationRows(repository: Repository): readonly Row[] {
  const known = repository.environments.map(({ name }) => name);
  return [
    {
      label: "Name",
      required: (raw) => one(raw, "name") === undefined,
      show: (raw) => one(raw, "name") ?? "",
      ask: async (ui) => ({
        name: await ui.input({
          message: "App name",
          fault: (answer) => newNameFault(answer.trim(), repository)?.message,
        }),
      }),
    },
    {
      label: "Image",
      required: (raw) => one(raw, "image") === undefined,
      show: (raw) => one(raw, "image") ?? "",
      ask: async (ui, raw) => ({
        image: await ui.input({
          message: "Image, with its tag",
          default: one(raw, "image"),
          fault: imageFault,
        }),
      }),
    },
    line("Port", "port", (answer) => wholeFault(answer, 1, 65535, "The port")),
    line("Health path", "health-path", httpPathFault),
    line("Readiness path", "ready-path", httpPathFault),
    line("Metrics path", "metrics-path", httpPathFault),
    line("Start-up seconds", "start-seconds", (answer) => wholeFault(answer, 0, 3600, "The time")),
    {
      label: "Configuration",
      show: (raw) => list(raw, "config").join(", ") || "none",
      ask: async (ui) => ({
        config: await several(ui, "KEY=VALUE", (answer) =>
          answer.includes("=")
            ? keyFault(answer.slice(0, answer.indexOf("=")))
            : "Write KEY=VALUE.",
        ),
      }),
    },
    {
      label: "Secret keys",
      show: (raw) => list(raw, "secret").join(", ") || "none",
      ask: async (ui) => ({ secret: await several(ui, "Secret key", keyFault) }),
    },
    {
      label: "Secrets come from",
      show: (raw) =>
        one(raw, "secret-store") === "external"
          ? "an ExternalSecret"
          : "a Secret with placeholders",
      ask: async (ui, raw) => ({
        "secret-store": await ui.select({
          message: "Secrets come from",
          choices: [
            { name: "a Secret with placeholders, filled with kubectl", value: "plain" },
            { name: "an ExternalSecret", value: "external" },
          ],
          default: one(raw, "secret-store") ?? DEFAULTS["secret-store"],
        }),
      }),
    },
    figure("CPU request", "cpu", "cpu"),
    figure("Memory request", "memory", "memory"),
    figure("CPU limit", "cpu-limit", "cpu"),
    figure("Memory limit", "memory-limit", "memory"),
    {
      label: "Replicas",
      show: (raw) =>
        isFixed(raw)
          ? `always ${one(raw, "replicas") ?? "2"}`
          : "autoscaled, between each environment's bounds",
      ask: async (ui, raw) => {
        const autoscaled = await ui.confirm({
          message: "Scale with the load?",
          default: !isFixed(raw),
        });
        if (autoscaled) return { replicas: undefined, "no-autoscaling": undefined };
        const fault = (answer: string) => wholeFault(answer, 1, 1000, "The count");
        return {
          replicas: await ui.input({
            message: "Replicas",
            default: one(raw, "replicas") ?? "2",
            fault,
          }),
        };
      },
    },
    {
      label: "Environments",
      show: (raw) => (many(raw, "env") ?? known).join(", ") || "none",
      ask: async (ui, raw) => ({
        env: await ui.checkbox({
          message: "Environments",
          choices: known,
          checked: many(raw, "env") ?? known,
        }),
      }),
    },
    {
      label: "Exposed by",
      show: (raw) => {
        const how = one(raw, "expose") ?? DEFAULTS.expose;
        return how === "none"
          ? "nothing: inside the cluster only"
          : `${how}, ${one(raw, "host") ?? "no host yet"}`;
      },
      ask: async (ui, raw) => {
        const expose = await ui.select({
          message: "Exposed by",
          choices: [
            { name: "nothing: inside the cluster only", value: "none" },
            { name: "an Ingress", value: "ingress" },
            { name: "an HTTPRoute (Gateway API)", value: "gateway" },
          ],
          default: one(raw, "expose") ?? DEFAULTS.expose,
        });
        if (expose === "none") return { expose, host: undefined };
        const host = await ui.input({
          message: "Host name",
          default: one(raw, "host"),
          fault: hostFault,
        });
        return { expose, host };
      },
    },
  ];
}

function line(
  label: string,
  flag: keyof typeof DEFAULTS,
  fault: (answer: string) => string | undefined,
): Row {
  const now = (raw: RawAnswers) => one(raw, flag) ?? DEFAULTS[flag];
  return {
    label,
    show: now,
    ask: async (ui, raw) => ({
      [flag]: await ui.input({ message: label, default: now(raw), fault }),
    }),
  };
}

/** Requests and limits: empty leaves them to the environments. */
function figure(label: string, flag: string, resource: "cpu" | "memory"): Row {
  return {
    label,
    show: (raw) => one(raw, flag) ?? "as each environment sizes its apps",
    ask: async (ui, raw) => {
      const answer = await ui.input({
        message: `${label} (empty: as each environment sizes its apps)`,
        default: one(raw, flag),
        fault: (text) => (text === "" ? undefined : quantityFault(text, resource)),
      });
      return { [flag]: answer === "" ? undefined : answer };
    },
  };
}

function list(raw: RawAnswers, flag: string): readonly string[] {
  const value = raw[flag];
  return typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
}

function isFixed(raw: RawAnswers): boolean {
  return raw["no-autoscaling"] === true || one(raw, "replicas") !== undefined;
}
