#!/usr/bin/env bash
# Lints the TypeScript, and the scripts with shellcheck.
#
# Usage: scripts/lint.sh
# Exit codes: 0 nothing to complain about, 1 something is, 2 a program is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require npm shellcheck

cd "$ROOT"
npm run --silent lint || fail 1 "The TypeScript has problems, see above." "npm run format"
shellcheck --external-sources scripts/*.sh scripts/lib/*.sh ||
  fail 1 "The scripts have problems, see above."
say "No problems."
