import type { Rule } from "../../rule.ts";
import { imageTag } from "./image-tag.ts";
import { openNetworkPolicy } from "./open-network-policy.ts";
import { plainSecret } from "./plain-secret.ts";
import { podSecurity } from "./pod-security.ts";
import { rbacWildcard } from "./rbac-wildcard.ts";

/** What a reviewer with an eye on security asks for. */
export const SAFETY: readonly Rule[] = [
  imageTag,
  podSecurity,
  plainSecret,
  rbacWildcard,
  openNetworkPolicy,
];
