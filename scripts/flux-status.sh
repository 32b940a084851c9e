#!/usr/bin/env bash
# What Flux does: its controllers, and every source, Flux Kustomization and HelmRelease with its
# revision; for each that is not ready, what Flux says about it.
#
# Usage: scripts/flux-status.sh
# Variables: CLUSTER, KUBE_CONTEXT
# Exit codes: 0 all of it is ready, 1 something is not, 2 kubectl, the cluster or Flux is missing

set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=lib/common.sh
. "$(dirname "$0")/lib/common.sh"
no_arguments "$@"
require_cluster
exists namespace flux-system || fail 2 "Flux is not installed in this cluster." "make flux-install"

kube -n flux-system get deployments -l app.kubernetes.io/part-of=flux -o custom-columns='CONTROLLER:.metadata.name,READY:.status.readyReplicas,IMAGE:.spec.template.spec.containers[0].image'
say

kinds=gitrepositories.source.toolkit.fluxcd.io,helmrepositories.source.toolkit.fluxcd.io
kinds=$kinds,kustomizations.kustomize.toolkit.fluxcd.io,helmreleases.helm.toolkit.fluxcd.io
# Only with source-watcher, which a Flux that flux-install.sh did not install may lack.
generators=artifactgenerators.source.extensions.fluxcd.io
if exists customresourcedefinition "$generators"; then kinds=$kinds,$generators; fi
ready='{.status.conditions[?(@.type=="Ready")]'
# A source has an artifact, a Flux Kustomization a revision, a HelmRelease a history: two of the
# three are empty.
rows=$(kube get "$kinds" --all-namespaces -o jsonpath='{range .items[*]}{.kind}{"\t"}{.metadata.namespace}/{.metadata.name}{"\t"}'"$ready"'.status}{"\t"}{.spec.suspend}{"\t"}{.spec.type}{"\t"}{.status.artifact.revision}{.status.lastAppliedRevision}{.status.history[0].chartVersion}{"\t"}'"$ready"'.message}{"\n"}{end}')
[ -n "$rows" ] || fail 1 "Flux is installed, but it has nothing to do." "make flux-install"

printf '%s\n' "$rows" | awk -F '\t' '
  # A message may run over several lines: the rest of it is left out.
  NF < 7 { next }
  {
    n++
    kind[n] = $1; name[n] = $2; revision[n] = $6 == "" ? "-" : $6
    state[n] = $3 == "" ? "Unknown" : $3
    message[n] = $7 == "" ? "no status yet" : $7
    if ($4 == "true") { state[n] = "Suspended"; message[n] = "is suspended" }
    # Flux looks at an OCI HelmRepository only when a chart is pulled: it never has a status.
    if ($1 == "HelmRepository" && $5 == "oci") state[n] = "True"
    # main@sha1:0123456789..., sha256:0123456789...: the first digits say enough.
    if (match(revision[n], /sha(1|256):[0-9a-f]+/) && RLENGTH > 18)
      revision[n] = substr(revision[n], 1, RSTART + 15)
    if (length($1) > w1) w1 = length($1)
    if (length($2) > w2) w2 = length($2)
    if (state[n] == "True") good++
  }
  END {
    row = "%-" w1 "s  %-" w2 "s  %-9s  %s\n"
    printf row, "KIND", "NAME", "READY", "REVISION"
    for (i = 1; i <= n; i++) printf row, kind[i], name[i], state[i], revision[i]
    printf "\n%d of %d are ready.\n", good, n
    for (i = 1; i <= n; i++)
      if (state[i] != "True") printf "  %s %s: %s\n", kind[i], name[i], message[i]
    exit good != n
  }' || exit 1
