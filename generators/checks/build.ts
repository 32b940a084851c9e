import type { Rule } from "./rule.ts";

/** kustomize builds everything that the change reaches, and says nothing while it does. */
export const build: Rule = {
  name: "build",
  check({ builds }) {
    return builds.flatMap((each) => {
      if (each.ok && each.warning === "") return [];
      const text = each.ok ? each.warning : each.message;
      return [
        {
          rule: this.name,
          message: `kustomize ${each.ok ? "builds with a warning" : "can't build it"}: ${text}`,
          path: each.folder,
        },
      ];
    });
  },
};
