import { FORMATS } from "../../check/formats/formats.ts";
import type { Flag } from "../command/generator.ts";
import { formatFlag } from "../context/format.ts";

export const FLAGS: readonly Flag[] = [
  formatFlag(FORMATS),
  { name: "only", value: "A,B", repeatable: true, help: "these rules and no other" },
  { name: "skip", value: "A,B", repeatable: true, help: "all rules but these" },
  {
    name: "base",
    value: "REF",
    help: "compare with this commit: what Kubernetes will refuse, what prune will delete",
  },
  { name: "no-render", help: "skip the kustomize builds, and the rules that need them" },
  { name: "watch", help: "check again whenever a file changes; Ctrl-C ends it" },
  { name: "explain", value: "RULE", help: "why a rule exists, and how to fix what it finds" },
];
