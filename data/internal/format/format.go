// Package format turns bytes into arrays and back: IDX, .npy, .npz and rows of text.
//
// Nothing that a file says of its own size is believed before the bytes are there: a file that
// claims much and holds little costs little.
package format

import (
	"cmp"
	"fmt"
)

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

// Limit bounds what a file may become in memory. The zero value bounds compressed content alone.
type Limit struct {
	Memory int64 // bytes that the elements of an array may take; 0 is no bound
	Lifted bool  // compressed content may be as large as it says
}

const (
	// usualContent and usualRatio bound the content of a compressed file: what claims more than
	// both is taken for a bomb. Real images in bytes, black for the most part, are deflated by 30
	// to 120.
	usualContent = 48 << 20
	usualRatio   = 250

	// deflateRatio is the most bytes that one byte of a DEFLATE stream can stand for: a match of
	// 258 bytes takes two bits at least.
	deflateRatio = 1032
)

// usual returns the most bytes that packed bytes hold unless they are a bomb.
func usual(packed int64) int64 { return max(usualContent, usualRatio*packed) }

// inflated returns the most bytes that packed bytes can hold at all.
func inflated(packed int64) int64 { return deflateRatio * min(packed, 1<<50) }

// Bytes writes a number of bytes as the flag --limit takes it, rounded up.
func Bytes(n int64) string {
	for _, unit := range []struct {
		name string
		size int64
	}{{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}} {
		if n >= unit.size {
			return fmt.Sprintf("%d%s", (n-1)/unit.size+1, unit.name)
		}
	}
	return fmt.Sprintf("%dKiB", max(0, n-1)>>10+1)
}

// Allow returns an error if what takes more memory than the limit allows. file names it in errors.
func (l Limit) Allow(file string, memory int64, what string) error {
	if l.Memory == 0 || memory <= l.Memory {
		return nil
	}
	return Expected(file, -1, fmt.Sprintf("%s of at most %s", what, Bytes(l.Memory)),
		fmt.Sprintf("%s: --limit %[1]s allows them", Bytes(memory)))
}

// claim returns an error if the file cannot have that many more bytes of content, or if they, or
// the memory that they would take, are more than the limit allows.
func (in *Input) claim(content, memory int64, what string) error {
	if content > in.most-in.offset {
		return Expected(in.file, in.offset, fmt.Sprintf("%d bytes of %s", content, what),
			fmt.Sprintf("a file that can hold %d at most", in.most-in.offset))
	}
	if bound := usual(in.packed); in.packed > 0 && !in.limit.Lifted && content > bound {
		return Expected(in.file, -1, fmt.Sprintf("%s of at most %s", what, Bytes(bound)),
			fmt.Sprintf("%s, compressed to %s: --limit %s allows them", Bytes(content), Bytes(in.packed), Bytes(cmp.Or(memory, content))))
	}
	return in.limit.Allow(in.file, memory, what)
}
