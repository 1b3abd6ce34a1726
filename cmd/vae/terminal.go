package main

import (
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/term"
)

const (
	usualWidth = 80 // columns where a terminal does not say, or there is none
	narrowest  = 40 // columns of the narrowest terminal that gets a bar
)

// width returns the number of columns of the terminal w.
func width(w io.Writer) int {
	if f, ok := file(w); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return n
		}
	}
	return usualWidth
}

// isTerminal reports whether w is a terminal.
func isTerminal(w io.Writer) bool {
	f, ok := file(w)
	return ok && term.IsTerminal(int(f.Fd()))
}

// file returns the file that w writes to, if it is one.
func file(w io.Writer) (f *os.File, ok bool) {
	if r, isResults := w.(*results); isResults {
		w = r.w
	}
	f, ok = w.(*os.File)
	return f, ok
}

// holdsBar reports whether w is a terminal on which a line can be drawn over.
func holdsBar(w io.Writer) bool { return isTerminal(w) && os.Getenv("TERM") != "dumb" }

// columns returns the number of columns that a text takes, without wide characters.
func columns(text string) int { return utf8.RuneCountInString(text) }
