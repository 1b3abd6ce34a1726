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
