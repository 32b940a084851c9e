#!/usr/bin/env bash
# What Flux does, by `npm run status` on the cluster of these settings: controllers, environments,
# syncs and sources with their revisions; for each that is not ready, why.
#
# Usage: scripts/flux-status.sh
# Variables: CLUSTER, KUBE_CONTEXT, FLUX_CD
# Exit codes: 0 all of it is ready, 1 something is not or the cluster does not answer, 2 a program
#   is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require npm kubectl
npm run --silent --prefix "$ROOT" status -- --context "$KUBE_CONTEXT" --repo "$FLUX_CD"
