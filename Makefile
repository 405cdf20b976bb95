# `make` or `make help` lists what there is to do.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# What the tools are; kept under .cache, which is not committed.
GOLANGCI_LINT_VERSION := v2.15.0
GOVULNCHECK_VERSION := v1.9.0
TOOLS := $(CURDIR)/.cache/tools
GOLANGCI_LINT := $(TOOLS)/golangci-lint-$(GOLANGCI_LINT_VERSION)

# Narrow a run, e.g.: make test PKG=./intake/... TESTFLAGS='-run TestMove -count 10'
PKG ?= ./...
TESTFLAGS ?=
# Passed on by make run, e.g.: make run ARGS='--http 127.0.0.1:8081 --data /tmp/demo'
ARGS ?=

.PHONY: help run build test bench fuzz lint vuln generate check-generated clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up what is missing, build, and start the demo
	@scripts/ensure go postgres
	@$(MAKE) --no-print-directory build
	@exec bin/guestd demo $(ARGS)

build: ## Build bin/guestd
	@scripts/ensure go
	go build -o bin/guestd ./cmd/guestd

test: ## Run all tests on a real PostgreSQL and Dovecot; the last line counts them
	@scripts/ensure go postgres dovecot cc curl promtool
	@CGO_ENABLED=1 go run ./scripts/withpostgres go test -race -timeout 15m -json $(TESTFLAGS) $(PKG) | go run ./scripts/testsummary

bench: ## Run the benchmarks, e.g.: make bench PKG=./intake/...
	@scripts/ensure go postgres dovecot
	@scripts/ensure mbsync || echo 'without mbsync the comparison with it is skipped' >&2
	go run ./scripts/withpostgres go test -run '^$$' -bench . -benchmem $(TESTFLAGS) $(PKG)

FUZZTIME ?= 20s
fuzz: ## Fuzz every fuzz target for FUZZTIME each (20s)
	@scripts/ensure go postgres
	@scripts/fuzz $(FUZZTIME)

lint: $(GOLANGCI_LINT) vuln ## Check style, the floors' import guard, and known vulnerabilities
	$(GOLANGCI_LINT) run --allow-parallel-runners ./...

$(GOLANGCI_LINT):
	@scripts/ensure go
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) GOFLAGS= go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT_VERSION)
	@mv $(TOOLS)/golangci-lint $@

vuln: ## Check for known vulnerabilities, where their database can be reached
	@scripts/vulnerabilities $(GOVULNCHECK_VERSION)

generate: ## Make the generated code anew
	@scripts/ensure go node
	go generate ./...

check-generated: ## Fail where the generated code is not what its sources make
	@scripts/check-generated

clean: ## Remove what was built, not the demo's data
	rm -rf bin .cache
