package data

import (
	"fmt"
	"strings"

	"vae/data/internal/format"
)

// FormatError describes what is wrong with the content of a file or folder.
type FormatError = format.Error

// UnknownError is the error of a name that is neither in the catalogue nor a path.
type UnknownError struct {
	Name  string
	Known []string // names of the catalogue
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("no data set is called %q: known are %s", e.Name, strings.Join(e.Known, ", "))
}

// NotInstalledError is the error of a data set of the catalogue that is not on this machine.
type NotInstalledError struct {
	Name   string
	Looked []string // folders that were searched
}

func (e *NotInstalledError) Error() string {
	return fmt.Sprintf("%s is not installed: looked in %s", e.Name, strings.Join(e.Looked, ", "))
}

// OptionError is the error of an option that is invalid, or that this data cannot satisfy.
type OptionError struct {
	Option string // such as "validation", "size", "split" or "batch size"
	Reason string
}

func (e *OptionError) Error() string { return fmt.Sprintf("%s: %s", e.Option, e.Reason) }

// PicturesError is the error of pictures of a data set that cannot be read.
type PicturesError struct {
	Name   string // of the set
	Of     int    // how many pictures it has
	Faults []error
}

func (e *PicturesError) Error() string {
	first := ": "
	if len(e.Faults) > 1 {
		first = ", the first: "
	}
	return fmt.Sprintf("%d of %d pictures of %s cannot be read%s%v", len(e.Faults), e.Of, e.Name, first, e.Faults[0])
}

func (e *PicturesError) Unwrap() []error { return e.Faults }
