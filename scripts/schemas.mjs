// Writes generators/model/schema/data/ from the Go modules that generators/model/schema/versions.json
// names. For maintainers: needs Go, and a proxy for its modules.
//
//   npm run schemas
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { customSchemas } from "./schemas/crds.mjs";
import { kubernetesSchemas } from "./schemas/kubernetes.mjs";
import { lifecycle } from "./schemas/lifecycle.mjs";
import { download, generateCrds, readCrds } from "./schemas/modules.mjs";

/** Of Prometheus Operator's kinds, those that applications write for themselves. */
const MONITORING = ["PodMonitor", "Probe", "PrometheusRule", "ServiceMonitor"];
const OUT = "generators/model/schema/data";

const versions = JSON.parse(readFileSync("generators/model/schema/versions.json", "utf8"));
const pinned = (name) => Object.entries(versions[name]);
const downloaded = (name) => pinned(name).map(([module, version]) => download(module, version));

const [kubernetesModule] = downloaded("kubernetes");
const kubernetes = kubernetesSchemas(kubernetesModule);
const custom = customSchemas(
  [
    ...downloaded("definitions").flatMap((folder) => readCrds(join(folder, "config/crd/standard"))),
    ...generateCrds(pinned("types"), pinned("generator")),
  ].filter(({ spec }) => {
    return spec.group !== "monitoring.coreos.com" || MONITORING.includes(spec.names.kind);
  }),
);

const kinds = { ...kubernetes.kinds, ...custom.kinds };

rmSync(OUT, { recursive: true, force: true });
mkdirSync(join(OUT, "kubernetes"), { recursive: true });
mkdirSync(join(OUT, "custom"));
write("versions", versions);
write("kinds", kinds);
write(
  "lifecycle",
  lifecycle(downloaded("lifecycle"), versions.kubernetes["k8s.io/kubernetes"], kinds),
);
for (const [file, schemas] of Object.entries({ ...kubernetes.files, ...custom.files })) {
  write(file, schemas);
}

/** One line for each entry, so that a difference between two versions can be read. */
function write(file, entries) {
  const lines = Object.entries(entries)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`);
  writeFileSync(join(OUT, `${file}.json`), `{\n${lines.join(",\n")}\n}\n`);
}
