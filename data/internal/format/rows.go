package format

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxRow bounds the bytes of a row, which are in memory at one time.
const maxRow = 4 << 20

// byteOrderMark stands before the text of some programs, of Windows above all.
const byteOrderMark = "\ufeff"

// rows reads text in rows of as many cells each. They are parted by tabs, semicolons or commas or,
// where the first line has none of these, by blanks. Empty lines are no rows.
type rows struct {
	in    *Input
	read  func() (cells []string, line int, err error)
	left  *io.LimitedReader // what may be read of this row
	cells int               // of the first row, 0 before it is read
}

func (in *Input) rows() *rows {
	if bytes.HasPrefix(in.Head(len(byteOrderMark)), []byte(byteOrderMark)) {
		skipped, _ := in.r.Discard(len(byteOrderMark)) // they are in the buffer
		in.offset += int64(skipped)
	}
	r := &rows{in: in, left: &io.LimitedReader{R: in.r}}
	first, _, _ := bytes.Cut(in.Head(1<<16), []byte("\n"))
	if comma := separator(string(first)); comma == ' ' {
		r.read = r.blanks()
	} else {
		r.read = r.parted(comma)
	}
	return r
}

// separator returns what parts the cells of a line, a comma if there is but one.
func separator(line string) rune {
	for _, c := range "\t;," {
		if strings.ContainsRune(line, c) {
			return c
		}
	}
	if len(strings.Fields(line)) > 1 {
		return ' '
	}
	return ','
}

// parted reads cells with comma between them, which may be in quotes.
func (r *rows) parted(comma rune) func() ([]string, int, error) {
	text := csv.NewReader(r.left)
	text.ReuseRecord, text.FieldsPerRecord, text.Comma = true, -1, comma
	start := r.in.offset
	return func() ([]string, int, error) {
		r.in.offset = start + text.InputOffset()
		cells, err := text.Read()
		if err != nil {
			return nil, 0, err
		}
		line, _ := text.FieldPos(0)
		return cells, line, nil
	}
}

// blanks reads cells with blanks between them.
func (r *rows) blanks() func() ([]string, int, error) {
	text := bufio.NewReader(r.left)
	var line int
	return func() ([]string, int, error) {
		for {
			content, err := text.ReadString('\n')
			r.in.offset += int64(len(content))
			line++
			if cells := strings.Fields(content); len(cells) > 0 || err != nil {
				if len(cells) > 0 && err == io.EOF {
					err = nil
				}
				return cells, line, err
			}
		}
	}
}

// next returns the cells of the next row, which hold until the next call. The error is io.EOF after
// the last.
func (r *rows) next() ([]string, error) {
	r.left.N = maxRow
	cells, line, err := r.read()
	var syntax *csv.ParseError
	switch {
	case r.left.N == 0:
		return nil, Expected(r.in.file, r.in.offset, fmt.Sprintf("a row of less than %d bytes", maxRow), "more")
	case err == io.EOF:
		return nil, io.EOF
	case errors.As(err, &syntax):
		return nil, Expected(r.in.file, -1, fmt.Sprintf("cells in line %d", syntax.Line), syntax.Err.Error())
	case err != nil:
		return nil, r.in.fault("rows of text", err)
	case r.cells == 0:
		r.cells = len(cells)
	case len(cells) != r.cells:
		return nil, Expected(r.in.file, -1, fmt.Sprintf("%d cells in line %d, as in the first", r.cells, line), fmt.Sprint(len(cells)))
	}
	return cells, nil
}

// Weigh reads the content to its end and returns an error if it is compressed and has more bytes than
// it may.
func (in *Input) Weigh() error {
	bound := usual(in.packed)
	if in.packed == 0 || in.limit.Lifted {
		return nil
	}
	n, err := io.Copy(io.Discard, io.LimitReader(in.r, bound+1))
	if err != nil {
		return in.fault("whole content", err)
	}
	if n > bound {
		return in.claim(n, n, "text")
	}
	return nil
}
