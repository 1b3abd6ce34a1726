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
	"vae/export"
	"vae/internal/disk"
	"vae/selfcheck"
	"vae/train"
)

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

// failure is an error that comes with its exit code and perhaps a hint.
type failure struct {
	error
	code int
	hint string
}

func (f *failure) Unwrap() error { return f.error }

// usageError says that a command line makes no sense.
func usageError(message, hint string) error { return &failure{errors.New(message), exitUsage, hint} }

func usagef(format string, args ...any) error { return usageError(fmt.Sprintf(format, args...), "") }

// inputError says what is wrong with the images or codes that a command was given.
func inputError(err error, hint string) error { return &failure{err, exitData, hint} }

func inputf(format string, args ...any) error { return inputError(fmt.Errorf(format, args...), "") }

// signalError says that a signal ended the command, after everything was saved.
func signalError(s syscall.Signal, hint string) error {
	return &failure{fmt.Errorf("stopped by signal %v", s), exitSignal + int(s), hint}
}

// atLeast returns an error if the number of a flag is less.
func atLeast(least int, flag string, n int) error {
	if n < least {
		return usagef("%s %d is not %d or more", flag, n, least)
	}
	return nil
}

func exitCode(err error) int {
	var own *failure
	switch {
	case is[*data.UnknownError](err), is[*data.OptionError](err):
		return exitUsage
	case errors.As(err, &own):
		return own.code
	case is[*train.NumbersError](err), is[*selfcheck.FailedError](err):
		return exitNumbers
	case is[*data.FormatError](err), is[*data.NotInstalledError](err), is[*train.DataError](err),
		is[*vae.LabelError](err), is[*train.PeerError](err):
		return exitData
	case is[*checkpoints.CorruptError](err), is[*checkpoints.VersionError](err), is[*vae.CheckpointError](err),
		is[*vae.PriorError](err), is[*export.MisfitError](err), is[*disk.NotRegularError](err):
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

// printError prints an error on a line, and its hint on another. Before it, each of several faults
// has a line.
func printError(w io.Writer, err error) {
	faults, about := several(err)
	for _, fault := range faults[:min(len(faults), maxFaults)] {
		fprintf(w, "vae: %s\n", fault)
	}
	if more := len(faults) - maxFaults; more > 0 {
		fprintf(w, "vae: and %d more\n", more)
	}
	fprintf(w, "vae: %s\n", about)
	if hint := hintFor(err); hint != "" {
		fprintf(w, "vae: hint: %s\n", hint)
	}
}

// maxFaults is the number of faults that are listed.
const maxFaults = 100

// several returns the faults of an error that has several, and a line about them all or about the
// only one.
func several(err error) (faults []string, about string) {
	var unread *data.PicturesError
	var misfit *export.MisfitError
	switch {
	case errors.As(err, &unread) && len(unread.Faults) > 1:
		for _, fault := range unread.Faults {
			faults = append(faults, plain(fault))
		}
		return faults, fmt.Sprintf("%d of %d pictures of %s cannot be read", len(faults), unread.Of, unread.Name)
	case errors.As(err, &misfit) && len(misfit.Faults) > 1:
		return misfit.Faults, fmt.Sprintf("%s: these %d tensors do not fit the model", misfit.Path, len(misfit.Faults))
	}
	return nil, plain(err)
}

// hintFor returns what a user may do about an error, or "".
func hintFor(err error) string {
	var own *failure
	var missing *data.NotInstalledError
	var unknown *data.UnknownError
	var format *data.FormatError
	switch {
	case is[*data.PicturesError](err):
		return "--skip-bad passes over them"
	case errors.As(err, &own) && own.hint != "":
		return own.hint
	case errors.As(err, &missing):
		return "vae data fetch " + missing.Name
	case errors.As(err, &unknown):
		return "a folder or a file is meant where there is a / or an extension: ./" + unknown.Name
	case is[*data.FetchError](err) && !isDisk(err):
		return "its files from elsewhere can be trained on in any folder; vae data list says what is built in"
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
