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
	"testing"

	"vae/checkpoints"
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
