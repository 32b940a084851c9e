#!/usr/bin/env bash
# Lints the TypeScript with Biome, the scripts with shellcheck, the workflows with actionlint
# and the Dockerfile with hadolint.
#
# Usage: scripts/lint.sh
# Exit codes: 0 nothing to complain about, 1 something is, 2 a program is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require npm shellcheck actionlint hadolint

cd "$ROOT"
npm run --silent lint || fail 1 "The TypeScript has problems, see above." "npm run format"
shellcheck --external-sources scripts/*.sh scripts/lib/*.sh ||
  fail 1 "The scripts have problems, see above."
actionlint || fail 1 "The workflows have problems, see above."
hadolint demo-app/Dockerfile || fail 1 "The Dockerfile has problems, see above."
say "No problems."
