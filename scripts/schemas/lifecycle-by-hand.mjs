// Deprecated and removed API versions that no generated code names.

const removed = (since, replacement) => ({ state: "removed", since, replacement });
const POD_SECURITY = "the Pod Security labels of a Namespace";

/**
 * Types that Kubernetes' modules do not hold any more, and deprecations of a stable version:
 * https://kubernetes.io/docs/reference/using-api/deprecation-guide/
 */
export const KUBERNETES_BY_HAND = Object.entries({
  v1: {
    ComponentStatus: { state: "deprecated", since: "Kubernetes 1.19" },
    Endpoints: {
      state: "deprecated",
      since: "Kubernetes 1.33",
      replacement: "EndpointSlice of discovery.k8s.io/v1",
    },
  },
  "autoscaling/v2beta1": { HorizontalPodAutoscaler: removed("Kubernetes 1.25", "autoscaling/v2") },
  "autoscaling/v2beta2": { HorizontalPodAutoscaler: removed("Kubernetes 1.26", "autoscaling/v2") },
  "extensions/v1beta1": { PodSecurityPolicy: removed("Kubernetes 1.16", POD_SECURITY) },
  "policy/v1beta1": { PodSecurityPolicy: removed("Kubernetes 1.25", POD_SECURITY) },
});

const SOURCES = ["GitRepository", "HelmChart", "HelmRepository", "Bucket"];
const IMAGES = ["ImagePolicy", "ImageRepository", "ImageUpdateAutomation"];

/**
 * What Flux stopped to serve, and in which release:
 * 2.7: https://github.com/fluxcd/flux2/issues/5474
 * 2.8: https://github.com/fluxcd/flux2/issues/5711
 * 2.9: https://github.com/fluxcd/flux2/issues/5942
 */
export const FLUX = [
  ["source", "v1beta1", SOURCES, "2.7", "v1"],
  ["source", "v1beta2", [...SOURCES, "OCIRepository"], "2.8", "v1"],
  ["kustomize", "v1beta1", ["Kustomization"], "2.7", "v1"],
  ["kustomize", "v1beta2", ["Kustomization"], "2.8", "v1"],
  ["helm", "v2beta1", ["HelmRelease"], "2.7", "v2"],
  ["helm", "v2beta2", ["HelmRelease"], "2.8", "v2"],
  ["notification", "v1beta1", ["Alert", "Provider"], "2.7", "v1beta3"],
  ["notification", "v1beta1", ["Receiver"], "2.7", "v1"],
  ["notification", "v1beta2", ["Alert", "Provider"], "2.9", "v1beta3"],
  ["notification", "v1beta2", ["Receiver"], "2.9", "v1"],
  ["image", "v1beta1", IMAGES, "2.7", "v1"],
  ["image", "v1beta2", IMAGES, "2.9", "v1"],
].map(([name, version, kinds, release, replacement]) => {
  const group = `${name}.toolkit.fluxcd.io`;
  const entry = removed(`Flux ${release}`, `${group}/${replacement}`);
  return [`${group}/${version}`, Object.fromEntries(kinds.map((kind) => [kind, entry]))];
});
