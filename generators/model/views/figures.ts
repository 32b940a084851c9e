import { posix } from "node:path";
import { isMap } from "yaml";
import { nodeAt, parseYaml, stringAt } from "../../base/yaml/parse.ts";
import type { Repository } from "./repository.ts";

/** Where an app departs from the sizing of its environment. */
export interface AppFigures {
  readonly app: string;
  /** A fixed count: the app has no autoscaler. */
  readonly replicas?: number;
  /** Requests and limits that the environments' sizing passes over. */
  readonly resources?: {
    readonly requests: { readonly cpu: string; readonly memory: string };
    readonly limits: { readonly cpu: string; readonly memory: string };
  };
}

/** Either line makes an app's Deployment worth parsing; without them it is as its environment says. */
const DEPARTS = /^[ \t]*(?:replicas:|sizing: own)/m;

/** What an app's base says of its own size. */
export function figuresOf(repository: Repository, app: string): AppFigures {
  const path = posix.join(repository.layout.path("base", { app }), "deployment.yaml");
  const text = repository.files.read(path);
  if (text === undefined || !DEPARTS.test(text)) return { app };
  const data = parseYaml(path, text).documents[0];
  const replicas = (nodeAt(data?.contents, "spec", "replicas") as { value?: unknown })?.value;
  const resources = nodeAt(
    data?.contents,
    "spec",
    "template",
    "spec",
    "containers",
    0,
    "resources",
  );
  const own =
    stringAt(data?.contents, "metadata", "labels", "sizing") === "own" && isMap(resources);
  const figure = (kind: string) => ({
    cpu: quantityAt(resources, kind, "cpu"),
    memory: quantityAt(resources, kind, "memory"),
  });
  return {
    app,
    ...(typeof replicas === "number" ? { replicas } : {}),
    ...(own ? { resources: { requests: figure("requests"), limits: figure("limits") } } : {}),
  };
}

/** A quantity may be written as a number. */
function quantityAt(node: unknown, ...steps: string[]): string {
  const found = nodeAt(node, ...steps) as { value?: unknown } | undefined;
  return found?.value === undefined || found.value === null ? "0" : String(found.value);
}
