import { appending, type Cases, instead } from "./support/case.ts";

const GIT = "new:source --kind git --name books --url https://git.example.com/acme/books.git";
const OCI = "new:source --kind oci --name books --url oci://ghcr.io/acme/books --tag 1.4.2";
const BUCKET = "new:source --kind bucket --name books --url s3://acme-books";
const HELM = "new:source --kind helm --name books --url https://charts.example.com --semver 1.2.x";
const DIGEST = `sha256:${"0123456789abcdef".repeat(4)}`;

const READER = `---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: books
  namespace: flux-system
spec:
  interval: 10m
  prune: true
  path: ./
  sourceRef:
    kind: GitRepository
    name: books
`;

export const newSource: Cases = {
  both: [
    GIT,
    `${GIT} --dry-run`,
    `${GIT} --yes`,
    `${OCI} --yes --no-render`,
    `${BUCKET} --yes --no-render`,
    `${HELM} --yes --no-render`,
    `${GIT} --depends-on staging-sync --target-namespace dev --yes --no-render`,
  ],
  shipped: [
    `${GIT} --json --yes --no-render`,
    `${GIT} --format markdown --dry-run`,
    "new:source --kind git --name preview --path ./flux-cd/applications/base-app-config --target-namespace preview --yes",
    "new:source --kind git --name books --url ssh://git@git.example.com/acme/books.git --tag v1.2.3 --interval 90s --secret-ref key --verify pgp:acme-pgp --sparse deploy --sparse ./config --ignore *.md --ignore !README.md --path deploy/production/ --target-namespace dev --no-prune --decryption sops:sops-age --depends-on dev-sync,infrastructure-sync --health-check Deployment/books --health-check HelmRelease/traefik.ingress-controllers --substitute-from ConfigMap/cluster --substitute-from Secret/more --yes --no-render",
    `${GIT} --branch next --no-wait --yes --no-render`,
    `${GIT} --semver 1.x --decryption sops --yes --no-render`,
    `new:source --kind oci --name books --url oci://ghcr.io/acme/books --no-wait --digest ${DIGEST} --verify cosign --verify-issuer ^https://token.actions.githubusercontent.com$ --verify-subject ^https://github.com/acme/books --yes --no-render`,
    "new:source --kind oci --name books --url oci://ghcr.io/acme/charts/books --chart books --tag 1.4.2 --verify cosign:acme-cosign --yes --no-render",
    "new:source --kind bucket --name books --url http://minio.example.com:9000/manifests/books/v1 --secret-ref minio --yes --no-render",
    `${HELM} --chart web-books --target-namespace books --depends-on ingress-controllers/traefik --yes --no-render`,
    {
      line: `${GIT} --no-sync --yes`,
      name: "where something reads it",
      edit: { "flux-cd/bootstrap/applications.yaml": appending(READER) },
    },
    { line: `${GIT} --yes --commit=add-main --branch main`, git: "uncommitted" },
    { line: `${GIT} --yes --commit=add-books --no-render`, git: "uncommitted" },
    { name: "twice", lines: [`${GIT} --yes --no-render`, `${GIT} --yes --no-render`] },
    {
      name: "refused",
      lines: [
        "new:source --yes",
        "new:source --name books --yes",
        `${instead(GIT, "--kind hg")} --yes`,
        "new:source --kind git --path ./x --yes",
        `${instead(GIT, "--name Books")} --yes`,
        `${instead(HELM, `--name ${"e".repeat(54)}`)} --yes`,
        `${instead(GIT, "--name dev-environment")} --yes`,
        `${instead(OCI, "--name sources")} --yes`,
        `${instead(OCI, "--name staging")} --yes`,
        "new:source --kind oci --name books --tag 1.0.0 --yes",
        "new:source --kind git --name books --url ftp://x.example.com/a --yes",
        "new:source --kind git --name books --url https://user:password@git.example.com/a.git --yes",
        "new:source --kind git --name books --url git@git.example.com:acme/a.git --yes",
        "new:source --kind git --name books --url ssh://git@other.example.com/acme/a.git --yes",
        "new:source --kind oci --name books --url https://ghcr.io/acme/a --tag 1 --yes",
        "new:source --kind bucket --name books --url s3:// --yes",
        "new:source --kind helm --name books --url oci://ghcr.io/a --semver 1.x --yes",
        `${OCI} --semver 1.x --yes`,
        `${OCI} --branch main --yes`,
        `${BUCKET} --tag v1 --yes`,
        "new:source --kind oci --name books --url oci://a.io/b/c --yes",
        "new:source --kind helm --name books --url https://a.example.com --yes",
        `${instead(OCI, "--tag latest")} --yes`,
        `${GIT} --semver newest --yes`,
        "new:source --kind oci --name books --url oci://a.io/b/c --digest abc --yes",
        `${GIT} --interval 1d --yes`,
        `${GIT} --interval 60 --yes`,
        `${GIT} --interval 0s --yes`,
        `${GIT} --interval 9999999h --yes`,
        `${GIT} --secret-ref My --yes`,
        `${GIT} --depends-on gone --yes`,
        `${HELM} --depends-on infrastructure-sync --yes`,
        `${GIT} --depends-on books-sync --yes`,
        `${GIT} --verify cosign --yes`,
        `${GIT} --verify pgp --yes`,
        `${OCI} --verify pgp:keys --yes`,
        `${OCI} --verify cosign --yes`,
        `${OCI} --verify cosign --verify-issuer ( --verify-subject x --yes`,
        `${BUCKET} --verify cosign:key --yes`,
        `${OCI} --sparse deploy --yes`,
        `${GIT} --sparse deploy --path ./other --yes`,
        `${HELM} --ignore *.md --yes`,
        `${GIT} --path ../x --yes`,
        "new:source --kind git --name again --yes",
        "new:source --kind git --name again --path ./flux-cd/nowhere --yes",
        `${HELM} --path ./x --yes`,
        `${GIT} --target-namespace flux-system --yes`,
        `${GIT} --wait --health-check Deployment/a.b --yes`,
        `${GIT} --health-check Pod/a.b --yes`,
        `${GIT} --health-check Deployment/a --yes`,
        `${GIT} --decryption age --yes`,
        `${GIT} --substitute-from cluster --yes`,
        `${GIT} --prune --no-prune --yes`,
        `${GIT} --wait --no-wait --yes`,
        `${GIT} --chart books --yes`,
        `${OCI} --chart web --yes`,
        `${GIT} --no-sync --yes`,
        `${GIT} --no-sync --path ./x --yes`,
        `${GIT} --commit --branch b --yes`,
      ],
    },
  ],
  everything: [
    "new:source --kind git --name books --url ssh://git@git.example.com/acme/books.git --dry-run --no-render",
    "new:source --kind oci --name books --tag 1.0.0 --dry-run --no-render",
    "new:source --kind bucket --name books --url s3://acme-books --depends-on shop-sync,lab-app-sync --yes --no-render",
    {
      name: "refused here",
      lines: [
        "new:source --kind oci --name shop --url oci://ghcr.io/acme/shop --tag 1.0.0 --yes",
        "new:source --kind helm --name books --url https://charts.example.com --semver 1.x --depends-on gone --yes",
        `${instead(GIT, "--name lab")} --target-namespace shops --depends-on production-sync --yes`,
      ],
    },
  ],
};
