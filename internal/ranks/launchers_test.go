//go:build linux && !mpi

package ranks_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"vae/internal/ranks"
	"vae/internal/ranks/rankstest"
)

// Ranks that are processes do what those of the crowd do, with every MPI of this machine.
func TestLaunchers(t *testing.T) {
	here := rankstest.Here(t)
	readSources(t)
	program := filepath.Join(t.TempDir(), "rank")
	rankstest.Build(t, program, "test", "-c")
	for _, l := range here {
		t.Run(l.Kind, func(t *testing.T) {
			testRanks(t, l, program)
			testEnds(t, l, program)
			testLibraries(t, l, program)
		})
	}
	if len(here) == 2 {
		t.Run("another's library", func(t *testing.T) { testForeignLibrary(t, here, program) })
	}
}

// readSources reads the files of this package, those with the tag too, so that go test sees every
// change and does not answer from its cache.
func readSources(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if _, err := os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
}

func testRanks(t *testing.T, l rankstest.Launcher, program string) {
	for n := 1; n <= 5; n++ {
		want := "all is right on " + strconv.Itoa(n) + " ranks"
		if code, out := l.Run(t, n, nil, program, "-role", "check"); code != 0 || strings.Count(out, want) != 1 {
			t.Errorf("%d ranks end with %d: %s", n, code, out)
		}
	}
}

// The ends of ranks are those of the program, whoever ends first.
func testEnds(t *testing.T, l rankstest.Launcher, program string) {
	code, out := l.Run(t, 3, nil, program, "-role", "leave")
	if code != 0 || strings.Count(out, "exit(3) was called") != 3 {
		t.Errorf("Exit(0) ends with %d: %s", code, out)
	}
	if code, out := l.Run(t, 3, nil, program, "-role", "fail"); code != 3 {
		t.Errorf("Exit(3) ends with %d: %s", code, out)
	}
	if code, out := l.Run(t, 3, nil, program, "-role", "abort"); code != 7 {
		t.Errorf("Abort(7) ends with %d: %s", code, out)
	}
	if code, out := l.Run(t, 3, nil, program, "-role", "killed"); code == 0 {
		t.Errorf("a dead rank ends with %d: %s", code, out)
	}
}

func testLibraries(t *testing.T, l rankstest.Launcher, program string) {
	code, out := l.Run(t, 2, []string{ranks.Variable + "=none"}, program, "-role", "check")
	if code != 0 || strings.Count(out, "all is right on 1 ranks") != 2 {
		t.Errorf("none ends with %d: %s", code, out)
	}
	code, out = l.Run(t, 2, []string{ranks.Variable + "=libc.so.6"}, program, "-role", "check")
	if code != 2 || !strings.Contains(out, "of 2: libc.so.6 is no MPI library: ") {
		t.Errorf("a library without MPI ends with %d: %s", code, out)
	}
	code, out = l.Run(t, 2, []string{ranks.Variable + "=/no/libmpi.so"}, program, "-role", "check")
	if code != 2 || !strings.Contains(out, "of 2: no MPI library, which $VAE_MPI could name: /no/libmpi.so") {
		t.Errorf("no library ends with %d: %s", code, out)
	}
}

// With the library of one, the other's ranks see themselves only.
func testForeignLibrary(t *testing.T, here []rankstest.Launcher, program string) {
	for i, l := range here {
		env := []string{ranks.Variable + "=" + here[1-i].Library}
		code, out := l.Run(t, 2, env, program, "-role", "check")
		line, _, _ := strings.Cut(out, "sees one, it is not the launcher's library")
		if code != 2 || line == out || !strings.Contains(line, "of 2, started by mpi") {
			t.Errorf("%s with %s ends with %d: %s", l.Kind, env, code, out)
		}
	}
}
