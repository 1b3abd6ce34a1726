package disk_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"vae/internal/disk"
	"vae/internal/disk/disktest"
)

// put writes an empty file that is as old as told.
func put(t *testing.T, dir, name string, age time.Duration) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	then := time.Now().Add(-age)
	if err := os.Chtimes(path, then, then); err != nil {
		t.Fatal(err)
	}
}

// ended returns the number of a process that has ended.
func ended(t *testing.T) int {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	return child.Process.Pid
}

// own returns the name that a temporary file of this process has.
func own(t *testing.T) (name string) {
	t.Helper()
	dir := t.TempDir()
	err := disk.WriteFile(disk.OS{}, filepath.Join(dir, "x"), func(io.Writer) error {
		name = disktest.Names(t, dir)[0]
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func TestRemoveTemporary_takesWhatTheDeadHaveLeft(t *testing.T) {
	name := own(t)
	parts := strings.Split(name, "-") // .vae, host, process, life, 0.tmp
	of := func(host string, pid int, life string) string {
		return fmt.Sprintf(".vae-%s-%d-%s-0.tmp", host, pid, life)
	}
	dead := ended(t)
	dir := t.TempDir()
	const minute, week = time.Minute, 7 * 24 * time.Hour
	for name, age := range map[string]time.Duration{
		of(parts[1], dead, "1"):            0,      // of a process that has ended
		of(parts[1], os.Getpid(), "1"):     0,      // of an earlier process of our number
		of("0badf00d", 1, "1"):             week,   // of another host, long ago
		".fetch-123":                       week,   // of earlier versions
		".vae-456":                         week,   // likewise
		fmt.Sprintf(".vae-%d-0.tmp", dead): minute, // likewise
	} {
		put(t, dir, name, age)
	}
	stay := map[string]time.Duration{
		name:                            week, // ours
		of(parts[1], os.Getppid(), "1"): week, // of a process that runs
		of("0badf00d", dead, "1"):       minute,
		".fetch-124":                    minute,
		fmt.Sprintf(".vae-%d-0.tmp", os.Getppid()): week,
		".vae-1-0.tmp.gz":                          week, "vae-1-0.tmp": week, "a.tmp": week, ".vae-x.tmp": week,
	}
	var want []string
	for name, age := range stay {
		put(t, dir, name, age)
		want = append(want, name)
	}
	if err := disk.RemoveTemporary(disk.OS{}, dir); err != nil {
		t.Fatal(err)
	}
	slices.Sort(want)
	if got := disktest.Names(t, dir); !slices.Equal(got, want) {
		t.Errorf("left %q, want %q", got, want)
	}
}
