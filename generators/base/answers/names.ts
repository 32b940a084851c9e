import { shown } from "./shown.ts";

/** DNS-1123 label: RFC 1123, as Kubernetes checks names of namespaces and most objects. */
const DNS_1123_LABEL = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Longest value of a label. Flux makes one of the name of each Flux Kustomization. */
export const LABEL_MAX = 63;

/** Longest name that others are made from: it leaves them some room. */
const STEM_MAX = 58;

/**
 * Longest name of an app: a Service's name is a DNS label, and the app's name is the value
 * of the label `app.kubernetes.io/name`.
 */
const APP_NAME_MAX = 63;
const NAMESPACE_MAX = 63;

/** Kubernetes: the name of an object is a DNS subdomain. */
export const OBJECT_NAME_MAX = 253;

/** Longest name of a Helm release (Helm, `helm.sh/helm/v3/pkg/chartutil`, ValidateReleaseName). */
export const RELEASE_NAME_MAX = 53;

/** Namespaces that are Kubernetes', Flux's or the platform's own. */
const RESERVED = new Set(["default", "flux-system", "monitoring"]);

/** What is wrong with a name in itself, as a sentence, or undefined. */
function nameFault(name: string, longest: number): string | undefined {
  if (name === "") return "The name is empty.";
  if (name.length > longest) {
    return `${shown(name)} has ${name.length} characters; the names made from it allow ${longest}.`;
  }
  if (!DNS_1123_LABEL.test(name)) {
    return `${shown(name)} is not a DNS-1123 label: lower-case letters, digits and "-", with a letter or digit at both ends.`;
  }
  return undefined;
}

/** What is wrong with the name of an object that names up to `longest` are made from. */
export function objectNameFault(name: string, longest = STEM_MAX): string | undefined {
  return nameFault(name, longest);
}

/** What is wrong with a namespace that something else than Flux and Kubernetes is put into. */
export function namespaceFault(name: string): string | undefined {
  return name === "flux-system" || name.startsWith("kube-")
    ? `${shown(name)} is a namespace of ${name === "flux-system" ? "Flux" : "Kubernetes"} itself.`
    : nameFault(name, NAMESPACE_MAX);
}

/** What is wrong with the name of an environment, which is a namespace too. */
export function environmentNameFault(name: string, longest: number): string | undefined {
  if (RESERVED.has(name) || name.startsWith("kube-")) {
    return `${shown(name)} is a reserved namespace.`;
  }
  return nameFault(name, longest);
}

/** What is wrong with the name of an app, which is a Service too (RFC 1035: a letter first). */
export function appNameFault(name: string): string | undefined {
  const fault = nameFault(name, APP_NAME_MAX);
  if (fault !== undefined) return fault;
  return /^[a-z]/.test(name)
    ? undefined
    : `${shown(name)} begins with a digit, which the name of a Service may not.`;
}

/** What is wrong with a host name (RFC 1123), or undefined. An IP address is none. */
export function hostFault(host: string): string | undefined {
  const labels = host.split(".");
  const valid =
    host.length <= 253 &&
    labels.length > 1 &&
    labels.every((label) => label.length <= 63 && DNS_1123_LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? "");
  return valid ? undefined : `${shown(host)} is not a host name such as checkout.example.com.`;
}
