package checkpoints

import (
	"cmp"
	"fmt"
)

// CorruptError reports a file that is damaged or not a checkpoint of this program.
type CorruptError struct {
	Path   string // "" if the bytes did not come from a file
	Offset int64  // where the damage shows, in bytes; -1 if at no single place
	Reason string // what was expected and what was found
}

// Error returns one line: path, place, reason.
func (e *CorruptError) Error() string {
	text := e.Reason
	if e.Offset >= 0 {
		text = fmt.Sprintf("byte %d: %s", e.Offset, text)
	}
	if e.Path != "" {
		text = e.Path + ": " + text
	}
	return text
}

// VersionError reports an intact checkpoint in a format that this program is too old to read.
type VersionError struct {
	Path  string // "" if the bytes did not come from a file
	Found int    // the file's format version, above [FormatVersion]
}

// Error returns one line: path, both versions.
func (e *VersionError) Error() string {
	text := fmt.Sprintf("format version %d was written by a newer vae; this one reads up to %d", e.Found, FormatVersion)
	if e.Path != "" {
		text = e.Path + ": " + text
	}
	return text
}

// InUseError reports that another process trains in a run folder.
type InUseError struct {
	Dir    string // the run folder
	Holder string // such as "pid 4711 on alpha"; "" if unknown
}

// Error returns one line: folder and holder.
func (e *InUseError) Error() string {
	return fmt.Sprintf("run folder %s is in use by %s", e.Dir, cmp.Or(e.Holder, "another process"))
}

// corrupt returns a CorruptError without a path.
func corrupt(offset int64, format string, args ...any) error {
	return &CorruptError{Offset: offset, Reason: fmt.Sprintf(format, args...)}
}
