/** An object that a Flux Kustomization waits for (`spec.healthChecks`). */
interface HealthCheck {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

/** What can be waited for, and its API. */
const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  StatefulSet: "apps/v1",
  DaemonSet: "apps/v1",
  Job: "batch/v1",
  HelmRelease: "helm.toolkit.fluxcd.io/v2",
  Kustomization: "kustomize.toolkit.fluxcd.io/v1",
};

/** `KIND/NAME.NAMESPACE`, as the flux command takes it; the target namespace may be left out. */
export function healthCheckOf(text: string, target: string | undefined): HealthCheck | string {
  const [, kind = "", name = "", namespace = target] =
    /^([A-Za-z]+)\/([a-z0-9-]+)(?:\.([a-z0-9-]+))?$/.exec(text) ?? [];
  if (name === "") return `${JSON.stringify(text)} is not of the form KIND/NAME.NAMESPACE.`;
  const apiVersion = Object.hasOwn(API_VERSIONS, kind) ? API_VERSIONS[kind] : undefined;
  if (apiVersion === undefined) {
    return `${kind} is none of ${Object.keys(API_VERSIONS).join(", ")}.`;
  }
  if (namespace === undefined) {
    return `${JSON.stringify(text)} has no namespace: write ${text}.NAMESPACE.`;
  }
  return { apiVersion, kind, name, namespace };
}

/** Where variables come from (`spec.postBuild.substituteFrom`): `ConfigMap/NAME` or `Secret/NAME`. */
export function substituteOf(text: string): { kind: string; name: string } | string {
  const [, kind = "", name = ""] =
    /^(ConfigMap|Secret)\/([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/.exec(text) ?? [];
  return name === ""
    ? `${JSON.stringify(text)} is not of the form ConfigMap/NAME or Secret/NAME.`
    : { kind, name };
}

/** `HOW` or `HOW:SECRET`. */
export function withSecret(text: string): { how: string; secret: string | undefined } {
  const [how = "", secret] = text.split(/:(.*)/s, 2);
  return { how, secret };
}
