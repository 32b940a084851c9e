#!/usr/bin/env bash
# Deletes the kind cluster, and with --registry the local registry and its images too.
# Nothing else: not the built images in docker, not a registry that create-cluster.sh did not
# create.
#
# Usage: scripts/delete-cluster.sh [--registry]
# Variables: CLUSTER, REGISTRY_NAME
# Exit codes: 0 it is gone (or was not there), 1 deleting failed, 2 usage, or a program is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"

with_registry=false
case ${1:-} in
  --registry) with_registry=true ;;
  *) no_arguments "$@" ;;
esac
require kind
require_docker

if kind get clusters 2>/dev/null | has_line "$CLUSTER"; then
  step "Deleting the cluster $CLUSTER"
  kind delete cluster --name "$CLUSTER"
else
  say "There is no cluster $CLUSTER."
fi

if [ "$with_registry" = true ]; then
  ours=$(docker ps -aq --filter "name=^$REGISTRY_NAME\$" --filter "label=$REGISTRY_LABEL")
  if [ -n "$ours" ]; then
    step "Deleting the registry $REGISTRY_NAME"
    docker rm -f -v "$REGISTRY_NAME" >/dev/null
  elif docker inspect "$REGISTRY_NAME" >/dev/null 2>&1; then
    warn "The container $REGISTRY_NAME stays: it was not created by create-cluster.sh."
  else
    say "There is no registry $REGISTRY_NAME."
  fi
fi
