import type { Rule } from "../../rule.ts";
import { immutableField } from "../history/immutable-field.ts";
import { movedObject } from "../history/moved-object.ts";
import { pruneDeletes } from "../history/prune-deletes.ts";
import { applyOrder } from "./apply-order.ts";
import { artifactPath } from "./artifact-path.ts";
import { dependencyCycle } from "./dependency-cycle.ts";
import { missingNamespace } from "./missing-namespace.ts";
import { objectReference } from "./object-reference.ts";
import { sopsDecryption } from "./sops-decryption.ts";
import { substitution } from "./substitution.ts";
import { syncReference } from "./sync-reference.ts";
import { twoOwners } from "./two-owners.ts";
import { undefinedVariable } from "./undefined-variable.ts";
import { waitChain } from "./wait-chain.ts";

/** What Flux makes of the objects: sources, dependencies, owners, order. */
export const FLUX: readonly Rule[] = [
  syncReference,
  objectReference,
  dependencyCycle,
  waitChain,
  missingNamespace,
  applyOrder,
  twoOwners,
  undefinedVariable,
  substitution,
  sopsDecryption,
  artifactPath,
  movedObject,
  pruneDeletes,
  immutableField,
];
