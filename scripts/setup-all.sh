#!/usr/bin/env bash
# From nothing to a running platform: preflight, cluster and registry, the app's image, Flux
# with the infrastructure, every environment. Each step keeps what is there already, so this
# can be run again after a failure.
#
# Usage: scripts/setup-all.sh
# Variables: those of the scripts that it runs
# Exit codes: 0 it all runs, otherwise that of the step that failed

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"

total=7 number=0
run() {
  local script=$1 code=0
  number=$((number + 1))
  say
  say "[$number/$total] $*"
  shift
  "$ROOT/scripts/$script" "$@" || code=$?
  [ "$code" -eq 0 ] || fail "$code" "Step $number of $total failed." \
    "what it says above, and then make setup-all again"
}

run check-deps.sh
run create-cluster.sh
run app-image.sh build
run app-image.sh push
run flux-install.sh
run app-deploy.sh --all
run cluster-status.sh

say
say "Next: make grafana, make debug-metrics, make hpa-demo"
