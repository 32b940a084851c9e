/**
 * Each case: what is run, one command after the other, on a copy of the shipped monorepo.
 * `test/golden/<name>/` holds every file that must be new or changed, and no other; `REMOVED` there
 * lists the files that must be gone.
 * UPDATE_GOLDEN=1 writes them anew: read the diff before you commit it.
 */
export const CASES: Record<string, string[][]> = {
  "new-env-defaults": [["new:env", "--name", "qa"]],
  "new-env-between": [
    "new:env --name qa --size medium --after staging --min-replicas 1 --max-replicas 4".split(" "),
  ].map((args) => [...args, "--cpu", "150m", "--memory", "192Mi", "--semver", ">=1.0.0 <2.0.0"]),
  "new-env-first": [["new:env", "--name", "sandbox", "--after", "none", "--tag", "v1.0.0"]],
  "new-env-several": [["new:env", "--name", "eu-1", "--name", "eu-2", "--after", "staging"]],
  "new-env-from-staging": [["new:env", "--name", "qa", "--from", "staging"]],
  "new-env-from-dev-larger": [
    "new:env --name qa --from dev --after dev --min-replicas 2 --max-replicas 6 --cpu 250m --memory 256Mi --branch qa".split(
      " ",
    ),
  ],
  "new-env-named-like-a-number": [["new:env", "--name", "1e3"]],
  "new-app-defaults": [
    "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --port 8080".split(" "),
  ],
  "new-app-everything": [
    [
      ..."new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --port 8080 --expose gateway".split(
        " ",
      ),
      ..."--host checkout.example.com --health-path /live --ready-path /ready --metrics-path /prom".split(
        " ",
      ),
      ..."--start-seconds 45 --secret API_TOKEN --secret DB_PASSWORD --secret-store external".split(
        " ",
      ),
      ..."--cpu 40m --memory 48Mi --cpu-limit 80m --memory-limit 96Mi --replicas 1 --env dev,staging".split(
        " ",
      ),
      "--config",
      "MODE=yes",
      "--config",
      "LIST=a,b",
      "--config",
      "URL=http://x:80/?a=b#c",
      "--config",
      "EMPTY=",
    ],
  ],
  "new-app-ingress-raise-quota": [
    "new:app --name search --image ghcr.io/acme/search:2.0.0 --expose ingress --host search.example.com --memory 1Gi --raise-quota".split(
      " ",
    ),
  ],
  "new-source-git-defaults": [
    "new:source --kind git --name preview --path ./flux-cd/applications/base-app-config --target-namespace preview".split(
      " ",
    ),
  ],
  "new-source-git-everything": [
    [
      ..."new:source --kind git --name shop --url ssh://git@git.example.com/acme/shop.git".split(
        " ",
      ),
      ..."--tag v1.2.3 --interval 90s --secret-ref shop-deploy-key --verify pgp:acme-pgp".split(
        " ",
      ),
      ..."--sparse deploy --sparse ./config --ignore *.md --ignore !README.md".split(" "),
      ..."--path deploy/production/ --target-namespace dev --no-prune --decryption sops:sops-age".split(
        " ",
      ),
      ..."--depends-on dev-sync,infrastructure-sync --health-check Deployment/shop".split(" "),
      ..."--health-check HelmRelease/traefik.ingress-controllers".split(" "),
      ..."--substitute-from ConfigMap/cluster --substitute-from Secret/cluster-secrets".split(" "),
    ],
  ],
  "new-source-oci-keyless": [
    [
      ..."new:source --kind oci --name shop --url oci://ghcr.io/acme/shop --no-wait".split(" "),
      ...["--digest", `sha256:${"0123456789abcdef".repeat(4)}`, "--verify", "cosign"],
      ...["--verify-issuer", "^https://token.actions.githubusercontent.com$"],
      ...["--verify-subject", "^https://github.com/acme/shop"],
    ],
  ],
  "new-source-oci-chart": [
    "new:source --kind oci --name shop --url oci://ghcr.io/acme/charts/shop --chart shop --tag 1.4.2 --verify cosign:acme-cosign".split(
      " ",
    ),
  ],
  "new-source-bucket": [
    "new:source --kind bucket --name shop --url http://minio.example.com:9000/manifests/shop/v1 --secret-ref minio --decryption sops".split(
      " ",
    ),
  ],
  "new-source-bucket-s3": [
    "new:source --kind bucket --name shop --url s3://acme-manifests --interval 5m".split(" "),
  ],
  "new-source-helm": [
    [
      ..."new:source --kind helm --name shop --url https://charts.example.com --chart web-shop".split(
        " ",
      ),
      ..."--target-namespace shops --depends-on ingress-controllers/traefik".split(" "),
      ...["--semver", ">=1.2.0 <2.0.0"],
    ],
  ],
  "new-component-defaults": [
    [
      ..."new:component --repo-url https://charts.jetstack.io --chart cert-manager".split(" "),
      ...["--version", ">=1.20.0 <2.0.0"],
    ],
  ],
  "new-component-everything": [
    [
      ..."new:component --oci oci://ghcr.io/acme/charts/loki --name logs --version 6.30.1".split(
        " ",
      ),
      ..."--namespace monitoring --values test/fixtures/values.yaml".split(" "),
      ..."--depends-on kube-prometheus-stack --depends-on ingress-controllers/traefik".split(" "),
    ],
  ],
  "new-image-policy-defaults": [["new:image-policy"]],
  "new-image-policy-by-number": [
    [
      ..."new:image-policy --app app --name app-main --env staging --env production".split(" "),
      ..."--numerical asc --filter-pattern ^main-[0-9a-f]+-(?P<ts>[0-9]+)$ --filter-extract $ts".split(
        " ",
      ),
      ..."--interval 90s --secret-ref registry --push-branch image-updates".split(" "),
      ..."--author-name Robot --author-email robot@example.com".split(" "),
    ],
  ],
  "new-image-policy-one-more-environment": [
    "new:image-policy --alphabetical desc".split(" "),
    "new:image-policy --env staging".split(" "),
  ],
  "new-alert-slack": [
    "new:alert --type slack --env production --channel deployments --secret-ref chat".split(" "),
  ],
  "new-alert-commit-status-and-two-severities": [
    "new:alert --type github".split(" "),
    "new:alert --type telegram --channel 1e3 --provider on-call --env dev".split(" "),
    "new:alert --type telegram --provider on-call --severity info --env staging".split(" "),
  ],
  "artifacts-first-step": [["artifacts"]],
  artifacts: [["artifacts"], ["artifacts"], ["artifacts"]],
  "artifacts-of-one-then-the-rest": [
    "artifacts --sync dev-sync".split(" "),
    "artifacts --sync dev-sync".split(" "),
    "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --env dev,staging".split(" "),
    ["artifacts"],
  ],
  "artifacts-then-alert-and-image-policy": [
    ["artifacts"],
    "new:alert --type msteams --env dev".split(" "),
    "new:image-policy --app app".split(" "),
  ],
  "new-env-artifacts": ["new:env --name qa --artifacts".split(" ")],
  "new-app-with-syncs-of-its-own": [
    "new:env --name qa --artifacts".split(" "),
    "new:env --name uat --artifacts".split(" "),
    "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --env dev,qa,uat".split(" "),
  ],
  "new-env-between-apps-with-syncs-of-their-own": [
    "new:env --name qa --artifacts".split(" "),
    "new:env --name uat --artifacts --after qa".split(" "),
    "new:env --name acc --from qa --after qa".split(" "),
    "new:env --name late --after uat".split(" "),
  ],
  "remove-env-of-apps-with-syncs-of-their-own": [
    "new:env --name qa --artifacts".split(" "),
    "new:env --name acc --artifacts".split(" "),
    "new:env --name late --after acc".split(" "),
    "remove:env --name acc".split(" "),
  ],
  "new-env-from-one-with-artifacts": [
    "artifacts --sync staging-sync,applications-sync".split(" "),
    "artifacts --sync staging-sync".split(" "),
    "new:env --name qa --from staging".split(" "),
  ],
  "remove-env-of-a-split-repository": [
    ["artifacts"],
    "new:alert --type slack --env staging".split(" "),
    "new:image-policy --app app --env staging".split(" "),
    "remove:env --name dev".split(" "),
  ],
  "rename-env": [
    "new:alert --type slack --env staging".split(" "),
    "new:image-policy --app app --env staging".split(" "),
    "rename:env --name staging --to uat".split(" "),
  ],
  "rename-env-both-steps": [
    "rename:env --name staging --to uat".split(" "),
    "rename:env --name staging --to uat".split(" "),
  ],
  "promote-tag": [
    "new:env --name qa --tag v1.0.0".split(" "),
    "promote --from production --tag v1.1.0".split(" "),
  ],
  "new-env-then-new-app": [
    ["new:env", "--name", "qa"],
    "new:app --name checkout --image ghcr.io/acme/checkout:1.4.2 --port 8080".split(" "),
  ],
};
