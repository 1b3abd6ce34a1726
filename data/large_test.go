//go:build linux

package data_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"vae/data"
)

// readAll serves the images of a source of a gigabyte, and opens any other.
func readAll(ctx context.Context, path string) error {
	s, err := data.Open(ctx, path, data.Options{})
	if err != nil || s.All.Len()*s.All.Pixels() < 1<<30 {
		return err
	}
	l, err := data.NewLoader(s.All, data.LoaderConfig{BatchSize: 512})
	if err != nil {
		return err
	}
	for _, err := range l.From(ctx, 0) {
		if err != nil {
			return err
		}
	}
	return nil
}

// A gigabyte, most of which is a hole in the file, is read, described and served in 64 MiB of
// memory.
func TestLimit_largeFilesStayOnDisk(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("reads a gigabyte three times")
	}
	base, _ := memoryToRead(t, put(t, array("|u1", "(1, 2, 2)", 0, 1, 2, 255), t.TempDir(), "a.npy"))
	const n = 1 << 18
	head := npy(1, npyDict("|u1", fmt.Sprintf("(%d, 64, 64)", n)), nil)
	path := put(t, append(head, 7, 100), t.TempDir(), "large.npy")
	if err := os.Truncate(path, int64(len(head)+n*64*64)); err != nil {
		t.Fatal(err)
	}
	if memory, said := memoryToRead(t, path); said != "" || memory-base > 64<<20 {
		t.Errorf("%d MB of memory; said %q", (memory-base)>>20, said)
	}
}
