#!/usr/bin/env bash
# Health and readiness of every app in every environment of the repository: are its pods ready,
# and what do /healthz and /readyz answer?
#
# Usage: scripts/cluster-status.sh
# Variables: CLUSTER, KUBE_CONTEXT
# Exit codes: 0 all healthy, 1 something is not, 2 a program or the cluster is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require curl
require_cluster

workplace=$(mktemp -d)
forward=
stop_forward() {
  [ -n "$forward" ] || return 0
  kill "$forward" 2>/dev/null || true
  wait "$forward" 2>/dev/null || true
  forward=
}
trap 'stop_forward; rm -rf "$workplace"' EXIT

# A forwarded port and not the API server's proxy: that one is traffic from another node, which
# the network policies rightly refuse. Sets `address`, empty where nothing can be forwarded.
start_forward() {
  local namespace=$1 app=$2 tries=0
  # kubectl itself and not the function kube: $! has to be the process that is killed later.
  kubectl --context "$KUBE_CONTEXT" -n "$namespace" port-forward --address 127.0.0.1 \
    "service/$app" :http >"$workplace/forward" 2>&1 &
  forward=$!
  address=
  while [ -z "$address" ] && [ "$tries" -lt 50 ] && kill -0 "$forward" 2>/dev/null; do
    sleep 0.1
    tries=$((tries + 1))
    address=$(sed -nE 's/^Forwarding from (127\.0\.0\.1:[0-9]+).*/\1/p' "$workplace/forward")
  done
}

# The status code, or - where there is no answer.
ask() {
  local code
  code=$(curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "http://$1$2") ||
    code=-
  printf '%s' "$code"
}

row='%-14s  %-16s  %-6s  %-8s  %-8s  %-7s  %s\n'
# shellcheck disable=SC2059 # the format is the line above
line() { printf "$row" "$@"; }

unhealthy=0
check() {
  local environment=$1 app=$2 deployment ready wanted scale address='' health=- readiness=- verdict=ok
  deployment=$(kube -n "$environment" get deployment "$app" --ignore-not-found \
    -o jsonpath='{.status.readyReplicas}|{.spec.replicas}')
  ready=${deployment%|*} wanted=${deployment#*|}
  ready=${ready:-0}
  if [ -z "$deployment" ]; then
    line "$environment" "$app" - - - - "not deployed"
    unhealthy=$((unhealthy + 1))
    return
  fi
  scale=$(kube -n "$environment" get hpa "$app" --ignore-not-found \
    -o jsonpath='{.spec.minReplicas}-{.spec.maxReplicas}')
  if [ "$ready" -gt 0 ]; then
    start_forward "$environment" "$app"
    if [ -n "$address" ]; then
      health=$(ask "$address" /healthz)
      readiness=$(ask "$address" /readyz)
    fi
    stop_forward
  fi
  if [ "$ready" != "$wanted" ] || [ "$health" != 200 ] || [ "$readiness" != 200 ]; then
    verdict='NOT HEALTHY'
    unhealthy=$((unhealthy + 1))
  fi
  line "$environment" "$app" "$ready/$wanted" "${scale:--}" "$health" "$readiness" "$verdict"
}

kube get nodes
say
line ENVIRONMENT APP READY SCALE /healthz /readyz STATUS
for environment in $(environments); do
  for app in $(apps_of "$environment"); do
    check "$environment" "$app"
  done
done
[ "$unhealthy" -eq 0 ] ||
  fail 1 "$unhealthy of the apps above are not healthy." \
    "make flux-status; kubectl --context $KUBE_CONTEXT -n <environment> describe pods"
