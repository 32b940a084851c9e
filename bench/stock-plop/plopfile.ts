import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NodePlopAPI } from "plop";

/**
 * What people write with plop alone: the templates of this project, its own `addMany` and
 * `append`, no check, no build, no diff. It lies beside a copy of templates/ and of flux-cd/.
 */
export default function plopfile(plop: NodePlopAPI): void {
  const root = dirname(fileURLToPath(import.meta.url));
  plop.setHelper("yaml", (value: unknown) => JSON.stringify(value));
  const answers = { port: 8000, healthPath: "/healthz", readyPath: "/readyz" };
  const figures = {
    metricsPath: "/metrics",
    monitoring: "infrastructure/prometheus-stack",
    autoscaling: true,
    minReplicas: 2,
    maxReplicas: 5,
    startupFailures: 15,
    startupSeconds: 30,
    config: [],
    secrets: [],
    env: [],
    requests: { cpu: "100m", memory: "128Mi" },
    limits: { cpu: "500m", memory: "256Mi" },
  };
  const environments = (process.env.ENVIRONMENTS ?? "").split(",");
  plop.setGenerator("app", {
    description: "Add an app",
    prompts: [
      { type: "input", name: "name", message: "Name" },
      { type: "input", name: "image", message: "Image" },
    ],
    actions: [
      {
        type: "addMany",
        destination: join(root, "flux-cd/applications/base-{{name}}-config"),
        base: join(root, "templates/app"),
        templateFiles: join(root, "templates/app/**/*.hbs"),
        globOptions: { dot: true },
        data: { ...answers, ...figures },
      },
      ...environments.map((name) => ({
        type: "append",
        path: join(
          root,
          `flux-cd/applications/mock-cluster-aka-namespaces/${name}/kustomization.yaml`,
        ),
        pattern: /^resources:$/m,
        template: "  - ../../base-{{name}}-config",
      })),
    ],
  });
}
