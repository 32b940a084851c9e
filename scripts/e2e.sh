#!/usr/bin/env bash
# Everything, end to end, in a kind cluster of its own: Flux follows a copy of HEAD that this
# script serves from this machine, so nothing has to be pushed, and what is not committed is not
# tested. Then every Flux Kustomization must be ready, the app answer on its four endpoints in
# every environment, Prometheus scrape it, the network policies hold, and the autoscaler raise
# the replicas and take them back. For Linux: elsewhere the cluster cannot reach the server.
#
# Usage: scripts/e2e.sh
# Variables: CLUSTER (flux-cd-e2e), and those of the scripts that it runs
# Exit codes: 0 all of it holds, and the cluster is deleted; otherwise that of the step that
#   failed, and the cluster stays

set -euo pipefail
export CLUSTER=${CLUSTER:-flux-cd-e2e}
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
# shellcheck source-path=SCRIPTDIR source=lib/forward.sh
. "$(dirname "$0")/lib/forward.sh"
no_arguments "$@"
require docker kind kubectl flux node git tar curl

workplace=$(mktemp -d)
server=
finish() {
  local code=$?
  stop_forward
  if [ "$code" -ne 0 ]; then
    # For whoever reads the log of a machine that is gone.
    "$ROOT/scripts/flux-status.sh" || true
    kube get pods --all-namespaces -o wide || true
    kube get events --all-namespaces --sort-by=.lastTimestamp | tail -n 40 || true
    warn "The cluster $CLUSTER stays: make delete-cluster CLUSTER=$CLUSTER"
  fi
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$workplace"
}
trap finish EXIT

# Where a pod finds this machine: the gateway of docker's network "kind".
host_address() {
  docker network inspect kind -f '{{range .IPAM.Config}}{{println .Gateway}}{{end}}' |
    awk '/^[0-9.]+$/ { print; exit }'
}

# Sets `url`.
start_server() {
  local tries=0
  # Read while the server, in the background, may not have opened it yet.
  : >"$workplace/url"
  node "$ROOT/scripts/git-server.mjs" "$workplace" "$(host_address)" >"$workplace/url" &
  server=$!
  url=
  while [ -z "$url" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 100 ] || ! kill -0 "$server" 2>/dev/null; then
      fail 1 "The Git server does not start."
    fi
    sleep 0.1
    url=$(cat "$workplace/url")
  done
  url=$url/repository
}

# A copy of HEAD whose sources name the server. Without credentials: it asks for none.
copy_repository() {
  local copy=$workplace/repository sources=flux-cd/bootstrap/sources.yaml branch
  branch=$(sed -nE 's/^ *branch: *//p' "$ROOT/$sources" | head -n 1)
  mkdir "$copy"
  git -C "$ROOT" archive HEAD | tar -x -C "$copy"
  sed -E -e "s#^( *url:).*#\1 $url#" -e '/^ *secretRef:/{N;d;}' "$ROOT/$sources" >"$copy/$sources"
  git -C "$copy" init --quiet --initial-branch="$branch"
  git -C "$copy" add --all
  git -C "$copy" -c user.name=e2e -c user.email=e2e@localhost -c commit.gpgsign=false \
    commit --quiet --message "$(git -C "$ROOT" rev-parse HEAD)"
  export FLUX_CD=$copy/flux-cd
}

# answers PATH TEXT: 200, and the text in the answer.
answers() {
  curl --silent --show-error --fail --max-time 10 --output "$workplace/answer" "http://$address$1" ||
    fail 1 "$environment: $1 does not answer as it should."
  grep -q -- "$2" "$workplace/answer" ||
    fail 1 "$environment: $1 answers without \"$2\": $(head -c 200 "$workplace/answer")"
  say "$environment  $1  ok"
}

script() {
  step "$*"
  local name=$1
  shift
  "$ROOT/scripts/$name" "$@"
}

# eventually SECONDS SCRIPT: Prometheus needs a moment to find pods that are new.
eventually() {
  local limit=$((SECONDS + $1))
  until script "$2"; do
    [ "$SECONDS" -lt "$limit" ] || exit 1
    sleep "${POLL_SECONDS:-5}"
  done
}

script check-deps.sh
script create-cluster.sh
script app-image.sh build
script app-image.sh push
start_server
copy_repository
step "Serving HEAD at $url"
script flux-install.sh
script app-deploy.sh --all

step "Every Flux Kustomization is ready"
kube wait kustomizations.kustomize.toolkit.fluxcd.io --all --all-namespaces \
  --for=condition=Ready --timeout=5m
script flux-status.sh

step "The four endpoints in every environment"
for environment in $(environments); do
  start_forward "$environment" app
  [ -n "$address" ] || fail 1 "No port can be forwarded to app in $environment."
  answers /healthz '^ok$'
  answers /readyz '^ready$'
  # The greeting: Git's placeholder, which Flux put into the Secret.
  answers /work '^REPLACE_ME$'
  answers /metrics '^http_requests_total{'
  stop_forward
done

script cluster-status.sh
eventually 180 monitoring-status.sh
script debug-metrics.sh
script hpa-demo.sh
script delete-cluster.sh
say "All of it holds."
