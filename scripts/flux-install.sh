#!/usr/bin/env bash
# Installs the pinned Flux and makes it apply flux-cd/ (the first way of docs/bootstrap.md).
# While flux-cd/bootstrap/sources.yaml still has its example URL there is no repository that
# Flux could follow: then only the infrastructure is applied, once, from the working copy.
#
# Usage: scripts/flux-install.sh
# Variables: CLUSTER, KUBE_CONTEXT, and those of versions.env: FLUX_VERSION, FLUX_COMPONENTS,
#   FLUX_COMPONENTS_EXTRA
# Exit codes: 0 installed, 1 a step failed, 2 a program or the cluster is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require flux kubectl
require_cluster

step "Installing Flux $FLUX_VERSION"
flux --context "$KUBE_CONTEXT" check --pre
# The version too: without it the CLI installs the controllers that it was built with.
flux --context "$KUBE_CONTEXT" install --version="$FLUX_VERSION" \
  --components="$FLUX_COMPONENTS" --components-extra="$FLUX_COMPONENTS_EXTRA"

if exists -n flux-system kustomizations.kustomize.toolkit.fluxcd.io flux-system; then
  say "Flux follows the repository already; what changes from here on is committed and pushed."
elif grep -q 'https://git\.example\.com/' "$FLUX_CD/bootstrap/sources.yaml"; then
  warn "flux-cd/bootstrap/sources.yaml has the example URL: there is nothing for Flux to follow."
  warn "Put your repository's URL there (docs/bootstrap.md) and run this again. Until then:"
  step "Applying the infrastructure of the working copy"
  render "$FLUX_CD/infrastructure" | kube apply -f -
else
  step "Applying the sources and the Flux Kustomizations"
  kube apply -k "$FLUX_CD"
fi
say "Watch it with: make flux-status"
