#!/usr/bin/env bash
# Opens an app on this machine until Ctrl-C.
#
# Usage: scripts/port-forward.sh
# Variables: ENV, APP, LOCAL_PORT (8000), CLUSTER, KUBE_CONTEXT
# Exit codes: that of kubectl port-forward; 2 kubectl, the cluster or the app is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require_app
require_cluster
exists -n "$ENV" service "$APP" ||
  fail 2 "$APP is not deployed in $ENV." "make app-deploy ENV=$ENV"

LOCAL_PORT=${LOCAL_PORT:-8000}
say "$APP of $ENV: http://localhost:$LOCAL_PORT (Ctrl-C ends it)"
exec kubectl --context "$KUBE_CONTEXT" -n "$ENV" port-forward "service/$APP" "$LOCAL_PORT:http"
