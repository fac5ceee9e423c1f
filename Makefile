# Each target does its own set-up; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SERVICES := catalog inventory order payment logistics marketing simulator
TESTS := JSONTests ModelsTests PostgresTests ServiceKitTests CatalogTests InventoryTests OrderTests PaymentTests \
    LogisticsTests MarketingTests SimulatorTests SimulationTests EmporiaTests SuiteTests SystemTests
BIN := .build/release
TEST_LOG := .build/test.log
BUILD ?= release
DATA ?= $(or $(EMPORIA_DATA),../shared/data)

.PHONY: help up down demo replay test test-simulation test-faults test-faults-long test-containers test-hostile test-operations \
    test-sanitizers test-manifests fuzz capacity check format lint capabilities bench bench-checkout bench-hot \
    bench-overload bench-read bench-events bench-import bench-scale bench-footprint load bench-tools packages release

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: release ## build and start the whole shop; Ctrl-C stops it
	@$(BIN)/emporia up $(ARGS)

down: ## stop a shop that runs in the background
	@if [ -x $(BIN)/emporia ]; then $(BIN)/emporia down; fi

demo: release ## walk through a web purchase with curl and print each answer
	@Services/Emporia/demo.sh

replay: release ## replay the Complete Journey data into a shop of its own and compare file with system
	@$(BIN)/emporia replay complete-journey $(DATA)/01_transactions/completejourney $(ARGS)

test: packages ## run every test
	swift build --build-tests
	@# One module at a time: on two cores, tests of several modules at once wait for each other more than they test.
	@: > $(TEST_LOG); failed=; \
	for module in $(TESTS); do \
	    echo "== $$module"; \
	    swift test --skip-build --filter "^$$module\\." 2>&1 | tee -a $(TEST_LOG) || failed="$$failed $$module"; \
	done; \
	if [ -n "$$failed" ]; then grep -E '✘ (Test|Suite) ' $(TEST_LOG) || true; echo "failed:$$failed"; exit 1; fi

test-simulation: packages ## saga, news and payments through SEEDS histories of losses, repeats and crashes, 100,000 where not said
	swift build --build-tests
	EMPORIA_SIMULATION_SEEDS=$(or $(SEEDS),100000) swift test --skip-build --filter '^SimulationTests\.'

test-faults: packages ## kill, fail and stall every service at each of its failpoints, hurt a whole shop at random, upgrade it as it sells
	swift build --build-tests
	EMPORIA_FAULT_SHARE=1 swift test --skip-build --filter '^SystemTests\.FailpointTests'
	EMPORIA_FAULTS=100 EMPORIA_FAULT_ORDERS=20000 swift test --skip-build --filter '^SystemTests\.RandomFaultTests'
	EMPORIA_UPGRADE_REQUESTS=10000 swift test --skip-build --filter '^SystemTests\.ReplicaTests/UpgradeTests'

test-faults-long: release ## 3,000 faults over 200,000 orders, with the release build
	swift build --build-tests
	EMPORIA_TEST_PROGRAMS=$(BIN) EMPORIA_FAULTS=3000 EMPORIA_FAULT_ORDERS=200000 \
	    swift test --skip-build --filter '^SystemTests\.RandomFaultTests'

test-containers: packages test-manifests ## try a whole shop in containers; BUILD=debug takes what make test built, compile builds inside
	@[ $(BUILD) != release ] || $(MAKE) release
	@Tests/Containers/run $(if $(filter compile,$(BUILD)),compile,.build/$(BUILD))

test-hostile: packages ## be hostile to a whole shop: bad input, slow clients, forged tokens, strangers; BUILD=debug takes what make test built
	@[ $(BUILD) != release ] || $(MAKE) release
	@Tests/Hostile/run .build/$(BUILD) $(ARGS)

test-operations: packages ## do to whole shops what k8s/OPERATING.md says: restore, erase, replay; full disk, clock jumps; BUILD=debug as above
	@[ $(BUILD) != release ] || $(MAKE) release
	@Tests/Operations/run .build/$(BUILD) $(ARGS)

test-sanitizers: packages ## the tests under the thread sanitizer, then under the address sanitizer with its search for leaks
	@Tests/Sanitizers/run thread $(TESTS)
	@Tests/Sanitizers/run address $(TESTS)

fuzz: packages ## try parsers and money on bytes that libFuzzer makes up, SECONDS each, 60 where not said; ARGS='json cards' for some
	@Tests/Fuzz/run $(or $(SECONDS),60) $(ARGS)

check: lint ## what a change must pass: format, warnings as errors, every test
	CI=true $(MAKE) test

lint: ## check the formatting
	swift format lint --strict --parallel --recursive Package.swift Services Shared Tests

format: ## format every Swift file in place
	swift format --in-place --parallel --recursive Package.swift Services Shared Tests

capabilities: ## which requirement is shown by which test of the last run
	@test -f $(TEST_LOG) || { echo "run make test first"; exit 1; }
	@awk -f Tests/capabilities.awk $(TEST_LOG)

test-manifests: ## the Kubernetes manifests against schemas, the code and alert rules; needs no cluster
	@Tests/Manifests/run

capacity: ## compute the tables of k8s/SCALING.md from k8s/capacity.yaml
	@source Tests/Manifests/tools && python k8s/capacity.py

bench: release bench-tools ## every measurement below, one after the other, into bench-report.md
	@Tests/Load/report $(BIN)/emporia bench-report.md $(DATA)/01_transactions/completejourney

bench-checkout: release bench-tools ## whole purchases: orders/s, CPU per order and where it goes, beside pgbench doing an order's SQL
	@$(BIN)/emporia bench checkout $(ARGS)

bench-hot: release bench-tools ## one SKU and every buyer, beside pgbench updating one row
	@$(BIN)/emporia bench hot $(ARGS)

bench-overload: release ## checkouts placed and shed at up to ten times what the shop can do, and how soon it is normal again
	@$(BIN)/emporia bench overload $(ARGS)

bench-read: release bench-tools ## what shoppers read, as the catalogue grows, beside static answers and nginx
	@$(BIN)/emporia bench read $(ARGS)

bench-events: release ## events/s from outbox to inbox, CPU per event, lag
	@$(BIN)/emporia bench events $(ARGS)

bench-import: release ## rows/s of a Shopify export and of a year of sales, memory, going on after a kill
	@$(BIN)/emporia bench import --data $(DATA)/01_transactions/completejourney $(ARGS)

bench-scale: release ## what a purchase costs with up to a million orders in the tables; ARGS=--large for ten
	@$(BIN)/emporia bench scale $(ARGS)

bench-footprint: release ## start to ready, memory idle and after load, size of each program
	@$(BIN)/emporia bench footprint $(ARGS)

load: release ## shoppers who browse, search, fill baskets, buy and track, against the shop that runs
	@$(BIN)/emporia load Tests/Load/mixes/weekday.json $(ARGS)

release: packages
	@swift build -c release --product emporia
	@for service in $(SERVICES); do swift build -c release --product $$service; done

# Load generators, and the server that reads are compared with. And perf, for a profile, where there is one.
bench-tools:
	@if ! command -v wrk >/dev/null || ! command -v h2load >/dev/null || ! ls /usr/sbin/nginx >/dev/null 2>&1; then \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update -qq; \
	    DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends \
	        wrk nghttp2-client nginx-light >/dev/null; \
	fi
	@if ! command -v perf >/dev/null; then \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update -qq; \
	    DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends linux-perf >/dev/null || true; \
	fi

# System packages that a fresh machine lacks. Asks for nothing when all are there.
packages:
	@if ! pkg-config --exists libpq libcurl libnghttp2 2>/dev/null \
	    || ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || ! command -v curl >/dev/null; then \
	    sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	    $$sudo apt-get update -qq; \
	    DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends \
	        pkg-config libpq-dev libcurl4-openssl-dev libnghttp2-dev postgresql curl >/dev/null; \
	fi
