#!/usr/bin/env bash
# Installs the pinned Flux with `flux bootstrap git`, which also commits Flux's own manifests to
# the repository and pushes them (the second way of docs/bootstrap.md).
#
# Usage: scripts/flux-bootstrap.sh
# Variables: GIT_URL and GIT_BRANCH (default: those of flux-cd/bootstrap/sources.yaml),
#   GIT_USERNAME and GIT_PASSWORD (for https; the password is asked for where it is not set),
#   CLUSTER, KUBE_CONTEXT, and those of versions.env: FLUX_VERSION, FLUX_COMPONENTS,
#   FLUX_COMPONENTS_EXTRA
# Exit codes: 0 done, 1 bootstrap failed, 2 the URL is not usable, or a program or the cluster
#   is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"

sources=$FLUX_CD/bootstrap/sources.yaml
in_sources() { sed -nE "s/^ *$1: *//p" "$sources" | sort -u; }
url=$(in_sources url)
GIT_URL=${GIT_URL:-$url}
GIT_BRANCH=${GIT_BRANCH:-$(in_sources branch | head -n 1)}

# Bootstrap writes a GitRepository flux-system, and so does sources.yaml: with two URLs they
# would undo each other for ever.
[ "$GIT_URL" = "$url" ] ||
  fail 2 "GIT_URL is not the one URL in flux-cd/bootstrap/sources.yaml." \
    "put $GIT_URL in all sources there, commit and push, then run this again"
case $GIT_URL in
  https://git.example.com/*)
    fail 2 "flux-cd/bootstrap/sources.yaml has the example URL." \
      "put your repository's URL there (docs/bootstrap.md), commit and push" ;;
  http://* | https://*) set -- --token-auth --username="${GIT_USERNAME:-git}" ;;
  *) set -- ;;
esac

require flux kubectl
require_cluster
flux --context "$KUBE_CONTEXT" bootstrap git --url="$GIT_URL" --branch="$GIT_BRANCH" \
  --path=flux-cd --version="$FLUX_VERSION" --components="$FLUX_COMPONENTS" \
  --components-extra="$FLUX_COMPONENTS_EXTRA" "$@"

grep -q 'flux-system/gotk-components.yaml' "$FLUX_CD/kustomization.yaml" ||
  warn "Pull, and add flux-system/gotk-components.yaml to flux-cd/kustomization.yaml, or Flux does not keep its own controllers as Git says (docs/bootstrap.md)."
