# vidtoken: every daily task in one place. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

# A folder or a .jsonl manifest; without it `make embed` makes demo clips.
VIDEOS ?=
# The store.
DATA ?= data
# Who writes the descriptions, for example tags, or manifest,openai.
DESCRIBER ?=
# The folder of pretrained models.
MODELS ?=
# Where `make report` writes.
REPORT ?= $(DATA)/report.html
# The store that `make bench-quality` reads.
STORE ?= $(DATA)
# The interactions that `make bench-recommend` reads.
DATASET ?=
# A data set to import, and a user to recommend to.
FROM ?=
FOR ?=
# The port of `make serve`, and the name of a new token.
PORT ?= 8765
NAME ?= app
# More options for the command behind a target, for example ARGS="--json --quiet".
ARGS ?=

# onnxruntime-node would download CUDA libraries at install; GPU=1 lets it.
ifneq ($(GPU),1)
export ONNXRUNTIME_NODE_INSTALL := skip
endif

# ONNX Runtime would report to its maker.
export ORT_DISABLE_TELEMETRY ?= 1

VIDTOKEN := node dist/src/cli/main.js
TEACHER := $(if $(DESCRIBER),--describer "$(DESCRIBER)") $(if $(MODELS),--weights "$(MODELS)")
SOURCES := $(shell find src models pipelines -name '*.ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.html' 2>/dev/null)

.PHONY: help setup ffmpeg build embed describe benchmark-describe prompts fetch distill reembed delete cluster similar search explain models report benchmark benchmark-recommend import train recommend status export doctor test lint format bench bench-train bench-recommend bench-quality bench-service serve token clean

help: ## List every target
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-19s %s\n", $$1, $$2}'
	@echo '  variables: VIDEOS=<folder|manifest.jsonl> DATA=<store folder> STORE=<store folder> ID=<id|file> WORDS="…" LABEL=<name> REPORT=<file> DESCRIBER=<ids> MODELS=<folder> MODEL=<org/name|id> PORT=<n> NAME=<token> FROM=<folder|file> FOR=<user id> ARGS="…" GPU=1'

setup: ffmpeg build ## Install packages, check ffmpeg, compile

node_modules/.package-lock.json: package.json package-lock.json
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

ffmpeg: ## Check ffmpeg and ffprobe, install them with apt when root
	@if command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null; then exit 0; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo 'Installing ffmpeg …'; \
	  (apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends ffmpeg fonts-dejavu-core) >/dev/null 2>&1 \
	    || { echo 'error: apt-get could not install ffmpeg. Run: apt-get update && apt-get install -y ffmpeg'; exit 2; }; \
	else \
	  echo 'error: ffmpeg and ffprobe are missing. Run: sudo apt-get install -y ffmpeg'; exit 2; \
	fi

dist/.tsbuildinfo: node_modules/.package-lock.json tsconfig.json $(SOURCES)
	@npm run --silent build
	@touch $@

build: dist/.tsbuildinfo ## Compile

embed: setup ## Embed VIDEOS=<folder|manifest.jsonl>; demo clips without it
ifeq ($(VIDEOS),)
	@$(VIDTOKEN) demo-clips "$(DATA)/demo"
	@$(VIDTOKEN) embed "$(DATA)/demo/manifest.jsonl" --data "$(DATA)" $(TEACHER) $(ARGS)
else
	@$(VIDTOKEN) embed "$(VIDEOS)" --data "$(DATA)" $(TEACHER) $(ARGS)
endif

describe: setup ## Describe stored videos (and VIDEOS=…) with DESCRIBER=<ids> MODELS=<folder>
	@$(VIDTOKEN) describe $(if $(VIDEOS),"$(VIDEOS)") --data "$(DATA)" $(TEACHER) $(ARGS)

benchmark-describe: setup ## Score DESCRIBER=<ids> against known facts about VIDEOS=<manifest.jsonl>
	@$(VIDTOKEN) benchmark describe $(if $(VIDEOS),--videos "$(VIDEOS)") --data "$(DATA)" $(TEACHER) $(ARGS)

prompts: setup ## List the prompts with their hashes
	@$(VIDTOKEN) prompts $(ARGS)

fetch: setup ## Download the pretrained model MODEL=<org/name> into MODELS=<folder>
	@$(VIDTOKEN) fetch "$(MODEL)" --data "$(DATA)" $(if $(MODELS),--weights "$(MODELS)") $(ARGS)

distill: setup ## Train the student on the stored descriptions and re-embed
	@$(VIDTOKEN) distill --data "$(DATA)" $(ARGS)

cluster: setup ## Fit the clusters anew
	@$(VIDTOKEN) cluster --data "$(DATA)" $(ARGS)

reembed: setup ## Bring every stored video into the current model's space
	@$(VIDTOKEN) reembed --data "$(DATA)" $(ARGS)

delete: setup ## Remove ID=<id> from the store
	@$(VIDTOKEN) delete --data "$(DATA)" $(ARGS) -- "$(ID)"

similar: setup ## Similar videos of ID=<id|file>
	@$(VIDTOKEN) similar --data "$(DATA)" $(ARGS) -- "$(ID)"

search: setup ## Full-text search for WORDS="…"
	@$(VIDTOKEN) search --data "$(DATA)" $(ARGS) -- "$(WORDS)"

explain: setup ## What the decoder reads out of the token of ID=<id|file>
	@$(VIDTOKEN) explain --data "$(DATA)" $(ARGS) -- "$(ID)"

models: setup ## List the trained models, ARGS="select <id>" or ARGS="compare <a> <b>"
	@$(VIDTOKEN) models $(or $(ARGS),list) --data "$(DATA)"

report: setup ## One HTML page about the selected model, REPORT=<file.html>
	@$(VIDTOKEN) models report --out "$(REPORT)" --data "$(DATA)" $(ARGS)

benchmark: setup ## Retrieval benchmark on LABEL=<name,…>
	@$(VIDTOKEN) benchmark retrieval --label "$(LABEL)" --data "$(DATA)" $(ARGS)

# Here DATA is the data set; without it the store that is measured is STORE itself, "data" when that is not given either.
benchmark-recommend: setup ## Every recommender on one split, DATA=<data set folder> SEEDS=5 [QUICK=1] [MODELS=a,b] [STORE=<folder>]
	@$(VIDTOKEN) benchmark recommend $(if $(filter file,$(origin DATA)),,--dataset "$(DATA)") \
	  --data "$(if $(filter file,$(origin STORE)),data,$(STORE))" \
	  $(if $(QUICK),--quick --seeds 1,--seeds $(or $(SEEDS),5)) $(if $(MODELS),--models "$(MODELS)") $(ARGS)

import: setup ## Import the features and interactions of FROM=<folder|file>
	@$(VIDTOKEN) import "$(FROM)" --data "$(DATA)" $(ARGS)

train: setup ## Train the recommender MODEL=<id> on the stored interactions
	@$(VIDTOKEN) train "$(or $(MODEL),m3csr)" --data "$(DATA)" $(ARGS)

recommend: setup ## Recommend to FOR=<user id> with MODEL=<id>, or to ARGS="--history <id|file>:<seconds>s"
	@$(VIDTOKEN) recommend $(if $(FOR),--user "$(FOR)") $(if $(MODEL),--model "$(MODEL)") --data "$(DATA)" $(ARGS)

status: setup ## What is stored, what is stale
	@$(VIDTOKEN) status --data "$(DATA)" $(ARGS)

export: setup ## Export the store, ARGS="--format parquet --out videos.parquet"
	@$(VIDTOKEN) export --data "$(DATA)" $(ARGS)

serve: setup ## The HTTP service and its page over DATA=<store folder> PORT=8765, ARGS="--allow-root <folder>"
	@$(VIDTOKEN) serve --port "$(PORT)" --data "$(DATA)" $(ARGS)

token: setup ## Make a token of the service, NAME=<name> ARGS="--scope write --expires 30d"
	@$(VIDTOKEN) token create "$(NAME)" --data "$(DATA)" $(ARGS)

doctor: setup ## Check ffmpeg, Node, backends, store and disk
	@$(VIDTOKEN) doctor --data "$(DATA)" $(ARGS)

test: setup lint ## Type check, lint and the whole test suite
	@npm run --silent test

lint: node_modules/.package-lock.json ## Type check and lint, no warnings allowed
	@npm run --silent typecheck
	@npm run --silent lint

format: node_modules/.package-lock.json ## Format and fix what the linter can fix
	@npm run --silent format

bench: setup ## Benchmarks as JSON: sampling, second embed, learned features, similar on 100,000 tokens
	@npm run --silent bench

# The PyTorch peer is optional: apt-get install python3-torch libopenblas0-openmp
bench-train: setup ## A training step against PyTorch and plain TensorFlow.js, as JSON; ARGS="--rounds 3"
	@npx --no-install tsc -p test/bench/tsconfig.json
	@node dist/bench/test/bench/train/main.js $(ARGS)

# DATASET: a folder with *.train.inter and *.test.inter whose ids are numbers; synthetic interactions without it.
bench-recommend: setup ## LightGCN, ranking and requests against PyTorch, as JSON; DATASET=<folder> ARGS="--rounds 5"
	@npx --no-install tsc -p test/bench/tsconfig.json
	@node dist/bench/test/bench/recommend/main.js $(if $(DATASET),--dataset "$(DATASET)") $(ARGS)

# STORE: embedded with the learned extractors from a manifest whose lines have "id", "description" and "labels".
bench-quality: setup ## Token against its inputs: recipes × seeds; STORE=<store folder> ARGS="--variants paper --seeds 5 --markdown"
	@npx --no-install tsc -p test/bench/tsconfig.json
	@node dist/bench/test/bench/quality/main.js --store "$(STORE)" $(ARGS)

bench-service: setup ## Searches over HTTP on 100,000 tokens against a bare node:http route, as JSON
	@npm run --silent bench -- service $(ARGS)

clean: ## Remove compiled files; stores are kept
	@rm -rf dist
