package checkpoints

import "fmt"

// CorruptError reports a file that is damaged, or that is no checkpoint of this program.
type CorruptError struct {
	// Path is the file, empty if the bytes did not come from one.
	Path string
	// Offset is where in the file the damage shows, in bytes, or -1 if it has no place.
	Offset int64
	// Reason says what was expected and what was found.
	Reason string
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
	// Path is the file, empty if the bytes did not come from one.
	Path string
	// Found is the file's format version; the newest that can be read is [FormatVersion].
	Found int
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
	// Dir is the run folder.
	Dir string
	// Holder names the process, such as "pid 4711 on alpha", or is empty if it left no name.
	Holder string
}

// Error returns one line: folder and holder.
func (e *InUseError) Error() string {
	holder := e.Holder
	if holder == "" {
		holder = "another process"
	}
	return fmt.Sprintf("run folder %s is in use by %s", e.Dir, holder)
}

// corrupt returns a CorruptError at an offset (-1: none) of a file not yet named.
func corrupt(offset int64, format string, args ...any) error {
	return &CorruptError{Offset: offset, Reason: fmt.Sprintf(format, args...)}
}
