# shellcheck shell=bash
# A port of this machine that leads to an app. Sourced after common.sh, by scripts that have a
# folder `workplace` for themselves and call stop_forward in their EXIT trap.

forward=
stop_forward() {
  [ -n "$forward" ] || return 0
  kill "$forward" 2>/dev/null || true
  wait "$forward" 2>/dev/null || true
  forward=
}

# start_forward NAMESPACE APP: sets `address`, empty where nothing can be forwarded. A forwarded
# port and not the API server's proxy: that one is traffic from another node, which the network
# policies rightly refuse.
start_forward() {
  local namespace=$1 app=$2 tries=0
  # kubectl itself and not the function kube: $! has to be the process that is killed later.
  # shellcheck disable=SC2154 # workplace is the script's
  kubectl --context "$KUBE_CONTEXT" -n "$namespace" port-forward --address 127.0.0.1 \
    "service/$app" :http >"$workplace/forward" 2>&1 &
  forward=$!
  address=
  while [ -z "$address" ] && [ "$tries" -lt 50 ] && kill -0 "$forward" 2>/dev/null; do
    sleep 0.1
    tries=$((tries + 1))
    address=$(sed -nE 's/^Forwarding from (127\.0\.0\.1:[0-9]+).*/\1/p' "$workplace/forward")
  done
}
