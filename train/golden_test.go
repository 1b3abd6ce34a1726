package train_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"vae"
	"vae/data"
	"vae/evaluate"
	"vae/internal/kernel"
	"vae/train"
)

var update = flag.Bool("update", false, "write what testdata/golden lacks")

// golden is the config that the others change. An epoch has twelve steps, of which ten are taken.
const golden = `{
	"data": {"source": "digits", "binarize": "none", "validation": 24},
	"model": {"height": 28, "width": 28, "hidden": [12], "latent": 3, "activation": "relu", "init": "glorot", "likelihood": "bernoulli"},
	"optimization": {"epochs": 2, "batch_size": 8, "learning_rate": 0.01, "schedule": "constant", "beta": 1, "seed": 7},
	"saving": {"every": 1, "keep": 1}
}`

// variants are changes of the golden config by name.
var variants = map[string]string{
	"binarize/threshold":  `{"data": {"binarize": "threshold"}}`,
	"binarize/once":       `{"data": {"binarize": "once"}}`,
	"binarize/dynamic":    `{"data": {"binarize": "dynamic"}}`,
	"epochs/elbo":         `{"optimization": {"batch_size": 16}}`, // the first is validated
	"epochs/iwae":         `{"optimization": {"batch_size": 16, "objective": {"bound": "iwae", "samples": 5}}}`,
	"hidden/none":         `{"model": {"hidden": []}}`,
	"hidden/two":          `{"model": {"hidden": [14, 10]}}`,
	"objective/draws":     `{"optimization": {"objective": {"samples": 3}}}`,
	"objective/free-bits": `{"optimization": {"objective": {"free_bits": 0.5, "samples": 2}}}`,
	"objective/iwae-1":    `{"optimization": {"objective": {"bound": "iwae"}}}`,
	"objective/iwae-5":    `{"optimization": {"objective": {"bound": "iwae", "samples": 5}}}`,
	"objective/iwae-beta": `{"optimization": {"objective": {"bound": "iwae", "samples": 3}, "beta": 0.7, "beta_warmup": 2}}`,
	"objective/dreg-1":    `{"optimization": {"objective": {"bound": "iwae", "gradient": "dreg"}}}`,
	"objective/dreg-5":    `{"optimization": {"objective": {"bound": "iwae", "samples": 5, "gradient": "dreg"}}}`,
	"optimization/beta":   `{"optimization": {"beta": 4, "beta_warmup": 2}}`,
	"optimization/clip":   `{"optimization": {"clip": 5, "momentum": 0.99, "schedule": "cosine"}}`,
	"shards/three":        `{"optimization": {"batch_size": 6, "shards": 3, "clip": 5}}`,
	"shards/free-bits":    `{"data": {"binarize": "dynamic"}, "optimization": {"shards": 4, "objective": {"free_bits": 0.5, "samples": 2}}}`,
	"optimization/seed":   `{"optimization": {"seed": 18446744073709551615}}`,
}

// every adds a variant for each name that a setting may have.
func every(setting string, names []string, change string) {
	for _, name := range names {
		variants[setting+"/"+name] = fmt.Sprintf(change, name)
	}
}

func init() {
	every("likelihood", vae.Likelihoods().Names, `{"model": {"likelihood": %q}}`)
	variants["likelihood/gaussian"] = `{"model": {"likelihood": "gaussian", "sigma": 0.3}}`
	every("activation", vae.Activations().Names, `{"model": {"activation": %q}}`)
	every("net", vae.Nets().Names, `{"model": {"net": %q, "hidden": [12, 12]}}`)
	variants["net/conv-residual"] = `{"model": {"net": "conv", "filters": [5, 3], "residual": true, "activation": "silu"}}`
	variants["net/conv-two-params"] = `{"model": {"net": "conv", "filters": [4], "likelihood": "discretized-logistic"}}`
	every("init", vae.Initializers().Names, `{"model": {"init": %q}}`)
	every("prior", vae.Priors().Names, `{"model": {"prior": %q}}`)
	delete(variants, "prior/"+vae.ClassPrior)
	every("prior/conditional", vae.Priors().Names, `{"model": {"prior": %q, "conditional": true}}`)
	every("optimizer", train.Optimizers().Names, `{"optimization": {"optimizer": %q}}`)
	every("schedule", train.Schedules().Names, `{"optimization": {"schedule": %q}}`)
}

// TestGolden checks that ten steps of each variant leave the same checkpoint, byte by byte, as they
// did when testdata/golden was written, and that the models with each likelihood and prior give the
// same numbers. Refactoring must not change a digest; a change that does is a decision, named in
// CHANGELOG.md: its lines are deleted by hand, and go test ./train -run Golden -update writes those
// that are missing.
//
// Every set of vector instructions rounds in its own way, and so has a file of its own. A test with
// one of them runs itself again with the next smaller one. Plain Go rounds as with GOAMD64=v1. What
// is recorded for plain Go need not yet be for the others, which not every machine has.
func TestGolden(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("plain Go rounds differently there: products and sums are fused, and math.Exp is another")
	}
	t.Run(kernel.Level(), func(t *testing.T) { compareGolden(t, digests(t)) })
	smaller := map[string]string{"avx512": "cpu.avx512f=off", "avx2": "cpu.avx2=off"}[kernel.Level()]
	if smaller == "" {
		return
	}
	again := exec.Command(os.Args[0], "-test.run=^TestGolden$", fmt.Sprintf("-update=%t", *update))
	again.Env = append(os.Environ(), "GODEBUG="+smaller)
	if out, err := again.CombinedOutput(); err != nil {
		t.Errorf("with GODEBUG=%s: %v\n%s", smaller, err, out)
	}
}

// compareGolden compares lines with those in the file of this set of instructions, to which -update
// adds what is missing.
func compareGolden(t *testing.T, lines []string) {
	file := goldenFile(kernel.Level())
	want := goldenLines(t, kernel.Level())
	if *update {
		for _, line := range lines {
			if !recorded(want, line[:strings.LastIndex(line, " ")+1]) {
				want = append(want, line)
			}
		}
		slices.Sort(want)
		if err := os.WriteFile(file, []byte(strings.Join(want, "\n")+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, line := range lines {
		switch what := line[:strings.LastIndex(line, " ")+1]; {
		case slices.Contains(want, line):
		case recorded(want, what) || !recorded(goldenLines(t, "generic"), what):
			t.Errorf("not in %s: %s", file, line)
		default:
			t.Logf("not yet in %s, where -update writes it: %s", file, line)
		}
	}
	for _, line := range want {
		if !slices.Contains(lines, line) {
			t.Errorf("only in %s: %s", file, line)
		}
	}
}

func goldenFile(level string) string { return filepath.Join("testdata", "golden", level+".txt") }

// goldenLines returns the lines that are recorded for a set of instructions.
func goldenLines(t *testing.T, level string) []string {
	text, err := os.ReadFile(goldenFile(level))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(text)), "\n")
}

// recorded reports whether one of the lines is the digest of what.
func recorded(lines []string, what string) bool {
	return slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, what) })
}

// digests returns the digests of all variants, a line for each, with what was digested.
func digests(t *testing.T) (lines []string) {
	splits := digits(t)
	for name, change := range variants {
		dir := filepath.Join(t.TempDir(), "run")
		if _, err := advance(t, dir, variant(t, splits, change), splits, 10); !errors.Is(err, train.ErrInterrupted) {
			t.Fatalf("%s: error %v", name, err)
		}
		file, err := os.ReadFile(filepath.Join(dir, vae.CheckpointFolder, "step-000000010.safetensors"))
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprintf("%s checkpoint %x", name, sha256.Sum256(file)))
		if strings.HasPrefix(name, "likelihood/") || strings.HasPrefix(name, "prior/") {
			for what, numbers := range outputs(t, dir, splits.Validation) {
				lines = append(lines, fmt.Sprintf("%s %s %x", name, what, sha256.Sum256(numbers)))
			}
		}
	}
	return lines
}

// variant returns the golden config with a change.
func variant(t *testing.T, splits *data.Splits, change string) (config train.Config) {
	t.Helper()
	for _, text := range []string{golden, change} {
		if err := json.Unmarshal([]byte(text), &config); err != nil {
			t.Fatal(err)
		}
	}
	config.Data.Fingerprint = fingerprint(t, splits.All)
	if sized := config.Model.WithShape(splits.All.Shape()); sized.Network() != config.Model.Network() {
		config.Model = sized
	}
	if config.Model.Conditional {
		config.Model.Classes = train.Classes(splits.Train)
	}
	return config
}

// outputs returns what the model of a run gives, as bytes.
func outputs(t *testing.T, run string, set *data.Set) map[string][]byte {
	t.Helper()
	model, err := vae.Load(run)
	check(t, err)
	images := vae.Input{Images: make([]float32, 5*set.Pixels()), Labels: set.Labels()[:5]}
	for i := range 5 {
		set.Read(images.Images[i*set.Pixels():], i)
	}
	fine, err := model.Encode(images)
	check(t, err)
	codes, err := model.EncodeAsTrained(images)
	check(t, err)
	z := codes.Sample(1)
	means, err := model.Decode(vae.Input{Codes: z, Labels: images.Labels})
	check(t, err)
	drawn, err := model.Draw(vae.Input{Codes: z, Labels: images.Labels}, 2)
	check(t, err)
	fresh, err := model.Sample(5, 3)
	check(t, err)
	protocol := evaluate.Protocol{Samples: 10, Seed: 4}
	card, err := evaluate.Measure(t.Context(), nil, model, set, protocol)
	check(t, err)
	ais, err := evaluate.AIS(t.Context(), model, set, protocol, evaluate.Annealing{Images: 3, Steps: 4, Chains: 2}, nil)
	check(t, err)
	return map[string][]byte{
		"fine":   digestible(t, append(fine.Mean, fine.LogVar...)),
		"encode": digestible(t, append(codes.Mean, codes.LogVar...)), "posterior": digestible(t, z), "decode": digestible(t, means),
		"draw": digestible(t, drawn), "sample": digestible(t, fresh), "measure": digestible(t, card), "ais": digestible(t, ais),
	}
}

// digestible returns numbers as they are, and all else as JSON.
func digestible(t *testing.T, value any) []byte {
	t.Helper()
	if numbers, ok := value.([]float32); ok {
		var b bytes.Buffer
		check(t, binary.Write(&b, binary.LittleEndian, numbers))
		return b.Bytes()
	}
	text, err := json.Marshal(value)
	check(t, err)
	return text
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
