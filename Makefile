# Targets are named after what a person wants. make help lists them.
export CGO_ENABLED := 0

VAE := bin/vae
# The twin loads MPI libraries, so that it is not static; other systems than Linux have none.
TWIN := $(if $(filter linux,$(shell go env GOOS)),bin/vae-mpi)
SOURCES := $(shell find . -name '*.go' -not -name '*_test.go') $(shell find . -name '*.s') go.mod go.sum

# What make release makes archives for. Each builds; vet looks at one platform of each system, and at one of each processor.
PLATFORMS := linux/amd64 linux/arm64 darwin/arm64 darwin/amd64 windows/amd64
VETTED := darwin/arm64 windows/amd64

# Fuzz targets: package and name. make check tries each some thousand times, which takes seconds: a time, unlike a number
# of tries, can run out in the middle of one, which go test takes for a failure on a busy machine.
FUZZ := $(addprefix ./data:Fuzz,IDX NPY NPZ Labels Table CSV Codes Folder Zip CIFAR) ./data/internal/pictures:FuzzPicture \
	$(addprefix ./checkpoints:Fuzz,Decode Header Foreign) $(addprefix ./train:Fuzz,Config CheckpointConfig Metrics) \
	$(addprefix ./internal/kernel:Fuzz,MatMul Activation Conv) ./explorer:FuzzRequest ./export:FuzzRead \
	$(addprefix ./serve:Fuzz,Request Array)
FUZZTIME ?= 3000x

.PHONY: train test check platforms build release race fuzz bench results generate vulnerabilities help

train: build ## train on the MNIST digits, fit a prior to their codes, then draw new ones to samples.png
	$(VAE) data fetch mnist
	run=$$($(VAE) train mnist --epochs 10 --seed 1) && $(VAE) prior $$run && $(VAE) sample $$run && \
		echo "next: $(VAE) evaluate $$run"

test: ## run all tests
	go test ./...

check: ## formatting, vet, staticcheck, all platforms, all tests, generated files, a few seconds of fuzzing
	@test -z "$$(gofmt -l . | tee /dev/stderr)" || (echo "gofmt -w ."; false)
	go vet ./...
	go vet -tags mpi ./internal/ranks ./cmd/vae
	go tool staticcheck ./...
	go tool staticcheck -tags mpi ./internal/ranks ./cmd/vae
	@$(MAKE) --no-print-directory platforms
	go test ./...
	@$(MAKE) --no-print-directory generate fuzz
	git diff --exit-code --stat -- internal/kernel/*_amd64.* explorer/page/dist

build: $(VAE) $(TWIN) ## build bin/vae, one static binary, and bin/vae-mpi, which it becomes among ranks of MPI

$(VAE): $(SOURCES)
	go build -trimpath -o $@ ./cmd/vae

$(TWIN): $(SOURCES)
	go build -trimpath -tags mpi -o $@ ./cmd/vae

platforms: ## vet and build for all platforms
	@for platform in $(VETTED); do \
		GOOS=$${platform%/*} GOARCH=$${platform#*/} go vet ./... || exit 1; \
	done
	@for platform in $(PLATFORMS); do \
		GOOS=$${platform%/*} GOARCH=$${platform#*/} go build -o /dev/null ./cmd/vae || exit 1; \
	done
	GOARCH=arm64 go build -o /dev/null -tags mpi ./cmd/vae

release: ## make archives for all platforms in bin/release/: the same commit gives the same bytes
	go run ./cmd/release $(PLATFORMS)

# The longest tests come first: at the end they would keep one core busy and leave the other idle. Golden bytes, and faults
# while pictures are drawn, are left to the other tests. Scripts of the command line run programs with the race detector:
# some of them will do.
race: ## run the tests under the race detector (needs a C compiler)
	CGO_ENABLED=1 go test -race -short -skip '^(TestGolden|TestDraw_endsTheSameAfterAnyFault)$$' \
		./train $$(go list ./... | grep -v -e /cmd/vae$$ -e /train$$)
	CGO_ENABLED=1 go test -race -short -run 'Signals|Kill|Bar|Output|Explore|Serve_changes|TestScripts/(encode|progress)$$' ./cmd/vae

fuzz: ## fuzz every parser for FUZZTIME
	@for target in $(FUZZ); do \
		go test $${target%%:*} -run '^$$' -fuzz "^$${target##*:}$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x || exit 1; \
	done

bench: ## run the Go benchmarks
	go test -run '^$$' -bench . ./...

results: build ## train the recipes, hours long, and write docs/results.md
	go run ./cmd/results

generate: ## make the generated assembly and the explorer's page anew
	go generate ./internal/kernel ./explorer

vulnerabilities: ## look for known vulnerabilities (needs the network)
	go run golang.org/x/vuln/cmd/govulncheck@v1.9.0 ./...

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
