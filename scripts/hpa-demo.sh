#!/usr/bin/env bash
# Shows the autoscaler at work: load from a pod in the environment makes the replicas rise from
# the minimum to the maximum; without it they fall back.
#
# Usage: scripts/hpa-demo.sh
# Variables: ENV, APP, CLUSTER, KUBE_CONTEXT, LOAD_PATH (/work), LOAD_CONNECTIONS (20),
#   RISE_LIMIT (300) and FALL_LIMIT (600: the autoscaler itself waits 300 before it takes a pod
#   away), METRICS_LIMIT (120), all in seconds, POLL_SECONDS (5), OHA_IMAGE (versions.env)
# Exit codes: 0 rose and fell back, 1 did not within the limits, 2 usage, or kubectl, the cluster
#   or the autoscaler is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require_app
require_cluster

RISE_LIMIT=${RISE_LIMIT:-300}
FALL_LIMIT=${FALL_LIMIT:-600}
METRICS_LIMIT=${METRICS_LIMIT:-120}
LOAD_PATH=${LOAD_PATH:-/work}

exists -n "$ENV" hpa "$APP" ||
  fail 2 "$APP has no autoscaler in $ENV of this cluster." "make app-deploy ENV=$ENV"
range=$(kube -n "$ENV" get hpa "$APP" -o jsonpath='{.spec.minReplicas}|{.spec.maxReplicas}')
minimum=${range%|*}
maximum=${range#*|}
[ "$minimum" -lt "$maximum" ] ||
  fail 2 "The autoscaler of $APP in $ENV has no room: $minimum to $maximum replicas."

load=hpa-demo-load-$$
trap 'delete_pod "$ENV" "$load"' EXIT

# Sets desired, cpu, replicas and ready, and prints them as a line.
look() {
  local hpa deployment
  hpa=$(kube -n "$ENV" get hpa "$APP" -o jsonpath='{.status.desiredReplicas}|{.status.currentMetrics[0].resource.current.averageUtilization}')
  deployment=$(kube -n "$ENV" get deployment "$APP" -o jsonpath='{.status.replicas}|{.status.readyReplicas}')
  desired=${hpa%%|*} cpu=${hpa#*|}
  replicas=${deployment%%|*} ready=${deployment#*|}
  printf '%5ss  %-7s  %-8s  %-5s  %s\n' \
    $((SECONDS - started)) "${desired:-0}" "${replicas:-0}" "${ready:-0}" "${cpu:+$cpu%}"
}

# until_true SECONDS CONDITION: looks until the function CONDITION is true. Returns 1 if that
# does not happen within SECONDS.
until_true() {
  started=$SECONDS
  printf '%6s  %-7s  %-8s  %-5s  %s\n' TIME DESIRED REPLICAS READY CPU
  while look && ! "$2"; do
    [ $((SECONDS - started)) -lt "$1" ] || return 1
    sleep "${POLL_SECONDS:-5}"
  done
}
has_metrics() { [ -n "$cpu" ]; }
at_maximum() {
  load_runs
  [ "${ready:-0}" -ge "$maximum" ]
}
at_minimum() { [ "${replicas:-0}" = "$minimum" ] && [ "${ready:-0}" = "$minimum" ]; }

# Without load there is nothing to wait for.
load_runs() {
  local state
  state=$(pod_state "$ENV" "$load")
  case $state in
    *ErrImagePull | *ImagePullBackOff)
      fail 1 "The image $OHA_IMAGE cannot be pulled, so there is no load."
      ;;
    Failed* | Succeeded*)
      fail 1 "The load ended too early ($state): $(kube -n "$ENV" logs "$load" --tail=3)"
      ;;
  esac
}

step "1/3 $APP in $ENV without load, to be scaled from $minimum to $maximum replicas"
until_true "$METRICS_LIMIT" has_metrics ||
  fail 1 "The autoscaler has no CPU figures." \
    "kubectl --context $KUBE_CONTEXT top pods -n $ENV (make create-cluster installs metrics-server)"
at_minimum || until_true "$FALL_LIMIT" at_minimum ||
  fail 1 "$APP does not start from its minimum: something else keeps it busy."

port=$(kube -n "$ENV" get service "$APP" -o jsonpath='{.spec.ports[?(@.name=="http")].port}')
url=http://$APP:$port$LOAD_PATH
step "2/3 With load on $url"
# Inside the namespace, since the network policies keep others out. Without keep-alive every
# request may go to another pod; with it all would stay with the pods that were there first.
start_pod "$ENV" "$load" "$OHA_IMAGE" $((RISE_LIMIT + 60)) -- \
  --no-tui --disable-keepalive -c "${LOAD_CONNECTIONS:-20}" -z $((RISE_LIMIT + 30))s "$url"
until_true "$RISE_LIMIT" at_maximum ||
  fail 1 "$APP did not rise to $maximum replicas within $RISE_LIMIT s." \
    "kubectl --context $KUBE_CONTEXT -n $ENV describe hpa $APP; the quota and the nodes must have room"
rise=$((SECONDS - started))

step "3/3 Without load; the autoscaler waits about five minutes before it takes pods away"
delete_pod "$ENV" "$load"
until_true "$FALL_LIMIT" at_minimum ||
  fail 1 "$APP did not fall back to $minimum replicas within $FALL_LIMIT s." \
    "kubectl --context $KUBE_CONTEXT -n $ENV describe hpa $APP"

say "$APP in $ENV rose from $minimum to $maximum replicas in $rise s and fell back in $((SECONDS - started)) s."
