import type { Flag } from "../command/generator.ts";
import { SIZES } from "./sizing/sizing.ts";

/** The folder of an overlay's templates. */
export const TEMPLATES = "environment";

/** `--after none`: before every other environment. */
export const FIRST = "none";

export const FLAGS: readonly Flag[] = [
  {
    name: "name",
    value: "NAME",
    repeatable: true,
    help: "the environment and its namespace; repeat for several",
  },
  { name: "size", value: "SIZE", help: `${Object.keys(SIZES).join(", ")} (default: small)` },
  {
    name: "from",
    value: "ENV",
    help: "copy this environment's overlay as it is now, instead of a size",
  },
  {
    name: "after",
    value: "ENV",
    help: `its place in the rollout order; "${FIRST}" for the first (default: last)`,
  },
  { name: "min-replicas", value: "N", help: "the autoscalers' minimum" },
  { name: "max-replicas", value: "N", help: "the autoscalers' maximum" },
  { name: "cpu", value: "QUANTITY", help: "CPU request of each app, such as 100m" },
  { name: "memory", value: "QUANTITY", help: "memory request of each app, such as 128Mi" },
  { name: "apps", value: "A,B", repeatable: true, help: "the apps that it runs (default: all)" },
  { name: "branch", value: "BRANCH", help: "what its GitRepository follows: a branch," },
  { name: "tag", value: "TAG", help: "a tag," },
  { name: "semver", value: "RANGE", help: "or the newest tag in a range" },
  {
    name: "artifacts",
    help: "a sync for each app, from an artifact with only what it builds (source-watcher)",
  },
];
