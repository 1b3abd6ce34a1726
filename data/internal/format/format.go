// Package format reads and writes arrays: IDX, .npy, .npz and rows of text.
//
// It does not believe the size in a file's header before the bytes are there: a small file that
// claims to be large costs little.
package format

import (
	"cmp"
	"fmt"
)

// Error describes what is wrong with the content of a file or folder.
type Error struct {
	File     string // path; a member of an archive follows in brackets
	Offset   int64  // byte of the decompressed content, -1 if unknown
	Expected string
	Found    string
	Hint     string // what the user can do about it, or ""
}

// Expected returns the error of a file with other content than expected.
func Expected(file, expected string, found any) *Error { return ExpectedAt(file, -1, expected, found) }

// ExpectedAt returns the error of a file with other content at offset than expected.
func ExpectedAt(file string, offset int64, expected string, found any) *Error {
	return &Error{File: file, Offset: offset, Expected: expected, Found: fmt.Sprint(found)}
}

// WithHint sets the hint and returns the error.
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

// Limit bounds the memory that a file takes. The zero value bounds compressed content alone.
type Limit struct {
	Memory int64 // bytes that the elements of an array may take; 0 is unlimited
	Lifted bool  // compressed content may have any size
	Apart  int64 // pixels that take more bytes stay on disk, where they can be read by rows; 0 is unlimited
}

const (
	// usualContent and usualRatio bound the content of a compressed file: more than both is taken
	// for a bomb. Real images, mostly black, are compressed by a factor of 30 to 120.
	usualContent = 48 << 20
	usualRatio   = 250

	// deflateRatio is the most bytes that one byte of a DEFLATE stream can hold: a match of 258
	// bytes takes at least two bits.
	deflateRatio = 1032
)

// usual returns the most bytes in packed bytes that are not a bomb.
func usual(packed int64) int64 { return max(usualContent, usualRatio*packed) }

// inflated returns the most bytes that packed bytes can hold.
func inflated(packed int64) int64 { return deflateRatio * min(packed, 1<<50) }

// Bytes formats a number of bytes, rounded up, as the flag --limit takes it.
func Bytes(n int64) string {
	for i, unit := range []string{"TiB", "GiB", "MiB"} {
		if size := int64(1) << (40 - 10*i); n >= size {
			return fmt.Sprintf("%d%s", (n-1)/size+1, unit)
		}
	}
	return fmt.Sprintf("%dKiB", max(0, n-1)>>10+1)
}

// Allow returns an error if what, in file, takes more memory than the limit.
func (l Limit) Allow(file string, memory int64, what string) error {
	if l.Memory == 0 || memory <= l.Memory {
		return nil
	}
	return Expected(file, fmt.Sprintf("%s of at most %s", what, Bytes(l.Memory)),
		fmt.Sprintf("%s: --limit %[1]s allows them", Bytes(memory))).
		WithHint("IDX and .npy files that are not compressed, in C order, may have any size")
}

// claim returns an error if the file cannot have that many more bytes of content, or if they or
// their memory exceed the limit.
func (in *Input) claim(content, memory int64, what string) error {
	if content > in.most-in.offset {
		return ExpectedAt(in.file, in.offset, fmt.Sprintf("%d bytes of %s", content, what),
			fmt.Sprintf("a file that can hold %d at most", in.most-in.offset))
	}
	if bound := usual(in.packed); in.packed > 0 && !in.limit.Lifted && content > bound {
		return Expected(in.file, fmt.Sprintf("%s of at most %s", what, Bytes(bound)),
			fmt.Sprintf("%s, compressed to %s: --limit %s allows them",
				Bytes(content), Bytes(in.packed), Bytes(cmp.Or(memory, content))))
	}
	return in.limit.Allow(in.file, memory, what)
}
