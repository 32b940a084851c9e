import { describe, expect, test } from "vitest";
import { paintFor } from "../../generators/base/text/text.ts";
import { openFolder } from "../../generators/platform/disk/disk.ts";
import type { ClusterDiff } from "../../generators/review/comparison.ts";
import { FORMATS } from "../../generators/review/formats/formats.ts";
import { comparisonOf } from "../support/comparison.ts";
import { NO_KUSTOMIZE } from "../support/kustomize.ts";
import { ROOT } from "../support/project.ts";

const screen = { paint: paintFor(false, {}), width: undefined };
const parts = { templates: openFolder(`${ROOT}/templates`), built: openFolder(`${ROOT}/dist`) };
const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Values that no format may print, by where they are planted; each side has its own. */
const planted = (side: string) => ({
  data: `Dat4-${side}-Kf93jq!x`,
  stringData: `Str1ng-${side}-"quoted" & more`,
  lines: `first-line-of-${side}-0001\nsecond-line-of-${side}-0002`,
  generated: `g3n-${side}-literal-77`,
  file: `f1le-${side}-contents-88`,
  variable: `v4r-${side}-from-secret-99`,
  env: `env-${side}-Pl4in-value`,
  substitute: `subst-${side}-Pl4in-value`,
  config: `cfg-${side}-t0ken-value`,
  url: `url-${side}-p4ss`,
  script: `scr1pt-${side}-inner`,
  flag: `fl4g-${side}-argument`,
  yaml: `yml-${side}-in-a-file`,
  json: `jsn-${side}-in-a-file`,
  annotation: `last-${side}-applied-1`,
  number: side === "base" ? 73105824 : 91827364,
  patch: `ptch-${side}-in-flux-9`,
  helm: `hlm-${side}-values-3`,
  faulty: `flty-${side}-`.padEnd(150, "no base64! "),
  short: side === "base" ? "x7Q" : "z9W",
});

type Planted = ReturnType<typeof planted>;

/** A cluster with one Flux Kustomization that substitutes from a Secret. */
function repository(value: Planted): Record<string, string> {
  const lines = (text: string, indent: number) =>
    text
      .split("\n")
      .map((line) => " ".repeat(indent) + line)
      .join("\n");
  return {
    "clusters/one/apps.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
  postBuild:
    substitute:
      FERNET_KEY: "${value.substitute}"
    substituteFrom:
      - { kind: Secret, name: vars }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: patched, namespace: flux-system }
spec:
  interval: 10m
  path: ./patched
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
  patches:
    - patch: |
        apiVersion: v1
        kind: Secret
        metadata: { name: any, namespace: apps }
        stringData:
          word: "${value.patch}"
`,
    "clusters/one/vars.yaml": `apiVersion: v1
kind: Secret
metadata: { name: vars, namespace: flux-system }
stringData: { LANDING: "${value.variable}" }
`,
    "clusters/one/kustomization.yaml": "resources: [apps.yaml, vars.yaml, root.yaml]\n",
    "clusters/one/root.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec:
  interval: 10m
  path: ./clusters/one
  prune: true
  sourceRef: { kind: GitRepository, name: flux-system }
`,
    "patched/any.yaml":
      "apiVersion: v1\nkind: Secret\nmetadata: { name: any, namespace: apps }\nstringData: { other: a }\n",
    "apps/kustomization.yaml": `namespace: apps
resources: [all.yaml]
secretGenerator:
  - name: generated
    literals: ["word=${value.generated}"]
    files: [blob.txt]
`,
    "apps/blob.txt": value.file,
    "apps/all.yaml": `apiVersion: v1
kind: Secret
metadata:
  name: one
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"w":"${value.annotation}"}}'
    note: the value is ${value.data}
data:
  a: ${base64(value.data)}
  n: ${base64(String(value.number))}
stringData:
  b: ${JSON.stringify(value.stringData)}
  s: "${value.short}"
  c: |
${lines(value.lines, 4)}
---
apiVersion: v1
kind: Secret
metadata: { name: faulty }
stringData: { pin: ${value.number} }
data: { text: "${value.faulty}" }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: faulty }
data: { TOKEN: ${value.number} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: config }
data:
  API_TOKEN: "${value.config}"
  ENCRYPTION_KEY: "${value.config}-key"
  copied: "before ${value.data} after"
  encoded: "${base64(`user:${value.data}`)}"
  wrapped: |
${lines((base64(`0123456789 ${value.stringData} 0123456789`).match(/.{1,24}/g) ?? []).join("\n"), 4)}
  landed: "\${LANDING}"
  run.sh: |
    #!/bin/sh
    ${"echo one\n    ".repeat(30)}
    export DB_PASSWORD='${value.script}'
    curl --token ${value.flag} https://user:${value.url}@example.com/
    cat <<END
${lines(value.lines, 4)}
    END
  app.yaml: |
    database:
      password: ${value.yaml}
      adminPassword: |
        ${value.yaml}-block
  app.json: '{"db":{"password":"${value.json}","user":"me"}}'
  key.txt: |
    -----BEGIN RSA PRIVATE KEY-----
    ${base64(value.data + value.script).slice(0, 40)}
    -----END RSA PRIVATE KEY-----
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: app }
spec:
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec:
      containers:
        - name: app
          image: example.com/app:1
          args: ["--password", "${value.flag}-two", "--token=${value.flag}-three"]
          env:
            - { name: PASSWORD, value: "${value.env}" }
            - { name: TOKEN, value: "${value.env}-token" }
            - { name: KEY, value: "${value.env}-key" }
            - { name: DATABASE_URL, value: "postgres://app:${value.url}@db/app" }
            - { name: LANDED, value: "x-\${LANDING}" }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: release }
spec:
  interval: 10m
  chart: { spec: { chart: a, version: "1", sourceRef: { kind: HelmRepository, name: a } } }
  values:
    auth: { adminPassword: ${value.helm}, rootPassword: ${value.number} }
`,
  };
}

const OLD = planted("base");
const NEW = planted("head");

/** Every planted value as it could be printed: plain, each line, JSON, URL, base64. */
function forms(): string[] {
  const values = [OLD, NEW].flatMap((side) => Object.values(side).map(String));
  const all = values.flatMap((value) => [
    ...value.split("\n"),
    value.slice(0, 10),
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(value),
    base64(value),
    base64(value).replace(/=+$/, ""),
    // What base64 has of it wherever it stands.
    ...[1, 2].map((shift) => base64("0".repeat(shift) + value).slice(4, -4)),
  ]);
  return [...new Set(all)].filter((form) => form.length >= 3);
}

async function leaks(diff: ClusterDiff): Promise<string[]> {
  const found = Object.entries(FORMATS).map(async ([name, format]) => {
    const text = withoutMarkup(await format(diff, screen, parts));
    return forms().flatMap((form) => (text.includes(form) ? [`${name}: ${form}`] : []));
  });
  return (await Promise.all(found)).flat();
}

/** A page's data: without what is the same on every page, and with its letters as they are. */
function withoutMarkup(text: string): string {
  const letters: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };
  return text
    .replace(/<meta [^>]*>|<style>.*?<\/style>|<script>.*?<\/script>/gs, "")
    .replace(/&(\w+);/g, (entity, name) => letters[name] ?? entity)
    .replace(/&#x(\w+);/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)));
}

describe.skipIf(NO_KUSTOMIZE)("secrets", () => {
  test("that change are in no format, and that they change is", async () => {
    const diff = await comparisonOf(repository(OLD), repository(NEW));
    expect(diff.notCompared).toEqual([]);
    expect(await leaks(diff)).toEqual([]);
    const paths = diff.objects.flatMap(({ kind, name, fields }) =>
      fields.map(({ path }) => `${kind} ${name.replace(/-[a-z0-9]{10}$/, "")} ${path}`),
    );
    expect(paths).toEqual(
      expect.arrayContaining([
        "Secret one data.a",
        "Secret one stringData.b",
        "Secret one stringData.s",
        "Secret one metadata.annotations.note",
        "Secret generated data.word",
        "Secret vars stringData.LANDING",
        "ConfigMap config data.API_TOKEN",
        "ConfigMap config data.copied",
        "ConfigMap config data.encoded",
        "ConfigMap config data.landed",
        "ConfigMap config data[run.sh]",
        "Deployment app spec.template.spec.containers[app].env[PASSWORD].value",
        "Deployment app spec.template.spec.containers[app].env[DATABASE_URL].value",
        "Deployment app spec.template.spec.containers[app].env[LANDED].value",
        "HelmRelease release spec.values.auth.adminPassword",
      ]),
    );
  });

  test("of what is new or gone are in no format", async () => {
    const files = repository(NEW);
    const { "apps/all.yaml": _, ...less } = files;
    const without = {
      ...less,
      "apps/kustomization.yaml": "namespace: apps\nresources: []\n",
      "clusters/one/vars.yaml": files["clusters/one/vars.yaml"] as string,
    };
    const added = await comparisonOf(without, files);
    expect(added.objects.map(({ kind, change }) => `${kind} ${change}`)).toContain("Secret added");
    expect(await leaks(added)).toEqual([]);
    const gone = await comparisonOf(files, without);
    expect(gone.objects.map(({ kind, change }) => `${kind} ${change}`)).toContain("Secret deleted");
    expect(await leaks(gone)).toEqual([]);
  });

  test("leave everything else readable", async () => {
    const diff = await comparisonOf(repository(OLD), repository(NEW));
    const text = await FORMATS.text?.(diff, screen, parts);
    expect(text).toContain("postgres://app:(hidden)@db/app");
    expect(text).toContain("before (hidden) after");
    expect(text).not.toContain("image:");
  });
});
