#!/usr/bin/env bash
# Preflight: are the programs here, does docker answer, are the ports free?
#
# Usage: scripts/check-deps.sh
# Variables: CLUSTER, KIND_CONFIG (its hostPorts), REGISTRY_NAME, REGISTRY_PORT
# Exit codes: 0 all is there (warnings possible), 1 something is missing or a port is taken

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"

problems=0
ok() { printf '  ok       %s\n' "$*"; }
notice() { printf '  warning  %s\n' "$*"; }
problem() {
  printf '  MISSING  %s\n' "$*"
  problems=$((problems + 1))
}

# first_version TEXT: the first thing in it that looks like 1.2 or 1.2.3.
first_version() {
  [[ $1 =~ [0-9]+\.[0-9]+(\.[0-9]+)? ]] && printf '%s' "${BASH_REMATCH[0]}"
}

# program NAME PINNED COMMAND...: PINNED may be empty. Another version is only a warning.
program() {
  local name=$1 pinned=$2 output version
  shift 2
  if ! command -v "$name" >/dev/null 2>&1; then
    problem "$(missing_line "$name")"
    return
  fi
  output=$("$@" 2>/dev/null) || output=
  version=$(first_version "$output") || version='?'
  if [ -n "$pinned" ] && [ "$version" != "${pinned#v}" ]; then
    notice "$name $version; this project is made for ${pinned#v} (scripts/versions.env)"
  else
    ok "$name $version"
  fi
}

# A kubectl may be one minor version away from its cluster.
kubectl_skew() {
  local client server
  client=$(first_version "$(kubectl version --client 2>/dev/null)") || return 0
  server=$(first_version "$KIND_NODE_IMAGE")
  client=$(printf '%s' "$client" | cut -d. -f2)
  server=$(printf '%s' "$server" | cut -d. -f2)
  if [ $((client - server)) -gt 1 ] || [ $((server - client)) -gt 1 ]; then
    notice "kubectl is 1.$client, the cluster 1.$server: more than one minor version apart"
  fi
}

# Who holds a port: nobody, one of our own containers, or something else.
port() {
  local number=$1 purpose=$2 holder=
  if ! (exec 3<>"/dev/tcp/127.0.0.1/$number") 2>/dev/null; then
    ok "port $number is free ($purpose)"
    return
  fi
  holder=$(docker ps --filter "publish=$number" --format '{{.Names}}' 2>/dev/null) || true
  case $holder in
    "$REGISTRY_NAME" | "$CLUSTER"-*) ok "port $number is held by $holder ($purpose)" ;;
    '') problem "port $number is taken by another program ($purpose): stop it; to find it: lsof -i :$number" ;;
    *) problem "port $number is taken by the container $holder ($purpose): docker stop $holder" ;;
  esac
}

say "Programs"
program docker '' docker --version
program kind "$KIND_VERSION" kind version
program kubectl '' kubectl version --client
program flux "$FLUX_VERSION" flux version --client
program node '' node --version
program npm '' npm --version
program git '' git --version
program curl '' curl --version
if command -v kubectl >/dev/null 2>&1; then kubectl_skew; fi

say "Docker"
if memory=$(docker info --format '{{.MemTotal}}' 2>/dev/null); then
  gib=$((memory / 1024 / 1024 / 1024))
  # Three nodes, Prometheus and Grafana: about 5 GiB in use.
  if [ "$gib" -lt 6 ]; then
    notice "docker has $gib GiB of memory; 6 or more are better (Docker Desktop: Settings, Resources)"
  else
    ok "the engine answers and has $gib GiB of memory"
  fi
elif command -v docker >/dev/null 2>&1; then
  problem "docker's engine does not answer: start Docker Desktop, or: sudo systemctl start docker"
fi
# https://kind.sigs.k8s.io/docs/user/known-issues/#pod-errors-due-to-too-many-open-files
inotify=/proc/sys/fs/inotify/max_user_instances
if [ -r "$inotify" ] && [ "$(cat "$inotify")" -lt 512 ]; then
  notice "few inotify instances, pods may fail with \"too many open files\": sudo sysctl fs.inotify.max_user_instances=512"
fi

say "Ports"
port "$REGISTRY_PORT" "local registry"
for number in $(host_ports); do
  port "$number" "Traefik"
done

if [ "$problems" -gt 0 ]; then
  fail 1 "$problems of these need attention before the cluster can be created."
fi
say "All there."
