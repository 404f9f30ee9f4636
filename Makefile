# `make` lists the targets. They need Go, gcc (for -race), bash and git; everything else comes as Go modules.

SHELL       := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

VERSION   ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS   := -s -w -X main.version=$(VERSION)
COUNT     ?= 200000
CRASH     ?= 100000
BENCHTIME ?= 1s
TARGETS   := amd64 arm64 arm/5 arm/6 arm/7 mipsle riscv64

.PHONY: help build run test peertest test-root fuzz crash bench bench-vm page-shot lint format vet tidy deps cross size clean image image-test packages packages-test licences vulnerable packages-vm

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{n = split($$2, w, " "); line = sprintf("%-13s", $$1); for (i = 1; i <= n; i++) { if (length(line) + length(w[i]) > 79) { print line; line = sprintf("%-13s", "") } line = line " " w[i] } print line}' Makefile

build: ## bin/simagent and bin/simlab, static
	@mkdir -p bin
	CGO_ENABLED=0 go build $$(bash .ci/flags) -ldflags '$(LDFLAGS)' -o bin/ ./cmd/simagent ./cmd/simlab

run: build ## build, then live one whole life of a SIM in the laboratory
	./bin/simlab life

test: ## all tests that need no root, with the race detector
	@bash .ci/notrun
	go test -race -timeout 30m ./...

peertest: ## the vendor's Go SDK and both OpenAPI files against the emulated cloud
	@test -n "$${SIMAGENT_SPEC:-}" || echo "not run: the comparison with both OpenAPI files (SIMAGENT_SPEC is not set)"
	go -C agent/supersim/peertest test -count=1 ./...

test-root: ## the tests that make network namespaces and mounts (root only)
	@bash .ci/rooted

fuzz: ## every fuzz target, COUNT inputs each
	@bash .ci/fuzz $(COUNT)

crash: ## power cuts in the ledger and in the history, CRASH of each, and some below a real ext4
	@bash .ci/crash $(CRASH)

bench: ## the figures, each beside its baseline (BENCHTIME=200x for a short look)
	@bash .ci/bench $(BENCHTIME)

bench-vm: build ## simagent in a guest whose modem is an emulated USB device: plug, renumber, hang, reset
	@bash .ci/vm

page-shot: ## pictures of the status page in a browser, for a phone and a desk, light and dark: bin/page
	@bash .ci/browser bin/page

image: build ## a firmware image with simagent in it: BOARD=rpi, virt-arm64 or pc-amd64 (CONFIG=file.toml FILES=folder)
	@VERSION='$(VERSION)' CONFIG='$(CONFIG)' FILES='$(FILES)' bash .ci/image build '$(BOARD)'

image-test: build ## an image in QEMU beside an emulated modem: boot, attach, report; its power taken ten times at random (BOARD=pc-amd64: a PC)
	@VERSION='$(VERSION)' bash .ci/image test

lint: format vet tidy deps cross ## format, vet, staticcheck, tidy modules, dependencies, static builds

format:
	@files=$$(gofmt -l .); test -z "$$files" || { echo "lint: not gofmt'ed:" $$files; exit 1; }

vet:
	go vet ./...
	go vet -tags root ./...
	go vet -tags packaging ./cmd/simagent
	go -C agent/supersim/peertest vet ./...
	go tool -modfile=.ci/tools/go.mod staticcheck ./...
	go tool -modfile=.ci/tools/go.mod staticcheck -tags root ./...
	cd agent/supersim/peertest && go tool -modfile=../../../.ci/tools/go.mod staticcheck ./...

tidy:
	go mod tidy -diff
	go -C .ci/tools mod tidy -diff
	go -C .ci/nfpm mod tidy -diff
	go -C .ci/vuln mod tidy -diff
	go -C agent/supersim/peertest mod tidy -diff

# The emulators never link into the binary that ships.
deps:
	@list=$$(go list -deps ./cmd/simagent); \
	emulators=$$(grep -E '^simagent/.*test$$' <<<"$$list" || true); \
	test -z "$$emulators" || { echo "lint: simagent must not link" $$emulators; exit 1; }

cross: ## static builds of simagent for every architecture, with their sizes
	@bash .ci/cross $(TARGETS)

size: ## the stripped arm64 binary, and what each dependency takes of it
	@bash .ci/size

packages: ## bin/packages: deb for amd64, arm64 and armhf, ipk for OpenWrt
	@bash .ci/packages bin/packages $(VERSION)

packages-test: ## builds them twice and compares; installs, upgrades and purges the deb below a folder (root only)
	@bash .ci/packages-test $(VERSION)

packages-vm: ## the deb in a Debian guest with ModemManager and an emulated USB modem (root only)
	@bash .ci/packages-vm

licences: ## each module in the binary with its licence
	@bash .ci/licences

vulnerable: ## known vulnerabilities that simagent reaches
	@bash .ci/vulnerable

clean: ## remove bin
	rm -rf bin
