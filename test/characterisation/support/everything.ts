import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { replacing } from "./case.ts";
import type { Place } from "./place.ts";

const OVERLAYS = "applications/mock-cluster-aka-namespaces";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

/** What makes the monorepo with everything in it out of the one that is shipped. */
export const STEPS: readonly string[] = [
  'new:env --name qa --size medium --after staging --semver ">=1.0.0 <2.0.0"',
  "new:env --name lab --after none --artifacts --app app --min-replicas 1 --max-replicas 2",
  "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --port 8080 --expose ingress --host checkout.example.com --config MODE=fast --config REGION=eu --secret API_TOKEN --raise-quota",
  "new:app --name search --image ghcr.io/acme/search:2.0.0 --expose gateway --host search.example.com --secret DB_PASSWORD --secret-store external --replicas 2 --env qa,production --raise-quota",
  `new:app --name worker --image ghcr.io/acme/worker@${DIGEST} --cpu 40m --memory 48Mi --env dev,staging --raise-quota`,
  "new:source --kind git --name shop --url ssh://git@git.example.com/acme/shop.git --tag v1.2.3 --secret-ref shop-deploy-key --path deploy --target-namespace dev --depends-on dev-sync --decryption sops:sops-age --substitute-from ConfigMap/cluster",
  'new:source --kind oci --name catalog --url oci://ghcr.io/acme/catalog --semver ">=1.0.0 <2.0.0" --verify cosign:acme-cosign',
  "new:source --kind oci --name portal --url oci://ghcr.io/acme/charts/portal --chart portal --tag 1.4.2",
  "new:source --kind bucket --name reports --url s3://acme-reports --interval 5m --secret-ref reports-s3",
  'new:source --kind helm --name web-shop --url https://charts.example.com --chart web-shop --semver ">=1.2.0 <2.0.0" --target-namespace shops',
  'new:component --repo-url https://charts.jetstack.io --chart cert-manager --version ">=1.18.0 <2.0.0"',
  "new:component --oci oci://ghcr.io/acme/charts/external-secrets --version 0.19.2 --name secrets --namespace external-secrets --depends-on cert-manager/cert-manager",
  "new:image-policy --app app --env dev,lab --semver ^1.0.0",
  "new:image-policy --app checkout --env dev --name checkout-main --numerical asc --filter-pattern '^main-(?P<n>[0-9]+)$' --filter-extract $n --secret-ref registry",
  "new:alert --type slack --env production --severity error --channel ops",
  "new:alert --type github --env dev,staging --secret-ref github-token",
  "artifacts --sync infrastructure-sync",
];

/** Makes it, in a place with the monorepo as shipped. */
export async function addEverything(place: Place): Promise<void> {
  for (const line of STEPS) {
    const { code, stderr } = await place.run(`${line} --yes --no-render`);
    if (code !== 0) throw new Error(`${line}: ${stderr}`);
  }
  editByHand(place.monorepo);
}

/** What people write by hand: another image, a value of its own, a patch. */
function editByHand(monorepo: string): void {
  const overlay = (environment: string) =>
    join(monorepo, OVERLAYS, environment, "kustomization.yaml");
  const edit = (path: string, change: (text: string) => string) =>
    writeFileSync(path, change(readFileSync(path, "utf8")));
  appendFileSync(
    overlay("staging"),
    "images:\n  - name: ghcr.io/acme/checkout\n    newTag: 1.5.0\n  - name: localhost:5001/demo-app\n    newTag: 1.1.0\n",
  );
  edit(
    overlay("dev"),
    replacing(
      "# A base's host",
      `  # Slow on purpose.
  - target:
      kind: ConfigMap
      name: checkout-config
    patch: |-
      - op: replace
        path: /data/MODE
        value: slow
# A base's host`,
    ),
  );
}
