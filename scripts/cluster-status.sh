#!/usr/bin/env bash
# Health and readiness of every app in every environment of the repository: are its pods ready,
# and what do the paths of its probes answer?
#
# Usage: scripts/cluster-status.sh
# Variables: CLUSTER, KUBE_CONTEXT
# Exit codes: 0 all healthy, 1 something is not, 2 a program or the cluster is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/forward.sh
. "$(dirname "$0")/lib/forward.sh"
no_arguments "$@"
require curl
require_cluster

workplace=$(mktemp -d)
trap 'stop_forward; rm -rf "$workplace"' EXIT

# ask ADDRESS PATH: the status code, or - where there is no answer or nothing to ask for.
ask() {
  local code
  if [ -z "$2" ]; then
    printf -- -
    return
  fi
  code=$(curl --silent --output /dev/null --max-time 5 --write-out '%{http_code}' "http://$1$2") ||
    code=-
  printf '%s' "$code"
}

row='%-14s  %-16s  %-6s  %-8s  %-8s  %-9s  %s\n'
# shellcheck disable=SC2059 # the format is the line above
line() { printf "$row" "$@"; }

# good PATH CODE: an app without such a probe cannot fail it. A probe takes 200 to 399.
good() {
  case $2 in
    [23]??) ;;
    *) [ -z "$1" ] ;;
  esac
}

unhealthy=0
check() {
  local environment=$1 app=$2 deployment ready wanted live_path ready_path
  local scale address='' health=- readiness=- verdict=ok probe='.spec.template.spec.containers[0]'
  deployment=$(kube -n "$environment" get deployment "$app" --ignore-not-found \
    -o jsonpath="{.status.readyReplicas}|{.spec.replicas}|{$probe.livenessProbe.httpGet.path}|{$probe.readinessProbe.httpGet.path}")
  if [ -z "$deployment" ]; then
    line "$environment" "$app" - - - - "not deployed"
    unhealthy=$((unhealthy + 1))
    return
  fi
  IFS='|' read -r ready wanted live_path ready_path <<<"$deployment"
  ready=${ready:-0}
  scale=$(kube -n "$environment" get hpa "$app" --ignore-not-found \
    -o jsonpath='{.spec.minReplicas}-{.spec.maxReplicas}')
  if [ "$ready" -gt 0 ]; then
    start_forward "$environment" "$app"
    if [ -n "$address" ]; then
      health=$(ask "$address" "$live_path")
      readiness=$(ask "$address" "$ready_path")
    fi
    stop_forward
  fi
  if [ "$ready" != "$wanted" ] || ! good "$live_path" "$health" || ! good "$ready_path" "$readiness"; then
    verdict='NOT HEALTHY'
    unhealthy=$((unhealthy + 1))
  fi
  line "$environment" "$app" "$ready/$wanted" "${scale:--}" "$health" "$readiness" "$verdict"
}

kube get nodes
say
line ENVIRONMENT APP READY SCALE LIVENESS READINESS STATUS
for environment in $(environments); do
  for app in $(apps_of "$environment"); do
    check "$environment" "$app"
  done
done
[ "$unhealthy" -eq 0 ] ||
  fail 1 "$unhealthy of the apps above are not healthy." \
    "make flux-status; kubectl --context $KUBE_CONTEXT -n <environment> describe pods"
