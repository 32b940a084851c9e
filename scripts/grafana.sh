#!/usr/bin/env bash
# Opens Grafana on this machine until Ctrl-C, and prints how to log in.
#
# Usage: scripts/grafana.sh
# Variables: GRAFANA_PORT (3000), CLUSTER, KUBE_CONTEXT
# Exit codes: that of kubectl port-forward; 2 kubectl, the cluster or Grafana is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require_cluster

grafana=kube-prometheus-stack-grafana
GRAFANA_PORT=${GRAFANA_PORT:-3000}
exists -n monitoring service "$grafana" ||
  fail 2 "Grafana is not installed (yet)." "make monitoring-status"
# base64decode in the template: the option of base64 differs between Linux and older macOS.
password=$(kube -n monitoring get secret "$grafana" \
  -o go-template='{{index .data "admin-password" | base64decode}}')

say "Grafana:   http://localhost:$GRAFANA_PORT (Ctrl-C ends it)"
say "User:      admin"
say "Password:  $password"
say "Dashboard: http://localhost:$GRAFANA_PORT/d/applications"
exec kubectl --context "$KUBE_CONTEXT" -n monitoring port-forward "service/$grafana" \
  "$GRAFANA_PORT:80"
