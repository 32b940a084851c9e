#!/usr/bin/env bash
# Asks an app for its metrics from two pods, to show what the network policies let through: one
# in the namespace monitoring, which must get an answer, and one in another environment, which
# must not.
#
# Usage: scripts/debug-metrics.sh
# Variables: ENV and APP (the app that is asked), OTHER_ENV (default: the first other
#   environment), CLUSTER, KUBE_CONTEXT, POD_TIMEOUT (60: seconds for a pod to start and end),
#   POLL_SECONDS (1), CURL_IMAGE (versions.env)
# Exit codes: 0 both as they must be, 1 not, 2 kubectl, the cluster or one of the namespaces is
#   missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require_app
OTHER_ENV=${OTHER_ENV:-$(environments | grep -vx -- "$ENV" | head -n 1)}
[ -n "$OTHER_ENV" ] || fail 2 "$ENV is the only environment: there is no other to ask from."
require_cluster
for namespace in "$ENV" monitoring "$OTHER_ENV"; do
  exists namespace "$namespace" ||
    fail 2 "The namespace $namespace is not in the cluster." "make setup-all"
done

POD_TIMEOUT=${POD_TIMEOUT:-60}
pod=debug-metrics-$$
trap 'delete_pod monitoring "$pod"; delete_pod "$OTHER_ENV" "$pod"' EXIT

# As Prometheus finds it: the port named http, and the path of the annotation.
endpoint=$(kube -n "$ENV" get service "$APP" \
  -o jsonpath='{.spec.ports[?(@.name=="http")].port}|{.metadata.annotations.prometheus\.io/path}')
port=${endpoint%%|*}
path=${endpoint#*|}
url=http://$APP.$ENV.svc.cluster.local:$port${path:-/metrics}

# ask NAMESPACE: asks from a pod there. Sets `code` to curl's exit code, `answer` to its output.
ask() {
  local state limit=$((SECONDS + POD_TIMEOUT))
  step "From the namespace $1: $url"
  start_pod "$1" "$pod" "$CURL_IMAGE" "$POD_TIMEOUT" --command -- \
    curl --silent --show-error --fail --connect-timeout 5 --max-time 10 "$url"
  while :; do
    state=$(pod_state "$1" "$pod")
    case $state in
      Succeeded* | Failed*) break ;;
      *ErrImagePull | *ImagePullBackOff) fail 1 "The image $CURL_IMAGE cannot be pulled." ;;
    esac
    [ "$SECONDS" -lt "$limit" ] ||
      fail 1 "The debug pod in $1 did not end within $POD_TIMEOUT s ($state)." \
        "kubectl --context $KUBE_CONTEXT -n $1 get events"
    sleep "${POLL_SECONDS:-1}"
  done
  code=${state#*|}
  code=${code%%|*}
  answer=$(kube -n "$1" logs "$pod")
}

ask monitoring
[ "$code" = 0 ] ||
  fail 1 "monitoring gets no metrics of $ENV/$APP: $answer" "make cluster-status"
printf '%s\n' "$answer" | grep '^http_requests_total' | head -n 5 || true
say "An answer with $(printf '%s\n' "$answer" | grep -c '^# TYPE') metrics, as it must be."

ask "$OTHER_ENV"
case $code in
  # 28: nothing came in time, 7: no connection. Any other failure, a name that is not found for
  # one, would say nothing about the policies.
  7 | 28) say "No answer (curl: exit code $code), as it must be." ;;
  0) fail 1 "$OTHER_ENV gets the metrics of $ENV/$APP: the network policies do not hold." \
    "kubectl --context $KUBE_CONTEXT -n $ENV get networkpolicies" ;;
  *) fail 1 "curl failed for a reason that says nothing about the policies ($code): $answer" ;;
esac
