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

func width(w io.Writer) int {
	if f, ok := file(w); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
			return n
		}
	}
	return usualWidth
}

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

// checkTerminal returns an error if what is written to path, all of it bytes that are no text,
// would end up on a terminal.
func checkTerminal(path string) error {
	stdout := path == "-"
	if info, err := os.Stat(path); err == nil && isDevice(path) {
		terminal, err := os.Stdout.Stat()
		stdout = err == nil && os.SameFile(info, terminal)
	}
	if !stdout || !isTerminal(os.Stdout) {
		return nil
	}
	return usageError("stdout is a terminal, and what -o "+path+" writes is no text",
		"-o FILE, or a > or | after the command, takes it elsewhere")
}

// columns returns the number of columns that a text takes, without wide characters.
func columns(text string) int { return utf8.RuneCountInString(text) }
