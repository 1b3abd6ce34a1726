//go:build linux

package main

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestBar_fitsTheTerminal draws a bar on terminals of many widths, each of which is then resized.
// On the screen there is one whole line, then nothing once the bar is cleared.
func TestBar_fitsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		width, resized int
		want, then     string // what is shown
	}{
		{100, 60, "epoch 3/40  −ELBO 105.42  ", "epoch 3/40  −ELBO 105.42  "},
		{80, 40, "images/s", "3/40  −ELBO 105.42  "},
		{60, 79, "epoch 3/40", "]"},
		{47, 200, "3/40  −ELBO", "images/s"},
		{40, 39, "3/40  −ELBO 105.42", ""},
		{39, 41, "", "3/40  −ELBO 105.42"},
		{81, 42, "images/s", "s]"}, // no text
	} {
		t.Run(fmt.Sprint(test.width), func(t *testing.T) {
			t.Parallel()
			screen := newScreen(t, test.width)
			b := newBar(screen.tty, 1000, "images")
			defer b.clear()
			if test.width != 81 {
				b.describe("epoch 3/40  −ELBO 105.42", "3/40  −ELBO 105.42")
			}
			fmt.Fprintln(screen.tty, "a line")
			for i, width := range []int{test.width, test.resized} {
				screen.resize(width)
				for range 3 {
					time.Sleep(barPause + 10*time.Millisecond)
					b.add(20)
				}
				screen.shows(t, []string{test.want, test.then}[i])
			}
			b.clear()
			screen.shows(t, "")
		})
	}
}

func TestHoldsBar(t *testing.T) {
	tty := newScreen(t, 80).tty
	for term, want := range map[string]bool{"xterm": true, "dumb": false} {
		t.Setenv("TERM", term)
		if holdsBar(tty) != want {
			t.Errorf("TERM=%s: %v", term, !want)
		}
	}
	if holdsBar(new(strings.Builder)) {
		t.Error("what is no terminal holds a bar")
	}
}

// screen is a terminal that shows a line and then what a bar draws.
type screen struct {
	tty, control *os.File
	width        int
	rows         [][]rune
	row, column  int
}

// newScreen opens a pseudo-terminal.
func newScreen(t *testing.T, width int) *screen {
	t.Helper()
	control, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminals: ", err)
	}
	t.Cleanup(func() { control.Close() })
	fd := int(control.Fd())
	number, err := unix.IoctlGetUint32(fd, unix.TIOCGPTN)
	if err != nil {
		t.Skip("no pseudo-terminals: ", err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	tty, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo-terminals: ", err)
	}
	t.Cleanup(func() { tty.Close() })
	s := &screen{tty: tty, control: control, width: width, rows: make([][]rune, 10)}
	s.resize(width)
	return s
}

// resize changes the width. As most terminals do, it breaks what is longer into several rows.
func (s *screen) resize(width int) {
	s.read()
	s.width = width
	for i, row := range s.rows {
		for len(row) > width {
			s.rows[i], row = row[:width], row[width:]
			i++
			s.rows[i] = row
		}
	}
	size := unix.Winsize{Row: 24, Col: uint16(width)}
	if err := unix.IoctlSetWinsize(int(s.control.Fd()), unix.TIOCSWINSZ, &size); err != nil {
		panic(err)
	}
}

// read takes up what was written since.
func (s *screen) read() {
	const mark = "\a"
	fmt.Fprint(s.tty, mark)
	var text strings.Builder
	buffer := make([]byte, 4096)
	for !strings.HasSuffix(text.String(), mark) {
		n, err := s.control.Read(buffer)
		if err != nil {
			panic(err)
		}
		text.Write(buffer[:n])
	}
	parts := strings.Split(strings.TrimSuffix(text.String(), mark), "\033[J")
	for i, part := range parts {
		if s.print(part); i < len(parts)-1 {
			s.rows[s.row] = s.rows[s.row][:min(s.column, len(s.rows[s.row]))]
			clear(s.rows[s.row+1:])
		}
	}
}

// print shows a text at the cursor.
func (s *screen) print(text string) {
	for _, r := range text {
		switch {
		case r == '\r':
			s.column = 0
			continue
		case r == '\n':
			s.row++
			continue
		case s.column == s.width:
			s.row, s.column = s.row+1, 0
		}
		row := append([]rune{}, s.rows[s.row]...)
		for len(row) <= s.column {
			row = append(row, ' ')
		}
		row[s.column] = r
		s.rows[s.row] = row
		s.column++
	}
}

// shows demands the line and, below it, one of a bar with the given text in it; none if that is "".
func (s *screen) shows(t *testing.T, text string) {
	t.Helper()
	s.read()
	var rows []string
	for _, row := range s.rows {
		if line := strings.TrimRight(string(row), " "); line != "" {
			rows = append(rows, line)
		}
	}
	switch {
	case len(rows) == 0 || rows[0] != "a line":
		t.Errorf("%d columns: the line is gone: %q", s.width, rows)
	case text == "" && len(rows) > 1:
		t.Errorf("%d columns: remains: %q", s.width, rows)
	case text != "" && (len(rows) != 2 || !strings.Contains(rows[1], text) || !strings.Contains(rows[1], "|")):
		t.Errorf("%d columns: %q, want one line with %q", s.width, rows, text)
	case text != "" && columns(strings.Split(rows[1], "|")[1]) < 5:
		t.Errorf("%d columns: the bar in %q is too short", s.width, rows[1])
	case text != "" && columns(rows[1]) >= s.width:
		t.Errorf("%d columns: %q is too long", s.width, rows[1])
	}
}
