#!/usr/bin/env bash
# Makes Flux fetch and apply the repository now, in the order in which things depend on each
# other, and stops at the first that fails.
#
# Usage: scripts/flux-reconcile.sh
# Variables: CLUSTER, KUBE_CONTEXT, SYNC_TIMEOUT (25m)
# Exit codes: 0 all applied, 1 one failed, 2 a program or the cluster is missing, or Flux does not
#   follow the repository

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require flux
require_cluster

kustomizations=kustomizations.kustomize.toolkit.fluxcd.io
if ! exists customresourcedefinition "$kustomizations" ||
  ! exists -n flux-system "$kustomizations" flux-system; then
  fail 2 "Flux does not follow the repository in this cluster." "make flux-install"
fi

for name in flux-system infrastructure-sync applications-sync $(environments | sed 's/$/-sync/'); do
  step "$name"
  flux --context "$KUBE_CONTEXT" reconcile kustomization "$name" --with-source \
    --timeout="${SYNC_TIMEOUT:-25m}" || fail 1 "$name is not applied." "make flux-status"
done
