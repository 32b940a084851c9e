import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shippedTexts, type Texts } from "../support/memory.ts";

export const OVERLAYS = "applications/mock-cluster-aka-namespaces";
export const overlay = (environment: string) => `${OVERLAYS}/${environment}/kustomization.yaml`;
export const DEPLOYMENT = "applications/base-app-config/deployment.yaml";
export const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;
export const MARKER = '# {"$imagepolicy": "flux-system:app:tag"}';

/** The shipped files with text added at the end of overlays. */
export function withTails(tails: Record<string, string>, form = (text: string) => text): Texts {
  const texts = new Map(shippedTexts());
  for (const [environment, tail] of Object.entries(tails)) {
    texts.set(overlay(environment), texts.get(overlay(environment)) + tail);
  }
  return new Map([...texts].map(([path, text]) => [path, form(text)]));
}

export const image = (...lines: string[]) =>
  `images:\n  - name: localhost:5001/demo-app\n${lines.map((line) => `    ${line}\n`).join("")}`;

export const PATCHES = `  - target:
      kind: ConfigMap
      name: app-config
    patch: |-
      - op: replace
        path: /data/FAIL_RATE
        value: "0.1"
      - op: add
        path: /data/a~1b
        value: "yes"
  - patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: app
      spec:
        replicas: 7
        template:
          spec:
            containers:
              - name: app
                env:
                  - name: LOG_LEVEL
                    value: debug
`;
/** An overlay with patches at the end of its list. */
export const patched = (environment: string, patches: string, texts: Texts): Texts =>
  new Map(texts).set(
    overlay(environment),
    (texts.get(overlay(environment)) ?? "").replace(/(?=# A base's host)/, () => patches),
  );

export const PROMOTE = ["promote", "--app", "app", "--from", "dev"];
export const tails = (all: Record<string, string>) => (folder: string) => {
  for (const [environment, tail] of Object.entries(all)) {
    appendFileSync(join(folder, overlay(environment)), tail);
  }
};
export const follows = (environment: string, ref: string) => (folder: string) => {
  const path = join(folder, "bootstrap/sources.yaml");
  const name = new RegExp(`(name: ${environment}-environment[\\s\\S]*?)branch: main`);
  writeFileSync(path, readFileSync(path, "utf8").replace(name, `$1${ref}`));
};

/** Writes the base of the app web. */
export function copyBase(folder: string, texts: Texts): void {
  const base = "applications/base-web-config";
  for (const [path, text] of texts) {
    if (path.startsWith(base)) {
      mkdirSync(join(folder, base), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  }
}
