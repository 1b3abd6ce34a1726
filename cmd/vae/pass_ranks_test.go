//go:build linux && !mpi

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// testPasses has ranks share the images of encode, scores and evaluate.
func testPasses(t *testing.T, l ranksOf) {
	dir, _ := workshop(t)
	vaeIn(t, dir, "train", "stripes.npy", "--epochs=1", "--hidden=8", "--latent=3", "--progress=none", "--out=mlp")
	vaeIn(t, dir, "train", "stripes.npy", "--epochs=1", "--net=conv:4/8", "--latent=2", "--progress=none", "--out=conv")
	t.Run("bytes", func(t *testing.T) { testPassesSame(t, l, dir) })
	t.Run("faults", func(t *testing.T) { testPassesFaults(t, l, dir) })
	t.Run("killed", func(t *testing.T) { testPassesKilled(t, l, dir) })
}

// Any number of ranks writes and prints the bytes of one process.
func testPassesSame(t *testing.T, l ranksOf, dir string) {
	for _, run := range []string{"mlp", "conv"} {
		for _, args := range [][]string{
			{"encode", run, "stripes.npy", "--output=sample", "--out=out.npz"},
			{"scores", run, "stripes.npy", "--samples=3", "--sheet=out.png", "--out=out.csv"},
		} {
			vaeIn(t, dir, args...)
			want := outputsIn(t, dir)
			for n := 2; n <= 3; n++ {
				p := l.launch(t, dir, n, args...)
				if code := p.end(); code != exitDone {
					t.Fatalf("%v on %d ranks: exit code %d: %s", args, n, code, p.said.String())
				}
				for name, content := range outputsIn(t, dir) {
					if !bytes.Equal(content, want[name]) {
						t.Errorf("%v on %d ranks: %s is not that of one process", args, n, name)
					}
				}
			}
		}
		args := []string{"env", "-C", dir, l.program, "evaluate", run, "stripes.npy", "--samples=2", "--json"}
		want, err := exec.Command(args[0], args[1:]...).Output()
		if err != nil {
			t.Fatal(err)
		}
		if code, out := l.Run(t, 3, nil, args...); code != exitDone || strings.Count(out, string(want)) != 1 {
			t.Errorf("exit code %d: %s\nwant %s", code, out, want)
		}
	}
}

// outputsIn returns the files out.* in a folder, which it removes.
func outputsIn(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	paths, _ := filepath.Glob(filepath.Join(dir, "out.*")) // the pattern is right
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err == nil {
			err = os.Remove(path)
		}
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(path)] = content
	}
	if len(all) == 0 {
		t.Error("nothing was written")
	}
	return all
}

// What keeps ranks from working together is said once, by rank 0, with the rank's number, and ends
// all before anything is written.
func testPassesFaults(t *testing.T, l ranksOf, dir string) {
	elsewhere := filepath.Join(dir, "elsewhere")
	if err := os.CopyFS(elsewhere, os.DirFS(filepath.Join(dir, "conv"))); err != nil {
		t.Fatal(err)
	}
	encode := func(in string, args ...string) []string {
		return append([]string{"env", "-C", in, l.program, "encode"}, args...)
	}
	here := encode(dir, "./conv", "stripes.npy", "--out=out.npy")
	for want, other := range map[string][]string{
		"rank 1 of 2: there is no run folder or checkpoint ./conv": encode(elsewhere, "./conv", "stripes.npy", "--out=out.npy"),
		"rank 1 of 2: stripes.npy: ":                               encode(elsewhere, "../conv", "stripes.npy", "--out=out.npy"),
		"rank 1 of 2 has other weights than rank 0":                encode(dir, "mlp", "stripes.npy", "--out=out.npy"),
		"rank 1 of 2 has other images than rank 0":                 encode(dir, "conv", "stripes.npy", "--out=out.npy", "--split=train"),
		"rank 1 of 2 has other settings than rank 0":               encode(dir, "conv", "stripes.npy", "--out=out.npy", "--seed=2"),
	} {
		began := time.Now()
		p := start(t, dir, l.Command(t.Context(), 1, nil, join(here, 1, other)...))
		code := p.end()
		if said := p.said.String(); code != exitData || strings.Count("\n"+said, "\nvae: "+want) != 1 || strings.Count("\n"+said, "\nvae: ") > 2 {
			t.Errorf("exit code %d, want %q: %s", code, want, said)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s: all have ended after %v", want, took)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "out.npy")); err == nil {
		t.Error("something was written")
	}
}

// A rank that is killed ends all: no rank is left, nothing is written, and what was half written goes
// with the next command.
func testPassesKilled(t *testing.T, l ranksOf, dir string) {
	const n = 200_000
	file := append(npyHeader("|u1", []int{n, 12, 12}), make([]byte, n*12*12)...)
	if err := os.WriteFile(filepath.Join(dir, "many.npy"), file, 0o666); err != nil {
		t.Fatal(err)
	}
	halfWritten := func() (size int64) {
		paths, _ := filepath.Glob(filepath.Join(dir, ".vae-*.tmp")) // the pattern is right
		for _, path := range paths {
			if info, err := os.Stat(path); err == nil {
				size += 1 + info.Size()
			}
		}
		return size
	}
	for _, rank := range []int{1, 0} {
		p := l.launch(t, dir, 3, "encode", "conv", "many.npy", "--out=many-codes.npy")
		for began := time.Now(); halfWritten() < 1<<17; time.Sleep(2 * time.Millisecond) {
			if time.Since(began) > 3*time.Minute {
				t.Fatal("nothing is written")
			}
		}
		if code := p.signalRank(rank, syscall.SIGKILL); code == exitDone {
			t.Errorf("rank %d was killed: exit code %d: %s", rank, code, p.said.String())
		}
		p.leavesNoRank(3)
		for began := time.Now(); halfWritten() > 0 && time.Since(began) < 20*time.Second; { // rank 0 may outlive its launcher
			vaeIn(t, dir, "encode", "mlp", "stripes.npy", "--out=codes.npy")
		}
		if _, err := os.Stat(filepath.Join(dir, "many-codes.npy")); err == nil || halfWritten() > 0 {
			t.Error("something was left behind")
		}
	}
}

// leavesNoRank demands that none of n ranks outlives its launcher for long.
func (p *process) leavesNoRank(n int) {
	p.t.Helper()
	for began, rank := time.Now(), 0; rank < n; {
		switch {
		case !p.reaches(rank, 0):
			rank++
		case time.Since(began) > 20*time.Second:
			p.t.Fatalf("rank %d is still there", rank)
		default:
			time.Sleep(10 * time.Millisecond)
		}
	}
}
