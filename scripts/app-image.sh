#!/usr/bin/env bash
# Builds the demo app's image, or pushes it to the local registry. The image's name is the one
# that the app's base deploys, so that the two cannot differ; a new version starts there.
#
# Usage: scripts/app-image.sh build|push
# Variables: APP (its flux-cd/applications/base-<APP>-config), APP_SOURCE (the folder with the
#   Dockerfile, default demo-app), REGISTRY_PORT
# Exit codes: 0 done, 1 build or push failed, 2 usage, or a program or the registry is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"

action=${1:-}
case $action in
  build | push) ;;
  -h | --help) no_arguments "$@" ;;
  *) fail 2 "app-image.sh needs to know what to do." "app-image.sh build, or app-image.sh push" ;;
esac

deployment=$FLUX_CD/applications/base-$APP-config/deployment.yaml
[ -f "$deployment" ] || fail 2 "APP=$APP has no $deployment." "make app-$action APP=app"
image=$(sed -nE "/^ *(- )?image: *[\"']?([^\"' ]+).*/{s//\2/p;q;}" "$deployment")
case $image in
  "localhost:$REGISTRY_PORT/"*) ;;
  *) fail 2 "$APP deploys $image, which is not an image of the local registry." \
    "build and push it where it belongs" ;;
esac

require_docker
if [ "$action" = build ]; then
  source=${APP_SOURCE:-$ROOT/demo-app}
  [ -f "$source/Dockerfile" ] || fail 2 "There is no $source/Dockerfile." "set APP_SOURCE"
  docker build --tag "$image" "$source"
else
  docker image inspect "$image" >/dev/null 2>&1 ||
    fail 2 "The image $image is not built." "make app-build"
  [ "$(docker inspect -f '{{.State.Running}}' "$REGISTRY_NAME" 2>/dev/null)" = true ] ||
    fail 2 "The registry $REGISTRY_NAME does not run." "make create-cluster"
  docker push "$image"
fi
