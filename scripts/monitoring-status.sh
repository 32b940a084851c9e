#!/usr/bin/env bash
# Is the monitoring up, and which apps does Prometheus scrape?
#
# Usage: scripts/monitoring-status.sh
# Variables: CLUSTER, KUBE_CONTEXT
# Exit codes: 0 up, and every app answers Prometheus; 1 not, 2 a program, the cluster or the
#   monitoring is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require node
require_cluster
exists namespace monitoring || fail 2 "There is no monitoring in this cluster." "make flux-install"

kube -n monitoring get pods -o wide
say

release=helmreleases.helm.toolkit.fluxcd.io/kube-prometheus-stack
kube -n monitoring wait "$release" --for=condition=Ready --timeout=1s >/dev/null 2>&1 ||
  fail 1 "The chart kube-prometheus-stack is not installed (yet): a first time takes minutes." \
    "make flux-status"

# Through the API server: no port to forward, nothing to clean up.
service=/api/v1/namespaces/monitoring/services/kube-prometheus-stack-prometheus:9090/proxy
query='up%7Benvironment!%3D%22%22%7D' # up{environment!=""}: the ServiceMonitor of all apps
answer=$(kube get --raw "$service/api/v1/query?query=$query") ||
  fail 1 "Prometheus does not answer." "kubectl --context $KUBE_CONTEXT -n monitoring get pods"

# shellcheck disable=SC2016 # JavaScript
printf '%s' "$answer" | node -e '
  const { data } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
  const apps = new Map();
  for (const { metric, value } of data.result) {
    const name = `${metric.environment}/${metric.app}`;
    const app = apps.get(name) ?? { pods: 0, up: 0 };
    apps.set(name, { pods: app.pods + 1, up: app.up + Number(value[1]) });
  }
  console.log("Scraped by Prometheus:");
  for (const [name, { pods, up }] of [...apps].sort()) console.log(`  ${name}: ${up} of ${pods} pods answer`);
  if (apps.size === 0) console.log("  no app (deploy one: make app-deploy)");
  process.exit(apps.size > 0 && [...apps.values()].every(({ pods, up }) => pods === up) ? 0 : 1);
'
