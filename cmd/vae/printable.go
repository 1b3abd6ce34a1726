package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// mostRunes is the most runes that are printed of one text.
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

// fprintf is fmt.Fprintf for people to read: the texts of its arguments are printable. What it is
// to write in several lines has them in its format.
func fprintf(w io.Writer, format string, args ...any) {
	for i, arg := range args {
		if _, number := arg.(int); !number { // which may be a width, too
			args[i] = printed{arg}
		}
	}
	fmt.Fprintf(w, format, args...)
}
