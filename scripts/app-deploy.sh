#!/usr/bin/env bash
# Brings an environment to what the repository says and waits until its apps are rolled out.
# Where Flux follows the repository, Flux does it, from Git; else the working copy is applied.
#
# Usage: scripts/app-deploy.sh [--all]     --all: every environment, in the rollout's order
# Variables: ENV, CLUSTER, KUBE_CONTEXT, SYNC_TIMEOUT (25m: a first sync waits for the charts),
#   ROLLOUT_TIMEOUT (3m)
# Exit codes: 0 rolled out, 1 not in time, 2 usage, or a program or the cluster is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"

case ${1:-} in
  --all) targets=$(environments) ;;
  *)
    no_arguments "$@"
    require_environment
    targets=$ENV
    ;;
esac
require_cluster

kustomizations=kustomizations.kustomize.toolkit.fluxcd.io

flux_follows() {
  exists customresourcedefinition "$kustomizations" &&
    exists -n flux-system "$kustomizations" flux-system
}

ready() {
  exists -n flux-system "$kustomizations" "$1" ||
    fail 1 "$1 is not in the cluster." "is it committed and pushed? then: make flux-reconcile"
  kube -n flux-system wait "$kustomizations/$1" --for=condition=Ready \
    --timeout="${SYNC_TIMEOUT:-25m}" || fail 1 "$1 did not become ready." "make flux-status"
}

# Applying the working copy as well would only start a fight that Flux wins at its next sync.
deploy_with_flux() {
  require flux
  step "$1: Flux syncs it from Git; waiting for $1-sync"
  # The first time, the charts come first, then the syncs of the environments, one after the
  # other. `flux reconcile` would call that a failure.
  ready infrastructure-sync
  ready applications-sync
  ready "$1-sync"
  flux --context "$KUBE_CONTEXT" reconcile kustomization "$1-sync" --with-source ||
    fail 1 "Flux could not sync $1." "make flux-status"
}

deploy_directly() {
  step "$1: applying the working copy"
  render "$ENVIRONMENTS/$1" | kube apply -f -
}

for environment in $targets; do
  if flux_follows; then
    deploy_with_flux "$environment"
  else
    deploy_directly "$environment"
  fi
  for app in $(apps_of "$environment"); do
    kube -n "$environment" rollout status "deployment/$app" --timeout="${ROLLOUT_TIMEOUT:-3m}" ||
      fail 1 "$app is not rolled out in $environment." \
        "kubectl --context $KUBE_CONTEXT -n $environment describe pods (ImagePullBackOff: make app-build app-push)"
  done
done
