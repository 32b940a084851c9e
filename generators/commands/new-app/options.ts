import { hostFault } from "../../base/answers/names.ts";
import {
  httpPathFault,
  imageFault,
  keyFault,
  quantityFault,
  wholeFault,
} from "../../base/answers/values.ts";
import { options } from "../../base/options/options.ts";
import type { Repository } from "../../model/views/repository.ts";
import { environmentFault } from "../command/known.ts";
import { limitFault, nameIn, secretFault } from "./faults.ts";
import { newNameFault } from "./new-name.ts";

/** What new:app asks, in the order in which one answer depends on another. */
export const OPTIONS = options<Repository>()
  .text("name", {
    question: "Name",
    message: "App name",
    help: "the app",
    example: "checkout",
    required: true,
    check: newNameFault,
  })
  .text("image", {
    question: "Image",
    message: "Image, with its tag",
    help: "with a tag or digest, such as ghcr.io/acme/checkout:1.4.2",
    example: "ghcr.io/acme/checkout:1.4.2",
    required: true,
    check: imageFault,
    hint: "Give the exact version, such as --image ghcr.io/acme/checkout:1.4.2.",
  })
  .whole("port", [1, 65535], {
    question: "Port",
    help: "the port that it listens on",
    example: "8080",
    default: 8000,
  })
  .choice(
    "expose",
    {
      none: "nothing: inside the cluster only",
      ingress: "an Ingress",
      gateway: "an HTTPRoute (Gateway API)",
    },
    { value: "HOW", help: "none, ingress or gateway", default: "none" },
  )
  .text("host", {
    help: "the host name that --expose serves",
    excluded: ({ expose }) =>
      expose === "none"
        ? "it has no effect without --expose ingress or --expose gateway."
        : undefined,
    required: ({ expose }) => `--expose ${expose} needs --host.`,
    check: hostFault,
    hint: "For example --host checkout.example.com.",
  })
  .row("Exposed by", {
    of: ["expose", "host"],
    show: ({ expose, host }) =>
      expose === "none"
        ? "nothing: inside the cluster only"
        : `${expose}, ${host ?? "no host yet"}`,
    async ask(ui, answers) {
      const expose = await ui.select({
        message: "Exposed by",
        choices: [
          { name: "nothing: inside the cluster only", value: "none" },
          { name: "an Ingress", value: "ingress" },
          { name: "an HTTPRoute (Gateway API)", value: "gateway" },
        ],
        default: answers.expose ?? "none",
      });
      if (expose === "none") return { expose, host: undefined };
      const host = await ui.input({
        message: "Host name",
        default: answers.host,
        fault: hostFault,
      });
      return { expose, host };
    },
  })
  .text("health-path", {
    value: "PATH",
    question: "Health path",
    help: "liveness",
    default: "/healthz",
    check: httpPathFault,
  })
  .text("ready-path", {
    value: "PATH",
    question: "Readiness path",
    help: "readiness",
    default: "/readyz",
    check: httpPathFault,
  })
  .text("metrics-path", {
    value: "PATH",
    question: "Metrics path",
    help: "Prometheus metrics",
    default: "/metrics",
    check: httpPathFault,
  })
  .whole("start-seconds", [0, 3600], {
    value: "N",
    question: "Start-up seconds",
    help: "its usual start-up time",
    default: 10,
  })
  .lines("config", {
    value: "KEY=VALUE",
    question: "Configuration",
    message: "KEY=VALUE",
    help: "an environment variable from its ConfigMap",
    check: (pair) =>
      pair.includes("=")
        ? keyFault(nameIn(pair))
        : `${JSON.stringify(pair)} has no value: write KEY=VALUE.`,
  })
  .list("secret", {
    value: "KEY",
    question: "Secret keys",
    message: "Secret key",
    help: "an environment variable from its Secret; no value is written",
    check: secretFault,
    hint: "--secret takes the name alone: a value has no place in Git.",
  })
  .check("secret", ({ config = [], secret = [] }) => {
    const keys = [...config, ...secret].map(nameIn);
    const twice = keys.find((key, index) => keys.indexOf(key) !== index);
    return twice && { rule: "key", message: `${twice} is given twice.` };
  })
  .choice(
    "secret-store",
    { plain: "a Secret with placeholders, filled with kubectl", external: "an ExternalSecret" },
    {
      value: "STORE",
      question: "Secrets come from",
      help: "plain: a Secret with placeholders; external: an ExternalSecret",
      default: "plain",
    },
  )
  .check("secret-store", ({ secretStore, secret = [] }) =>
    secretStore === "external" && secret.length === 0
      ? {
          rule: "secret",
          message: "--secret-store external needs a --secret.",
          hint: "An ExternalSecret without keys is refused by its controller.",
        }
      : undefined,
  )
  .text("cpu", {
    value: "QUANTITY",
    question: "CPU request",
    help: "CPU request. Any of these four fixes all four in every",
    unanswered,
    check: (quantity) => quantityFault(quantity, "cpu"),
  })
  .text("memory", {
    value: "QUANTITY",
    question: "Memory request",
    help: "memory request. environment (default: its own sizing)",
    unanswered,
    check: (quantity) => quantityFault(quantity, "memory"),
  })
  .text("cpu-limit", {
    value: "QUANTITY",
    question: "CPU limit",
    help: "CPU limit (default: five times the request)",
    unanswered,
    check: (limit, { cpu }) => quantityFault(limit, "cpu") ?? limitFault("cpu", limit, cpu),
  })
  .text("memory-limit", {
    value: "QUANTITY",
    question: "Memory limit",
    help: "memory limit (default: twice the request)",
    unanswered,
    check: (limit, { memory }) =>
      quantityFault(limit, "memory") ?? limitFault("memory", limit, memory),
  })
  .switch("no-autoscaling", { help: "a fixed count instead of a HorizontalPodAutoscaler" })
  .whole("replicas", [1, 1000], {
    value: "N",
    help: "the fixed count (default: 2); implies --no-autoscaling",
    default: ({ noAutoscaling }) => (noAutoscaling ? 2 : undefined),
  })
  .row("Replicas", {
    of: ["no-autoscaling", "replicas"],
    show: ({ replicas }) =>
      replicas === undefined
        ? "autoscaled, between each environment's bounds"
        : `always ${replicas}`,
    async ask(ui, { replicas }) {
      const autoscaled = await ui.confirm({
        message: "Scale with the load?",
        default: replicas === undefined,
      });
      if (autoscaled) return { replicas: undefined, "no-autoscaling": undefined };
      const count = await ui.input({
        message: "Replicas",
        default: String(replicas ?? 2),
        fault: (answer) => wholeFault(answer, 1, 1000),
      });
      return { replicas: count };
    },
  })
  .list("env", {
    question: "Environments",
    help: "the environments that run it (default: all)",
    default: (_, { environments }) => environments.map(({ name }) => name),
    choices: (_, { environments }) =>
      Object.fromEntries(environments.map(({ name }) => [name, name])),
    check: (name, _, repository) => environmentFault("env", name, repository),
  })
  .switch("raise-quota", { help: "raise quotas that can't hold the app at its maximum" });

function unanswered(): string {
  return "as each environment sizes its apps";
}
