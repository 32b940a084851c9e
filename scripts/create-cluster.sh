#!/usr/bin/env bash
# Creates the local registry, the kind cluster that pulls from it, and metrics-server.
# What is there already is kept: run it again after a failure or a restart of docker.
#
# Usage: scripts/create-cluster.sh
# Variables: CLUSTER, KIND_CONFIG, REGISTRY_NAME, REGISTRY_PORT, and those of versions.env:
#   KIND_NODE_IMAGE, REGISTRY_IMAGE, METRICS_SERVER_VERSION
# Exit codes: 0 the cluster is ready, 1 a step failed, 2 a program is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require kind kubectl
require_docker

workplace=$(mktemp -d)
trap 'rm -rf "$workplace"' EXIT

# The registry is a container beside the cluster: it outlives the cluster, and the images too.
create_registry() {
  case $(docker inspect -f '{{.State.Running}}' "$REGISTRY_NAME" 2>/dev/null || true) in
    true) say "The registry $REGISTRY_NAME runs already." ;;
    false)
      step "Starting the registry $REGISTRY_NAME"
      docker start "$REGISTRY_NAME" >/dev/null
      ;;
    *)
      step "Creating the registry $REGISTRY_NAME on localhost:$REGISTRY_PORT"
      docker run -d --restart=always --name "$REGISTRY_NAME" --label "$REGISTRY_LABEL" \
        --network bridge -p "127.0.0.1:$REGISTRY_PORT:5000" "$REGISTRY_IMAGE" >/dev/null
      ;;
  esac
  # The name may belong to a registry of another project.
  case $(docker port "$REGISTRY_NAME" 5000/tcp) in
    *":$REGISTRY_PORT") ;;
    *) fail 1 "The container $REGISTRY_NAME does not listen on port $REGISTRY_PORT." \
      "REGISTRY_NAME=another-name make create-cluster" ;;
  esac
}

create_cluster() {
  if kind get clusters 2>/dev/null | has_line "$CLUSTER"; then
    say "The cluster $CLUSTER exists already."
    # The context may be gone from the kubeconfig, or the API server's port have changed.
    kind export kubeconfig --name "$CLUSTER" >/dev/null 2>&1
  else
    step "Creating the cluster $CLUSTER"
    kind create cluster --name "$CLUSTER" --config "$KIND_CONFIG" --image "$KIND_NODE_IMAGE" \
      --wait 3m
  fi
}

# https://kind.sigs.k8s.io/docs/user/local-registry/: in a node, localhost is the node itself.
# So the nodes take localhost:5001 from the registry's container, over docker's network "kind".
connect_registry() {
  local node folder="/etc/containerd/certs.d/localhost:$REGISTRY_PORT"
  step "Telling the nodes where localhost:$REGISTRY_PORT is"
  for node in $(kind get nodes --name "$CLUSTER"); do
    docker exec "$node" mkdir -p "$folder"
    printf '[host."http://%s:5000"]\n' "$REGISTRY_NAME" |
      docker exec -i "$node" cp /dev/stdin "$folder/hosts.toml"
  done
  if [ "$(docker inspect -f '{{json .NetworkSettings.Networks.kind}}' "$REGISTRY_NAME")" = null ]; then
    docker network connect kind "$REGISTRY_NAME"
  fi
  # Tools like Tilt and Skaffold look for the registry here:
  # https://github.com/kubernetes/enhancements/tree/master/keps/sig-cluster-lifecycle/generic/1755-communicating-a-local-registry
  kube apply -f - <<YAML
apiVersion: v1
kind: ConfigMap
metadata:
  name: local-registry-hosting
  namespace: kube-public
data:
  localRegistryHosting.v1: |
    host: "localhost:$REGISTRY_PORT"
    help: "https://kind.sigs.k8s.io/docs/user/local-registry/"
YAML
}

# Without it the autoscalers have no figures.
install_metrics_server() {
  step "Installing metrics-server $METRICS_SERVER_VERSION"
  cat >"$workplace/kustomization.yaml" <<YAML
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - https://github.com/kubernetes-sigs/metrics-server/releases/download/$METRICS_SERVER_VERSION/components.yaml
patches:
  # kind's kubelets sign their serving certificates themselves.
  - target:
      kind: Deployment
      name: metrics-server
    patch: |-
      - op: add
        path: /spec/template/spec/containers/0/args/-
        value: --kubelet-insecure-tls
YAML
  kube apply -k "$workplace"
  kube -n kube-system rollout status deployment/metrics-server --timeout=3m ||
    fail 1 "metrics-server did not become ready." \
      "kubectl --context $KUBE_CONTEXT -n kube-system describe pods -l k8s-app=metrics-server"
}

create_registry
create_cluster
connect_registry
install_metrics_server
kube wait node --all --for=condition=Ready --timeout=2m >/dev/null
kube get nodes
say "The cluster $CLUSTER is ready (kubectl context $KUBE_CONTEXT)."
