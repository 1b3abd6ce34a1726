package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf8"

	"vae/internal/fault"
)

// mostRunes is the number of runes that are printed of one text.
const mostRunes = 1000

// printable returns a text as it may be printed on one line: what would move the cursor, change
// colours or hide characters is escaped as in Go, bytes that are not UTF-8 too, and the middle of a
// text of more than mostRunes is left out. Names in files and in other people's models are printed
// so, whatever is in them.
func printable(text string) string {
	text = abridged(text, mostRunes)
	var b strings.Builder
	for i, r := range text {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
	}
	return b.String()
}

// abridged returns a text with … in place of its middle if it has more than the given number of
// runes.
func abridged(text string, most int) string {
	if len(text) <= most || utf8.RuneCountInString(text) <= most {
		return text
	}
	head, tail := 0, len(text)
	for range most * 2 / 3 {
		_, size := utf8.DecodeRuneInString(text[head:])
		head += size
	}
	for range most / 3 {
		_, size := utf8.DecodeLastRuneInString(text[head:tail])
		tail -= size
	}
	return text[:head] + "…" + text[tail:]
}

// printed is a value whose text is printable, however it is formatted.
type printed struct{ value any }

// Format formats the value as the verb asks.
func (p printed) Format(state fmt.State, verb rune) {
	_, _ = io.WriteString(state, printable(fmt.Sprintf(fmt.FormatString(state, verb), p.value))) // into memory
}

// fprintf is fmt.Fprintf with printable arguments. Line breaks belong in the format.
func fprintf(w io.Writer, format string, args ...any) {
	for i, arg := range args {
		if _, number := arg.(int); !number { // which may be a width, too
			args[i] = printed{arg}
		}
	}
	fmt.Fprintf(w, format, args...)
}

// plain returns the text of an error on one line, without names of packages, system calls and
// temporary files.
func plain(err error) string { return strings.ReplaceAll(plainAfter("", err), "\n", "; ") }

// plainAfter returns before and, after it, the plain text of an error.
func plainAfter(before string, err error) string {
	switch wrong := err.(type) {
	case *fs.PathError:
		return before + fileFault(before, wrong.Path, wrong.Err)
	case *fault.Error:
		return plainAfter(before, wrong.Err)
	case *os.LinkError:
		return before + fileFault(before, wrong.New, wrong.Err)
	}
	rest := err.Error()
	for _, cause := range causes(err) {
		if wrapping, after, found := strings.Cut(rest, cause.Error()); found {
			before = plainAfter(before+wrapping, cause)
			rest = after
		}
	}
	return before + rest
}

// causes returns the errors that an error wraps.
func causes(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	if cause := errors.Unwrap(err); cause != nil {
		return []error{cause}
	}
	return nil
}

// fileFault says what is wrong with a file, which is named unless the text before does so, or it is
// a temporary one.
func fileFault(before, path string, reason error) string {
	if strings.Contains(before, path) || strings.HasPrefix(filepath.Base(path), ".vae-") {
		return reason.Error()
	}
	return path + ": " + reason.Error()
}
