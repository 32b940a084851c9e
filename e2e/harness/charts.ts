import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { stringify } from "yaml";
import { output } from "./run-program.ts";

/** A chart that is not the real one but has its name, and objects whose rollout can be watched. */
export interface StandIn {
  readonly name: string;
  readonly version: string;
  /** Folder of CustomResourceDefinitions that it brings, if any. */
  readonly definitions?: string;
}

/** One Deployment that the strictest Pod Security Standard lets run; its figures are values. */
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: {{ dig "deployment" "replicas" 1 .Values.AsMap }}
  selector:
    matchLabels:
      app.kubernetes.io/name: {{ .Chart.Name }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ .Chart.Name }}
    spec:
      securityContext:
        runAsNonRoot: true
        runAsUser: 65532
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: stand-in
          image: localhost/stand-in:{{ .Chart.Version }}
          securityContext:
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-stand-in
data:
  # What reached the chart.
  values.yaml: {{ toYaml .Values | quote }}
`;

/** Makes a Helm repository, `index.yaml` and all, in a folder. */
export async function writeChartRepository(folder: string, charts: readonly StandIn[]) {
  mkdirSync(folder, { recursive: true });
  const entries: Record<string, object[]> = {};
  for (const { name, version, definitions } of charts) {
    const chart = join(folder, "source", name);
    mkdirSync(join(chart, "templates"), { recursive: true });
    const about = { apiVersion: "v2", name, version, description: "A stand-in for tests" };
    writeFileSync(join(chart, "Chart.yaml"), stringify(about));
    writeFileSync(join(chart, "templates", "deployment.yaml"), DEPLOYMENT);
    if (definitions !== undefined) {
      mkdirSync(join(chart, "crds"));
      for (const file of readdirSync(definitions))
        writeFileSync(join(chart, "crds", file), readFileSync(join(definitions, file)));
    }
    const archive = `${name}-${version}.tgz`;
    await output("tar", ["-czf", join(folder, archive), "-C", join(folder, "source"), name]);
    entries[name] = [{ ...about, urls: [archive], created: "2024-01-01T00:00:00Z" }];
  }
  writeFileSync(join(folder, "index.yaml"), stringify({ apiVersion: "v1", entries }));
}

/** A web server for the files of a folder, and how to stop it. */
export async function serveFolder(folder: string, address: string) {
  const server = createServer((request, response) => {
    const name = /^\/([\w.-]+)$/.exec(request.url ?? "")?.[1] ?? "";
    if (!readdirSync(folder).includes(name)) response.writeHead(404).end();
    else response.end(readFileSync(join(folder, name)));
  });
  server.listen(0, address);
  await once(server, "listening");
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
