package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"vae/internal/fault"
)

// plain returns the text of an error on one line, without what tells of the program rather than of
// the fault: names of packages, system calls and temporary files.
func plain(err error) string { return strings.ReplaceAll(plainAfter("", err), "\n", "; ") }

// plainAfter returns before, followed by the text of an error of which it tells.
func plainAfter(before string, err error) string {
	switch wrong := err.(type) {
	case *fs.PathError:
		return before + fileFault(before, wrong.Path, wrong.Err)
	case *fault.Error:
		return plainAfter(before, wrong.Err)
	case *os.LinkError:
		return before + fileFault(before, wrong.New, wrong.Err)
	}
	rest := err.Error()
	for _, cause := range causes(err) {
		if wrapping, after, found := strings.Cut(rest, cause.Error()); found {
			before = plainAfter(before+wrapping, cause)
			rest = after
		}
	}
	return before + rest
}

// causes returns the errors that an error wraps.
func causes(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	if cause := errors.Unwrap(err); cause != nil {
		return []error{cause}
	}
	return nil
}

// fileFault says what is wrong with a file, which is named unless the text before does so, or it is
// a temporary one.
func fileFault(before, path string, reason error) string {
	if strings.Contains(before, path) || strings.HasPrefix(filepath.Base(path), ".vae-") {
		return reason.Error()
	}
	return path + ": " + reason.Error()
}
