package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"vae"
	"vae/checkpoints"
	"vae/data"
	"vae/internal/disk"
	"vae/selfcheck"
	"vae/train"
)

// The exit codes.
const (
	exitDone       = 0
	exitFailed     = 1
	exitUsage      = 2
	exitNumbers    = 3
	exitData       = 4
	exitCheckpoint = 5
	exitDisk       = 6
	exitInUse      = 7
	exitSignal     = 128 // plus the number of the signal
)

// usageError is a command line that makes no sense.
type usageError struct{ message, hint string }

func (e *usageError) Error() string { return e.message }

// atLeast returns an error if the number of a flag is less.
func atLeast(least int, flag string, n int) error {
	if n < least {
		return &usageError{fmt.Sprintf("%s %d is not %d or more", flag, n, least), ""}
	}
	return nil
}

// inputError is a fault of the images or codes that a command was given.
type inputError struct {
	error
	hint string
}

func (e *inputError) Unwrap() error { return e.error }

// signalError says that a signal ended the command, after everything was saved.
type signalError struct {
	signal syscall.Signal
	hint   string
}

func (e *signalError) Error() string { return fmt.Sprintf("stopped by signal %v", e.signal) }

// exitCode returns the exit code that belongs to an error.
func exitCode(err error) int {
	var stopped *signalError
	if errors.As(err, &stopped) {
		return exitSignal + int(stopped.signal)
	}
	switch {
	case is[*usageError](err), is[*data.UnknownError](err), is[*data.OptionError](err):
		return exitUsage
	case is[*train.NumbersError](err), is[*selfcheck.FailedError](err):
		return exitNumbers
	case is[*data.FormatError](err), is[*data.NotInstalledError](err), is[*train.DataError](err), is[*inputError](err):
		return exitData
	case is[*checkpoints.CorruptError](err), is[*checkpoints.VersionError](err), is[*vae.CheckpointError](err),
		is[*disk.NotRegularError](err):
		return exitCheckpoint
	case is[*checkpoints.InUseError](err):
		return exitInUse
	case isDisk(err):
		return exitDisk
	case is[*train.StartError](err):
		return exitUsage
	}
	return exitFailed
}

func is[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}

// isDisk reports whether an error is the disk's: full, read-only, forbidden, broken.
func isDisk(err error) bool {
	return slices.ContainsFunc([]error{
		syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EIO, syscall.EFBIG, syscall.ENXIO, syscall.ENODEV,
		syscall.ESTALE, fs.ErrPermission,
	}, func(fault error) bool { return errors.Is(err, fault) })
}

// report prints an error as one line and, where there is one, a hint as another. Of several
// pictures that cannot be read each has a line before.
func report(w io.Writer, err error) {
	var unread *data.PicturesError
	if errors.As(err, &unread) && len(unread.Faults) > 1 {
		reportPictures(w, unread)
	} else {
		fprintf(w, "vae: %s\n", plain(err))
	}
	if hint := hintFor(err); hint != "" {
		fprintf(w, "vae: hint: %s\n", hint)
	}
}

// maxFaults is the most pictures of which it is said one by one why they cannot be read.
const maxFaults = 100

func reportPictures(w io.Writer, unread *data.PicturesError) {
	for _, fault := range unread.Faults[:min(len(unread.Faults), maxFaults)] {
		fprintf(w, "vae: %s\n", plain(fault))
	}
	if more := len(unread.Faults) - maxFaults; more > 0 {
		fprintf(w, "vae: and %d more\n", more)
	}
	fprintf(w, "vae: %d of %d pictures of %s cannot be read\n", len(unread.Faults), unread.Of, unread.Name)
}

// hintFor returns what a user may do about an error, or "".
func hintFor(err error) string {
	var usage *usageError
	var input *inputError
	var missing *data.NotInstalledError
	var unknown *data.UnknownError
	var stopped *signalError
	var format *data.FormatError
	switch {
	case is[*data.PicturesError](err):
		return "--skip-bad passes over them"
	case errors.As(err, &usage):
		return usage.hint
	case errors.As(err, &input) && input.hint != "":
		return input.hint
	case errors.As(err, &stopped):
		return stopped.hint
	case errors.As(err, &missing):
		return "vae data fetch " + missing.Name
	case errors.As(err, &unknown):
		return "a folder or a file is meant where there is a / or an extension: ./" + unknown.Name
	case errors.Is(err, syscall.ENOSPC):
		return "free some room; what was saved before is intact"
	case errors.As(err, &format) && format.Hint != "":
		return format.Hint
	case errors.As(err, &format) && strings.Contains(format.Expected, "resize"):
		return "--size 28x28 brings all images of a folder to one size"
	case is[*train.NumbersError](err):
		return "what was saved before is intact; a new run with a lower --lr or with --clip 100 may get further"
	case is[*train.StartError](err):
		return "vae info shows what it was trained on, and how"
	case is[*checkpoints.InUseError](err):
		return "wait for it to end, or give this run another folder with --out"
	case errors.Is(err, context.DeadlineExceeded):
		return "try again"
	}
	return ""
}
