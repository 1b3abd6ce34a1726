// Package format turns bytes into arrays and back: IDX, .npy, .npz and rows of text.
//
// Nothing that a file says of its own size is believed before the bytes are there: a file that
// claims much and holds little costs little.
package format

import "fmt"

// Error says what is wrong with the content of a file or folder.
type Error struct {
	File     string // path; a member of an archive follows in brackets
	Offset   int64  // byte of the (decompressed) content, -1 where no one byte is to blame
	Expected string
	Found    string
	Hint     string // what may be done about it, or ""
}

// Expected returns the error of a file that holds something else than was expected at offset.
func Expected(file string, offset int64, expected, found string) *Error {
	return &Error{File: file, Offset: offset, Expected: expected, Found: found}
}

// WithHint returns the error with a hint at what may be done about it.
func (e *Error) WithHint(hint string) *Error {
	e.Hint = hint
	return e
}

func (e *Error) Error() string {
	at := ""
	if e.Offset >= 0 {
		at = fmt.Sprintf(" at byte %d", e.Offset)
	}
	return fmt.Sprintf("%s: expected %s%s, found %s", e.File, e.Expected, at, e.Found)
}
