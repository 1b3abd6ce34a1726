package fault_test

import (
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"vae/internal/fault"
)

// leave returns err as an exported function of a package does.
func leave(name string, err error) (out error) {
	defer fault.Mark(name, &out)
	return err
}

func TestMark_namesThePackageOnce(t *testing.T) {
	inner := leave("data", leave("data", fmt.Errorf("read x: %w", fs.ErrNotExist)))
	if got, want := inner.Error(), "data: read x: file does not exist"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	outer := leave("train", inner)
	if got, want := outer.Error(), "train: "+inner.Error(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(outer, fs.ErrNotExist) {
		t.Errorf("%v does not wrap its cause", outer)
	}
	if err := leave("data", nil); err != nil {
		t.Errorf("got %v of nil", err)
	}
}
