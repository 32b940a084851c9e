import type { Rule } from "../../rule.ts";
import { blockedDrain } from "./blocked-drain.ts";
import { missingReference } from "./missing-reference.ts";
import { probePort } from "./probe-port.ts";
import { quota } from "./quota.ts";
import { replicasWithAutoscaler } from "./replicas-with-autoscaler.ts";
import { requestAboveLimit } from "./request-above-limit.ts";
import { selectsNothing } from "./selects-nothing.ts";
import { unknownPort } from "./unknown-port.ts";

/** Workloads and what belongs to them, as kustomize rendered them. */
export const WORKLOADS: readonly Rule[] = [
  selectsNothing,
  unknownPort,
  missingReference,
  replicasWithAutoscaler,
  blockedDrain,
  quota,
  probePort,
  requestAboveLimit,
];
