package data

import (
	"fmt"
	"strings"

	"vae/data/internal/format"
)

// FormatError says what is wrong with the content of a file or folder.
type FormatError = format.Error

// UnknownError says that a name is neither in the catalogue nor a path.
type UnknownError struct {
	Name  string
	Known []string // names of the catalogue
}

func (e *UnknownError) Error() string {
	return fmt.Sprintf("no data set is called %q: known are %s, and paths", e.Name, strings.Join(e.Known, ", "))
}

// NotInstalledError says that a data set of the catalogue is not on this machine.
type NotInstalledError struct {
	Name   string
	Looked []string // folders that were searched
}

func (e *NotInstalledError) Error() string {
	return fmt.Sprintf("%s is not installed: looked in %s", e.Name, strings.Join(e.Looked, ", "))
}

// OptionError says that what the caller asked for cannot be had from this data.
type OptionError struct {
	Option string // what was asked for: "validation", "size", "split", "batch size", …
	Reason string
}

func (e *OptionError) Error() string { return fmt.Sprintf("%s: %s", e.Option, e.Reason) }

// PicturesError says which pictures of a data set cannot be read.
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
