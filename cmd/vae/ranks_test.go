//go:build linux && !mpi

package main

import (
	"debug/elf"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vae/internal/ranks/rankstest"
)

// TestRanks has vae and its twin, built once, do their work under every launcher of this machine.
func TestRanks(t *testing.T) {
	here := rankstest.Here(t)
	folder := t.TempDir()
	program, twin := filepath.Join(folder, "vae"), filepath.Join(folder, "vae-mpi")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Env = append(build.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	rankstest.Build(t, twin, "build")
	if isDynamic(t, program) || !isDynamic(t, twin) {
		t.Error("vae is not static, or vae-mpi is")
	}
	for _, l := range here {
		t.Run(l.Kind, func(t *testing.T) {
			t.Run("find", func(t *testing.T) { testFinding(t, l, program) })
			t.Run("train", func(t *testing.T) { testTraining(t, ranksOf{l, program}) })
		})
	}
}

// Under a launcher vae, which is static, becomes vae-mpi, which is not, and finds the other ranks.
func testFinding(t *testing.T, l rankstest.Launcher, program string) {
	twin, other := program+"-mpi", program+"-other"
	code, out := l.Run(t, 3, nil, program, "ranks")
	if code != exitDone || !strings.Contains(out, "\n3 ranks, ") || strings.Count(out, "the same bytes as on one rank\n") != 1 {
		t.Errorf("exit code %d: %s", code, out)
	}
	code, out = l.Run(t, 1, nil, program, "ranks", ":", "-n", "1", twin, "ranks") // both become the same
	if code != exitDone || !strings.Contains(out, "\n2 ranks, ") {
		t.Errorf("exit code %d: %s", code, out)
	}
	rankstest.Build(t, other, "build", "-trimpath")
	code, out = l.Run(t, 1, nil, twin, "ranks", ":", "-n", "1", other, "ranks")
	if code != exitFailed || !strings.Contains(out, "vae: rank 1 of 2 is another program than rank 0") {
		t.Errorf("two programs: exit code %d: %s", code, out)
	}
}

// isDynamic reports whether a program asks for the dynamic linker.
func isDynamic(t *testing.T, path string) bool {
	t.Helper()
	file, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	return slices.ContainsFunc(file.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP })
}
