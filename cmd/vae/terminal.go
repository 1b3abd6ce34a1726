package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/schollz/progressbar/v3"
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

// holdsBar reports whether w is a terminal whose lines can be redrawn.
func holdsBar(w io.Writer) bool { return isTerminal(w) && os.Getenv("TERM") != "dumb" }

// checkTerminal returns an error if path leads to a terminal, since results are not text.
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

// bar is a progress bar that fits its terminal, also after a resize: what has no room is left out,
// first the rate, then the time.
type bar struct {
	meter    *progressbar.ProgressBar
	w        io.Writer
	unit     string    // what is counted; "": no rate is shown
	texts    []string  // what stands before the bar, the longest form first
	arranged time.Time // when the parts were last chosen
}

// barPause is the time between two pictures of a bar.
const barPause = 100 * time.Millisecond

// newBar returns a bar that counts to total in a unit. It shows no rate if that is "".
func newBar(w io.Writer, total int, unit string) *bar {
	return &bar{w: w, unit: unit, texts: []string{""}, meter: progressbar.NewOptions(total,
		progressbar.OptionSetWriter(&barLine{w: w}),
		progressbar.OptionThrottle(barPause),
		progressbar.OptionClearOnFinish(),
		progressbar.OptionUseANSICodes(true), // barLine erases the line
	)}
}

// describe sets the text before the bar: its longest form first, its shortest last.
func (b *bar) describe(texts ...string) { b.texts = texts }

func (b *bar) add(n int) {
	b.arrange()
	_ = b.meter.Add(n) // a terminal that went away is no reason to lose the work
}

func (b *bar) set(done, total int) {
	b.arrange()
	if total != b.meter.GetMax() {
		b.meter.ChangeMax(total)
	}
	_ = b.meter.Set(done) // likewise
}

// clear takes the bar off the screen, until it is next drawn.
func (b *bar) clear() {
	_ = b.meter.Clear() // likewise
}

// arrange chooses the parts that the terminal has room for.
func (b *bar) arrange() {
	if time.Since(b.arranged) < barPause {
		return
	}
	b.arranged = time.Now()
	state := b.meter.State()
	rate := ""
	if b.unit != "" {
		rate = fmt.Sprintf(" (%.0f %s/s)", state.CurrentBytes/max(state.SecondsSince, 1e-3), b.unit)
	}
	times := fmt.Sprintf(" [%v:%v]", seconds(state.SecondsSince), seconds(state.SecondsLeft))
	long, short := b.texts[0], b.texts[len(b.texts)-1]
	choices := []struct{ text, rate, times string }{
		{long, rate, times}, {long, "", times}, {short, "", times}, {short, "", ""}, {"", "", ""},
	}
	const least, most = 5, 20 // columns between the ends of the bar
	for i, choice := range choices {
		line := choice.text + " 100% || " + choice.rate + choice.times + "12" // the times may grow until it is drawn
		if room := width(b.w) - 1 - columns(line); room >= least || i == len(choices)-1 {
			theme := progressbar.Theme{Saucer: "█", SaucerPadding: " ", BarStart: "|", BarEnd: "|" + choice.rate}
			progressbar.OptionSetTheme(theme)(b.meter)
			progressbar.OptionSetPredictTime(choice.times != "")(b.meter)
			progressbar.OptionSetElapsedTime(choice.times != "")(b.meter)
			progressbar.OptionSetWidth(min(max(room, 0), most))(b.meter)
			b.meter.Describe(choice.text)
			return
		}
	}
}

func seconds(s float64) time.Duration { return time.Duration(s) * time.Second }

// barLine draws each line over the one before, cut to the width of the terminal. The cursor stays
// at its beginning, so that all of it can be erased even if a narrower terminal has broken it into
// several. On a terminal that is too narrow it draws nothing.
type barLine struct {
	w     io.Writer
	drawn bool // there is something to erase
}

// controls are the codes of the library that barLine replaces.
var controls = strings.NewReplacer("\r", "", "\033[0K", "", "\033[2K", "")

func (l *barLine) Write(p []byte) (int, error) {
	text := []rune(controls.Replace(string(p)))
	if room := width(l.w) - 1; room+1 < narrowest {
		text = nil
	} else {
		text = text[:min(len(text), room)]
	}
	if len(text) == 0 && !l.drawn {
		return len(p), nil
	}
	l.drawn = len(text) > 0
	if _, err := io.WriteString(l.w, "\r"+string(text)+"\033[J\r"); err != nil {
		return 0, err
	}
	return len(p), nil
}
