# The local platform: `make` lists the targets, scripts/SCRIPTS.md describes the scripts behind
# them and their variables, scripts/versions.env pins the versions. make hands a variable that is
# typed or inherited to the scripts; what it is by default is their business.
SHELL := bash
.DEFAULT_GOAL := help

# The new environment's or app's name, and further flags: make new-env NAME=qa ARGS=--dry-run
NAME ?=
ARGS ?=

# $(REQUIRE) PROGRAM: one line that says how to install it, where it is missing.
REQUIRE := bash -c 'set -euo pipefail; . scripts/lib/common.sh; require "$$@"' require

.PHONY: help
help: ## Show this list
	@awk 'BEGIN { FS = ":.*## " } \
	  /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  %-18s %s\n", $$1, $$2 } \
	  END { print "\nVariables: CLUSTER, ENV, APP and more, as in: make hpa-demo ENV=staging" \
	  "\nscripts/SCRIPTS.md describes them all." }' \
	  $(firstword $(MAKEFILE_LIST))

##@ Everything at once
.PHONY: setup-all teardown-all
setup-all: ## Cluster, registry, app, Flux, infrastructure, every environment
	@scripts/setup-all.sh
teardown-all: ## Delete the cluster and the registry
	@scripts/delete-cluster.sh --registry

##@ Cluster
.PHONY: check-deps create-cluster delete-cluster cluster-status
check-deps: ## Are the programs installed and the ports free?
	@scripts/check-deps.sh
create-cluster: ## Create the registry, the kind cluster and metrics-server
	@scripts/create-cluster.sh
delete-cluster: ## Delete the cluster; the registry stays
	@scripts/delete-cluster.sh
cluster-status: ## Health and readiness of every app in every environment
	@scripts/cluster-status.sh

##@ App
.PHONY: app-build app-push app-deploy port-forward
app-build: ## Build the image of APP
	@scripts/app-image.sh build
app-push: ## Push the image of APP to the local registry
	@scripts/app-image.sh push
app-deploy: ## Bring ENV to what the repository says, and wait
	@scripts/app-deploy.sh
port-forward: ## Open APP of ENV on http://localhost:8000 (LOCAL_PORT)
	@scripts/port-forward.sh

##@ Flux
.PHONY: flux-install flux-bootstrap flux-status flux-reconcile
flux-install: ## Install Flux and apply flux-cd/
	@scripts/flux-install.sh
flux-bootstrap: ## Install Flux with flux bootstrap git instead (pushes to the repository)
	@scripts/flux-bootstrap.sh
flux-status: ## What of Flux is not ready, and why (npm run status)
	@scripts/flux-status.sh
flux-reconcile: ## Fetch and apply the repository now
	@scripts/flux-reconcile.sh

##@ Monitoring and autoscaling
.PHONY: monitoring-status grafana debug-metrics hpa-demo
monitoring-status: ## Is the monitoring up, and which apps does Prometheus scrape?
	@scripts/monitoring-status.sh
grafana: ## Open Grafana on http://localhost:3000 (GRAFANA_PORT)
	@scripts/grafana.sh
debug-metrics: ## What the network policies let through to the metrics of APP in ENV
	@scripts/debug-metrics.sh
hpa-demo: ## Load on APP in ENV: its replicas rise to the maximum and fall back
	@scripts/hpa-demo.sh

##@ Repository
.PHONY: validate new-env new-app test lint
validate: ## Check all of flux-cd/ (further flags in ARGS)
	@$(REQUIRE) npm
	@npm run --silent validate -- $(ARGS)
new-env: ## Add an environment (NAME=qa, further flags in ARGS)
	@$(REQUIRE) npm
	@npm run --silent new:env -- $(if $(NAME),--name $(NAME)) $(ARGS)
new-app: ## Add an app (NAME=checkout, further flags in ARGS)
	@$(REQUIRE) npm
	@npm run --silent new:app -- $(if $(NAME),--name $(NAME)) $(ARGS)
test: ## Run the tests
	@$(REQUIRE) npm
	@npm test
lint: ## Lint the TypeScript, the scripts, the workflows and the Dockerfile
	@scripts/lint.sh
