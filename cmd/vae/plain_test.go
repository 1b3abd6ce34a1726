package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
	"testing"

	"vae/checkpoints"
	"vae/data"
	"vae/internal/fault"
)

func TestPlain_tellsOfTheFaultAlone(t *testing.T) {
	open := &fs.PathError{Op: "open", Path: "runs/a", Err: syscall.EACCES}
	temporary := &fs.PathError{Op: "write", Path: "runs/.vae-7-0.tmp", Err: syscall.ENOSPC}
	rename := &os.LinkError{Op: "rename", Old: "runs/.vae-7-0.tmp", New: "runs/a", Err: syscall.EROFS}
	for want, err := range map[string]error{
		"runs/a: permission denied":              fault.Of("train", open),
		"read runs/a: permission denied":         fault.Of("data", fmt.Errorf("read runs/a: %w", open)),
		"write runs/a: no space left on device":  fault.Of("checkpoints", fmt.Errorf("write runs/a: %w", temporary)),
		"write runs/a: read-only file system":    fault.Of("train", fault.Of("checkpoints", fmt.Errorf("write runs/a: %w", rename))),
		"runs/a: read-only file system":          rename,
		"no space left on device; again":         errors.Join(temporary, errors.New("again")),
		"runs/a: permission denied; using b":     fmt.Errorf("%w; using b", fault.Of("vae", open)),
		"x; y; runs/a: permission denied":        errors.Join(errors.New("x\ny"), fault.Of("data", open)),
		"data: expected PNG, found none":         inputError(&data.FormatError{File: "data", Offset: -1, Expected: "PNG", Found: "none"}, ""),
		"run: resume from b: b: byte 3: damaged": fmt.Errorf("run: %w", fault.Of("train", fmt.Errorf("resume from b: %w", fault.Of("checkpoints", &checkpoints.CorruptError{Path: "b", Offset: 3, Reason: "damaged"})))),
		"fetch x: no source has it: u: write runs/a: read-only file system; v: 404": &data.FetchError{Name: "x", Attempts: []data.Attempt{
			{Source: "u", Err: fmt.Errorf("write runs/a: %w", rename)}, {Source: "v", Err: errors.New("404")}}},
	} {
		err = errors.Join(err, nil)
		if got := plain(err); got != want {
			t.Errorf("%q\n is told as %q,\nwant %q", err, got, want)
		}
	}
}
