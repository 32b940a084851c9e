/**
 * What may stand at a place of a kustomization file or of a builtin plugin's configuration: a
 * mapping of known fields, a list, a place that names a file or folder, or anything, where kustomize
 * reads no file whatever it holds.
 */
export type Shape = "any" | "inflation" | Naming | readonly [Shape] | Fields;

/** A mapping: nothing but these fields has a meaning that is known here. */
export type Fields = { readonly [field: string]: Shape };

/**
 * What a text names:
 * - `objects`: a file with objects, or a folder to build
 * - `component`: a folder with a Component
 * - `plugin`: plugins, in place or in a file or folder
 * - `patch`: a patch, in place or in a file
 * - `file`: a file
 * - `pair`: a file, with `key=` before it or not
 */
export type Naming = "objects" | "component" | "plugin" | "patch" | "file" | "pair";

const PATCH: Fields = { path: "file", patch: "any", target: "any", options: "any" };
const REPLACEMENT: Fields = { path: "file", source: "any", targets: "any", sourceValue: "any" };
const GENERATED: Fields = {
  name: "any",
  namespace: "any",
  behavior: "any",
  options: "any",
  literals: "any",
  type: "any",
  files: ["pair"],
  envs: ["file"],
  env: "file",
};

/** kustomize's file (sigs.k8s.io/kustomize/api, types/kustomization.go, up to 0.21). */
export const KUSTOMIZATION: Fields = {
  apiVersion: "any",
  kind: "any",
  metadata: "any",
  openapi: { path: "file", version: "any" },
  namePrefix: "any",
  nameSuffix: "any",
  namespace: "any",
  commonLabels: "any",
  labels: "any",
  commonAnnotations: "any",
  images: "any",
  imageTags: "any",
  replicas: "any",
  vars: "any",
  sortOptions: "any",
  generatorOptions: "any",
  buildMetadata: "any",
  resources: ["objects"],
  bases: ["objects"],
  components: ["component"],
  crds: ["file"],
  configurations: ["file"],
  generators: ["plugin"],
  transformers: ["plugin"],
  validators: ["plugin"],
  patchesStrategicMerge: ["patch"],
  patchesJson6902: [PATCH],
  patches: [PATCH],
  replacements: [REPLACEMENT],
  configMapGenerator: [GENERATED],
  secretGenerator: [GENERATED],
  helmCharts: "inflation",
  helmGlobals: "inflation",
  helmChartInflationGenerator: "inflation",
};

const OBJECT: Fields = { apiVersion: "any", kind: "any", metadata: "any" };

/**
 * The plugins that are part of kustomize, by kind (api/internal/builtins). The one that inflates
 * charts is left out: it starts Helm.
 */
export const PLUGINS: ReadonlyMap<string, Fields> = new Map<string, Fields>(
  Object.entries({
    AnnotationsTransformer: { annotations: "any", fieldSpecs: "any" },
    ConfigMapGenerator: GENERATED,
    HashTransformer: {},
    IAMPolicyGenerator: { cloud: "any", kubernetesService: "any", serviceAccount: "any" },
    ImageTagTransformer: { imageTag: "any", fieldSpecs: "any" },
    LabelTransformer: { labels: "any", fieldSpecs: "any" },
    NamespaceTransformer: { fieldSpecs: "any", unsetOnly: "any", setRoleBindingSubjects: "any" },
    PatchJson6902Transformer: { target: "any", path: "file", jsonOp: "any" },
    PatchStrategicMergeTransformer: { paths: ["patch"], patches: "any" },
    PatchTransformer: PATCH,
    PrefixSuffixTransformer: { prefix: "any", suffix: "any", fieldSpecs: "any" },
    PrefixTransformer: { prefix: "any", fieldSpecs: "any" },
    ReplacementTransformer: { replacements: [REPLACEMENT] },
    ReplicaCountTransformer: { replica: "any", fieldSpecs: "any" },
    SecretGenerator: GENERATED,
    SuffixTransformer: { suffix: "any", fieldSpecs: "any" },
    ValueAddTransformer: { value: "any", targets: "any", selector: "any", fieldPath: "any" },
  } satisfies Record<string, Fields>).map(([kind, fields]) => [kind, { ...OBJECT, ...fields }]),
);
