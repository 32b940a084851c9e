import { posix } from "node:path";
import { FLUX_CD } from "../../generators/model/layouts/flux-cd.ts";
import { Layout, type LayoutPatterns } from "../../generators/model/layouts/layout.ts";
import { fill, match } from "../../generators/model/layouts/pattern.ts";

/** A layout in which every folder and every name is another one than in the shipped layout. */
const PATTERNS: LayoutPatterns = {
  paths: {
    bootstrap: "begin",
    sources: "begin/read/origins.yaml",
    sourceReader: "begin/read/by-{source}.yaml",
    artifacts: "begin/made/parcels.yaml",
    notifications: "begin/messages.yaml",
    applications: "areas",
    imageAutomation: "areas/fresh-images.yaml",
    base: "areas/bases/{app}/stem",
    environments: "areas/places",
    environment: "areas/places/{env}-at",
    sync: "{environment}/zz/flow.yaml",
    everyApp: "{environment}/for/all",
    appOverlay: "{environment}/each/{app}/own",
    components: "ground",
    component: "ground/part-{component}",
    networkPolicies: "ground/part-cross-namespace-netpols",
    monitoring: "ground/part-prometheus-stack",
  },
  names: {
    applicationsSync: "flow-of-areas",
    sync: "flow-{env}",
    appSync: "flow-of-{app}-in-{env}",
    sourceSync: "reads-{source}",
    source: "origin-{env}",
    automation: "fresh-{env}",
  },
  targets: FLUX_CD.patterns.targets,
};

export const ELSEWHERE = new Layout(PATTERNS);

/** Environments and apps of the cases: a name that goes by a pattern is told by them. */
const ENVIRONMENTS = "dev staging production qa sandbox eu-1 eu-2 1e3 uat acc late".split(" ");
const APPS = ["app", "checkout", "search"];
const SOURCES = ["shop", "preview"];

const isKustomization = (path: string) => posix.basename(path) === "kustomization.yaml";

/** Where a path of one layout is in another. */
function pathIn(path: string, from: Layout, to: Layout): string {
  const withEnvironment = ({ patterns: { paths } }: Layout, pattern: string) =>
    fill(pattern, { environment: paths.environment });
  const steps = path.split("/");
  const names = Object.keys(from.patterns.paths) as (keyof LayoutPatterns["paths"])[];
  const fixedFirst = names.toSorted(
    (a, b) =>
      Number(from.patterns.paths[a].includes("{")) - Number(from.patterns.paths[b].includes("{")),
  );
  for (let length = steps.length; length > 0; length--) {
    const head = steps.slice(0, length).join("/");
    if (isKustomization(head)) continue;
    for (const name of fixedFirst) {
      const parts = match(withEnvironment(from, from.patterns.paths[name]), head);
      if (parts === undefined) continue;
      const moved = fill(withEnvironment(to, to.patterns.paths[name]), parts);
      return [moved, ...steps.slice(length)].join("/");
    }
  }
  return path;
}

/** The names of objects in one layout, with those in another. */
function namesIn(from: Layout, to: Layout): Map<string, string> {
  const all = [
    ...ENVIRONMENTS.flatMap((env) => [{ env }, ...APPS.map((app) => ({ env, app }))]),
    ...SOURCES.map((source) => ({ source })),
  ];
  const names = Object.keys(from.patterns.names) as (keyof LayoutPatterns["names"])[];
  return new Map(
    names.flatMap((name) => all.map((parts) => [from.name(name, parts), to.name(name, parts)])),
  );
}

/** Texts of one layout as they would be in another: paths, what names them, and names. */
export function moved(texts: ReadonlyMap<string, string>, from: Layout, to: Layout) {
  const known = new Set<string>();
  for (const path of texts.keys()) {
    const steps = path.split("/");
    for (let length = 1; length <= steps.length; length++) {
      known.add(steps.slice(0, length).join("/"));
    }
  }
  return new Map(
    [...texts].map(([path, text]) => [
      pathIn(path, from, to),
      movedText(text, path, known, from, to),
    ]),
  );
}

/** @param path the file that it stands in. */
export function movedText(
  text: string,
  path: string,
  known: ReadonlySet<string>,
  from: Layout,
  to: Layout,
): string {
  const names = namesIn(from, to);
  const here = posix.dirname(path);
  const there = posix.dirname(pathIn(path, from, to));
  return text.replace(/[\w.@{}*-]+(?:\/[\w.{}*-]+)*\/?/g, (token, at: number) => {
    const name = names.get(token);
    if (name !== undefined) return name;
    const [, root, rest] = /^(.*?flux-cd\/)(.+)$/.exec(token) ?? [];
    if (root !== undefined && rest !== undefined) return root + pathIn(rest, from, to);
    if (/^\.*\/?$/.test(token)) return token;
    const isItem = /\n\s*- (?:path: )?$/.test(text.slice(0, at));
    const target = posix.join(here, token).replace(/\/$/, "");
    if (token.includes("/") && known.has(token)) return pathIn(token, from, to);
    if (!(token.includes("/") || isItem) || !known.has(target)) {
      return token
        .split("/")
        .map((step) => names.get(step) ?? step)
        .join("/");
    }
    return posix.relative(there, pathIn(target, from, to)) + (token.endsWith("/") ? "/" : "");
  });
}
