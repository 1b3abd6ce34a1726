package selfcheck_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"vae/selfcheck"
)

// edit replaces an expression, which stands in a file once, by another.
type edit struct{ file, from, to string }

// mutant is the program with a fault. The check that is named must find it.
type mutant struct {
	fault, check string
	edits        []edit
}

const mutantSource = `// Package mutant chooses which fault the program has.
package mutant

import "os"

var alive = os.Getenv("VAE_MUTANT")

// Pick returns mutated in the mutant of that number, original in all others.
func Pick[T any](number string, original, mutated T) T {
	if number == alive {
		return mutated
	}
	return original
}
`

// TestSelfcheck_findsFaults breaks the program, one fault at a time, and holds that vae selfcheck
// fails and names the check that is to find it. All faults are compiled into one program, where the
// environment chooses between them: Untch, Offutt & Harrold 1993, "Mutation analysis using mutant
// schemata".
func TestSelfcheck_findsFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	program := buildMutants(t)
	if failed := failures(t, program, "none"); failed != nil {
		t.Fatalf("without a fault these checks fail: %q", failed)
	}
	for i, m := range mutants {
		t.Run(strings.ReplaceAll(m.fault, " ", "_"), func(t *testing.T) {
			t.Parallel()
			failed := failures(t, program, fmt.Sprint(i), m.environment()...)
			t.Logf("found by %s", strings.Join(failed, "; "))
			for _, check := range failed {
				if strings.HasPrefix(check, m.check) {
					return
				}
			}
			t.Errorf("no check fails whose name begins with %q", m.check)
		})
	}
}

// TestMutants_standInTheSource checks in short, too, that a change of the source leaves every fault
// its place.
func TestMutants_standInTheSource(t *testing.T) {
	for _, m := range mutants {
		for _, e := range m.edits {
			if n := strings.Count(original(t, filepath.Join("..", e.file)), e.from); n != 1 {
				t.Errorf("%s: %s has %q %d times", m.fault, e.file, e.from, n)
			}
		}
	}
}

// environment takes the vector instructions from a program whose plain loops are at fault.
func (m mutant) environment() []string {
	if file := m.edits[0].file; file == plainLoops || file == likelihoodLoops {
		return []string{"GODEBUG=cpu.avx2=off"}
	}
	return nil
}

// buildMutants returns a program with all faults in it.
func buildMutants(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"internal/mutant/mutant.go": mutantSource}
	for i, m := range mutants {
		for _, e := range m.edits {
			if texts[e.file] == "" {
				texts[e.file] = original(t, filepath.Join(root, e.file))
			}
			pick := fmt.Sprintf(`mutant.Pick("%d", %s, %s)`, i, e.from, e.to)
			texts[e.file] = strings.Replace(texts[e.file], e.from, pick, 1)
		}
	}
	dir := t.TempDir()
	overlay := map[string]map[string]string{"Replace": {}}
	for file, text := range texts {
		path := filepath.Join(dir, strings.ReplaceAll(file, "/", "_"))
		overlay["Replace"][filepath.Join(root, file)] = path
		write(t, path, text)
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "overlay.json"), string(list))
	program := filepath.Join(dir, "vae")
	build := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", program, "vae/cmd/vae")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return program
}

// original returns the text of a source file, which imports mutant now.
func original(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut("\n"+string(text), "\npackage ")
	name, rest, _ := strings.Cut(after, "\n")
	return before + "\npackage " + name + "\n\nimport \"vae/internal/mutant\"\n" + rest
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// failures runs a mutant and returns the names of the checks that fail.
func failures(t *testing.T, program, number string, environment ...string) (failed []string) {
	t.Helper()
	cmd := exec.Command(program, "selfcheck", "--json")
	cmd.Env = append(append(os.Environ(), "VAE_MUTANT="+number), environment...)
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 3) {
		t.Fatalf("%v: %s", err, out)
	}
	var report struct{ Checks []selfcheck.Result }
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	for _, r := range report.Checks {
		if !r.Passed {
			failed = append(failed, r.Check)
		}
	}
	if (err == nil) != (failed == nil) {
		t.Fatalf("%v, with failed checks %q", err, failed)
	}
	if err != nil { // a long line is cut in the middle
		named := fmt.Sprintf("vae: %d of %d checks failed: %s", len(failed), len(report.Checks), failed[0])
		if stderr := string(exit.Stderr); !strings.HasPrefix(stderr, named) || !strings.HasSuffix(stderr, failed[len(failed)-1]+"\n") {
			t.Fatalf("stderr %q does not name %q", stderr, failed)
		}
	}
	return failed
}
