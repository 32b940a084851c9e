#!/usr/bin/env bash
# Builds every kustomization below flux-cd/, as Flux would. That is all it checks: no reference
# between Flux objects, no schema. A warning of kustomize counts as a failure.
#
# Usage: scripts/validate.sh
# Variables: FLUX_CD (the folder, default flux-cd)
# Exit codes: 0 all build, 1 one does not, 2 neither kustomize nor kubectl is installed

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
command -v kustomize >/dev/null 2>&1 || require kubectl

problems=$(mktemp)
trap 'rm -f "$problems"' EXIT
built=0 failed=0
while IFS= read -r file; do
  folder=$(dirname "$file")
  built=$((built + 1))
  if render "$folder" >/dev/null 2>"$problems" && [ ! -s "$problems" ]; then
    say "ok      ${folder#"$ROOT/"}"
  else
    failed=$((failed + 1))
    say "FAILED  ${folder#"$ROOT/"}"
    sed 's/^/        /' "$problems" >&2
  fi
done < <(find "$FLUX_CD" -name kustomization.yaml | LC_ALL=C sort)

[ "$built" -gt 0 ] || fail 1 "There is no kustomization.yaml below $FLUX_CD."
[ "$failed" -eq 0 ] || fail 1 "$failed of $built kustomizations do not build."
say "$built kustomizations build. (Only that was checked.)"
