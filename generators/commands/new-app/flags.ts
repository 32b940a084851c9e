import type { Flag } from "../command/generator.ts";

/** The folder of an app's templates. */
export const TEMPLATES = "app";

/** Values of the questions that have one. Requests and limits are those of the base app. */
export const DEFAULTS = {
  port: "8000",
  expose: "none",
  "health-path": "/healthz",
  "ready-path": "/readyz",
  "metrics-path": "/metrics",
  "start-seconds": "10",
  cpu: "100m",
  memory: "128Mi",
  "secret-store": "plain",
} as const;

/** Exposing an app, and the file that does it. */
export const EXPOSE_FILES: Readonly<Record<string, string | undefined>> = {
  none: undefined,
  ingress: "ingress.yaml",
  gateway: "httproute.yaml",
};
export const SECRET_STORES = ["plain", "external"];

export const FLAGS: readonly Flag[] = [
  { name: "name", value: "NAME", help: "the app" },
  {
    name: "image",
    value: "IMAGE",
    help: "with a tag or digest, such as ghcr.io/acme/checkout:1.4.2",
  },
  { name: "port", value: "PORT", help: `the port that it listens on (default: ${DEFAULTS.port})` },
  { name: "expose", value: "HOW", help: "none, ingress or gateway (default: none)" },
  { name: "host", value: "HOST", help: "the host name that --expose serves" },
  { name: "health-path", value: "PATH", help: `liveness (default: ${DEFAULTS["health-path"]})` },
  { name: "ready-path", value: "PATH", help: `readiness (default: ${DEFAULTS["ready-path"]})` },
  {
    name: "metrics-path",
    value: "PATH",
    help: `Prometheus metrics (default: ${DEFAULTS["metrics-path"]})`,
  },
  {
    name: "start-seconds",
    value: "N",
    help: `its usual start-up time (default: ${DEFAULTS["start-seconds"]})`,
  },
  {
    name: "config",
    value: "KEY=VALUE",
    repeatable: true,
    help: "an environment variable from its ConfigMap",
  },
  {
    name: "secret",
    value: "KEY",
    repeatable: true,
    help: "an environment variable from its Secret; no value is written",
  },
  {
    name: "secret-store",
    value: "STORE",
    help: "plain: a Secret with placeholders; external: an ExternalSecret",
  },
  {
    name: "cpu",
    value: "QUANTITY",
    help: "CPU request. Any of these four fixes all four in every",
  },
  {
    name: "memory",
    value: "QUANTITY",
    help: "memory request. environment (default: its own sizing)",
  },
  { name: "cpu-limit", value: "QUANTITY", help: "CPU limit (default: five times the request)" },
  { name: "memory-limit", value: "QUANTITY", help: "memory limit (default: twice the request)" },
  { name: "no-autoscaling", help: "a fixed count instead of a HorizontalPodAutoscaler" },
  { name: "replicas", value: "N", help: "the fixed count (default: 2); implies --no-autoscaling" },
  {
    name: "env",
    value: "ENV",
    repeatable: true,
    help: "the environments that run it (default: all)",
  },
  { name: "raise-quota", help: "raise quotas that can't hold the app at its maximum" },
];
