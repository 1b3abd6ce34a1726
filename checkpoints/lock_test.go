package checkpoints_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"vae/checkpoints"
	"vae/internal/disk"
)

func inUse(err error) *checkpoints.InUseError {
	var e *checkpoints.InUseError
	errors.As(err, &e)
	return e
}

func TestLock_letsOneHolderIn(t *testing.T) {
	dir := t.TempDir()
	release, err := checkpoints.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	_, err = checkpoints.Lock(dir)
	want := fmt.Sprintf("pid %d on ", os.Getpid())
	if e := inUse(err); e == nil || e.Dir != dir || !strings.HasPrefix(e.Holder, want) {
		t.Errorf("got %v", err)
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	release, err = checkpoints.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

// Another process holds the lock until it is killed.
func TestLock_isFreeAfterKill(t *testing.T) {
	if dir := os.Getenv("LOCK_TEST_DIR"); dir != "" {
		holdLock(dir)
	}
	dir := t.TempDir()
	child := exec.Command(os.Args[0], "-test.run=^TestLock_isFreeAfterKill$")
	child.Env = append(os.Environ(), "LOCK_TEST_DIR="+dir)
	in, err := child.StdinPipe() // closing it ends the child if this test fails
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
		t.Fatalf("the child says %q, %v", line, err)
	}
	_, err = checkpoints.Lock(dir)
	if e := inUse(err); e == nil || !strings.HasPrefix(e.Holder, fmt.Sprintf("pid %d on ", child.Process.Pid)) {
		t.Errorf("got %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // reports the kill
	release, err := checkpoints.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
}

// holdLock is the child: it takes the lock, says so and keeps it.
func holdLock(dir string) {
	if _, err := checkpoints.Lock(dir); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println("locked")
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}

func TestLock_namesTheHolderOnOnePrintableLine(t *testing.T) {
	dir := t.TempDir()
	release, err := checkpoints.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	for text, want := range map[string]string{
		"":                       "another process",
		"\x1b[2Jpid 1\non a\xff": "[2Jpid 1 on a\ufffd",
		strings.Repeat("x", 300): strings.Repeat("x", 200),
	} {
		if err := os.WriteFile(filepath.Join(dir, "run.lock"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := checkpoints.Lock(dir)
		if err == nil || !strings.HasSuffix(err.Error(), "is in use by "+want) {
			t.Errorf("got %v", err)
		}
	}
}

func TestLock_needsAFolder(t *testing.T) {
	if _, err := checkpoints.Lock(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, fs.ErrNotExist) || inUse(err) != nil {
		t.Errorf("got %v", err)
	}
}

// Nothing but a regular file is a lock, and nothing is written to what stands in its place.
func TestLock_takesOnlyARegularFile(t *testing.T) {
	dir := t.TempDir()
	path, target := filepath.Join(dir, "run.lock"), filepath.Join(dir, "thesis")
	if err := os.WriteFile(target, []byte("dear"), 0o666); err != nil {
		t.Fatal(err)
	}
	for what, make := range map[string]func() error{
		"a link":   func() error { return os.Symlink(target, path) },
		"a folder": func() error { return os.Mkdir(path, 0o777) },
		"a pipe":   func() error { return exec.Command("mkfifo", path).Run() },
	} {
		if err := make(); err != nil {
			t.Skip(err)
		}
		_, err := checkpoints.Lock(dir)
		var other *disk.NotRegularError
		if !errors.As(err, &other) {
			t.Errorf("%s: got %v", what, err)
		}
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	if text, err := os.ReadFile(target); string(text) != "dear" {
		t.Errorf("%q, %v", text, err)
	}
}

// A loser leaves the name of the holder alone.
func TestLock_writesNothingWithoutTheLock(t *testing.T) {
	dir := t.TempDir()
	release, err := checkpoints.Lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	path := filepath.Join(dir, "run.lock")
	if err := os.WriteFile(path, []byte("pid 1 on alpha\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := checkpoints.Lock(dir); inUse(err) == nil || inUse(err).Holder != "pid 1 on alpha" {
		t.Errorf("got %v", err)
	}
}

// Processes lock a folder, and remove the lock file while they hold it, again and again: there is
// never a second holder.
func TestLock_hasOneHolderWhileItsFileComesAndGoes(t *testing.T) {
	dir := t.TempDir()
	var held, entered atomic.Int32
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				release, err := checkpoints.Lock(dir)
				if err != nil {
					continue // another one has it
				}
				if held.Add(1) != 1 {
					t.Error("two hold the lock")
				}
				entered.Add(1)
				held.Add(-1) // what follows is the end of it
				if err := os.Remove(filepath.Join(dir, "run.lock")); err != nil {
					t.Error(err)
				}
				if err := release(); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if entered.Load() == 0 {
		t.Error("nobody had the lock")
	}
}
