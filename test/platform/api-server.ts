import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface Item {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/** What a path that is no object answers: a text, as `kubectl get --raw` and `kubectl logs` get it. */
type Texts = Record<string, string>;

/** Kind, plural, namespaced, short name. */
const RESOURCES: Record<string, readonly (readonly [string, string, boolean, string?])[]> = {
  v1: [
    ["Namespace", "namespaces", false],
    ["Node", "nodes", false],
    ["Pod", "pods", true],
    ["Service", "services", true],
    ["ServiceAccount", "serviceaccounts", true],
    ["ConfigMap", "configmaps", true],
    ["Secret", "secrets", true],
    ["LimitRange", "limitranges", true],
    ["ResourceQuota", "resourcequotas", true],
  ],
  "apps/v1": [["Deployment", "deployments", true]],
  "autoscaling/v2": [["HorizontalPodAutoscaler", "horizontalpodautoscalers", true, "hpa"]],
  "policy/v1": [["PodDisruptionBudget", "poddisruptionbudgets", true]],
  "networking.k8s.io/v1": [["NetworkPolicy", "networkpolicies", true]],
  "rbac.authorization.k8s.io/v1": [
    ["Role", "roles", true],
    ["RoleBinding", "rolebindings", true],
  ],
  "apiextensions.k8s.io/v1": [["CustomResourceDefinition", "customresourcedefinitions", false]],
  "source.toolkit.fluxcd.io/v1": [
    ["GitRepository", "gitrepositories", true],
    ["HelmRepository", "helmrepositories", true],
  ],
  "kustomize.toolkit.fluxcd.io/v1": [["Kustomization", "kustomizations", true]],
  "helm.toolkit.fluxcd.io/v2": [["HelmRelease", "helmreleases", true]],
};

/**
 * An API server with as much in it as the scripts ask for: discovery, objects in memory, no
 * controllers. The kubectl that talks to it is a real one, so that arguments, paths and JSONPath
 * are tested and not repeated.
 */
export class ApiServer {
  readonly items: Item[];
  /** After each change: the controllers' work. */
  afterChange: (method: string, item: Item) => void = () => {};
  private readonly server = createServer((request, response) => void this.serve(request, response));

  private readonly texts: Texts;

  constructor(items: readonly Item[], texts: Texts = {}) {
    this.items = [...items];
    this.texts = texts;
  }

  /** Its address; it ends with the test. */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => {
      this.server.listen(0, "127.0.0.1", resolve);
    });
    onTestFinished(() => {
      this.server.closeAllConnections();
      this.server.close();
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? "/", "http://localhost");
    const { status, body } = this.answer(request.method ?? "GET", url, Buffer.concat(chunks));
    response.writeHead(status, {
      "content-type": typeof body === "string" ? "text/plain" : "application/json",
    });
    // A watch of a world in which nothing happens: open until the client has seen enough.
    if (url.searchParams.get("watch") === "true") response.flushHeaders();
    else response.end(typeof body === "string" ? body : JSON.stringify(body));
  }

  private answer(method: string, url: URL, sent: Buffer): { status: number; body: unknown } {
    const text = this.texts[url.pathname + url.search] ?? this.texts[url.pathname];
    if (text !== undefined) return { status: 200, body: text };
    const discovered = discover(url.pathname);
    if (discovered !== undefined) return { status: 200, body: discovered };

    const [, groupVersion = "", rest = ""] =
      /^\/(?:api|apis)\/(v1|[^/]+\/[^/]+)\/(.+)$/.exec(url.pathname) ?? [];
    const [, namespace, plural, name] =
      /^(?:namespaces\/([^/]+)\/(?=.))?([^/]+)(?:\/([^/]+))?$/.exec(rest) ?? [];
    const kind = RESOURCES[groupVersion]?.find((each) => each[1] === plural)?.[0];
    const matches = this.items.filter(
      (item) =>
        item.kind === kind &&
        item.apiVersion === groupVersion &&
        (namespace === undefined || item.metadata.namespace === namespace) &&
        (name === undefined || item.metadata.name === name) &&
        selected(item, url.searchParams.get("fieldSelector")),
    );
    const [found] = matches;

    if (method === "POST") {
      const created = JSON.parse(sent.toString()) as Item;
      const place = namespace === undefined ? {} : { namespace };
      const item = { ...created, metadata: { ...created.metadata, ...place } };
      this.items.push(item);
      this.afterChange(method, item);
      return { status: 201, body: item };
    }
    if (name === undefined) {
      const metadata = { resourceVersion: "1" };
      return {
        status: 200,
        body: { apiVersion: groupVersion, kind: `${kind}List`, metadata, items: matches },
      };
    }
    if (found === undefined) {
      const body = { apiVersion: "v1", kind: "Status", status: "Failure", reason: "NotFound" };
      return {
        status: 404,
        body: { ...body, message: `${plural} "${name}" not found`, code: 404 },
      };
    }
    if (method === "DELETE") {
      this.items.splice(this.items.indexOf(found), 1);
      this.afterChange(method, found);
    }
    return { status: 200, body: found };
  }
}

const selected = (item: Item, selector: string | null) =>
  selector === null || selector === `metadata.name=${item.metadata.name}`;

/** Which resources there are, in the old form that every kubectl reads. */
function discover(path: string): unknown {
  if (path === "/readyz") return "ok";
  if (path === "/version") return { major: "1", minor: "36", gitVersion: "v1.36.4" };
  // Without types kubectl checks none. (In protobuf, nothing is an empty document.)
  if (path === "/openapi/v2") return "";
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"] };
  if (path === "/apis") {
    const groups = Object.keys(RESOURCES)
      .filter((groupVersion) => groupVersion !== "v1")
      .map((groupVersion) => {
        const [name, version] = groupVersion.split("/");
        const versions = [{ groupVersion, version }];
        return { name, versions, preferredVersion: versions[0] };
      });
    return { kind: "APIGroupList", apiVersion: "v1", groups };
  }
  const resources = RESOURCES[path.replace(/^\/(api|apis)\//, "")];
  if (resources === undefined) return undefined;
  return {
    kind: "APIResourceList",
    groupVersion: path.replace(/^\/(api|apis)\//, ""),
    resources: resources.map(([kind, name, namespaced, short]) => ({
      ...{ kind, name, namespaced, singularName: kind.toLowerCase() },
      shortNames: short === undefined ? [] : [short],
      verbs: ["create", "delete", "get", "list", "patch", "watch"],
    })),
  };
}
