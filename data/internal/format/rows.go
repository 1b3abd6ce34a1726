package format

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// maxRow is the most bytes of a row, which are in memory at once.
const maxRow = 4 << 20

// byteOrderMark is what some programs, especially on Windows, write before text.
const byteOrderMark = "\ufeff"

// rows reads text in rows with the same number of cells, separated by tabs, semicolons or commas
// or, if the first line has none of these, by blanks. A cell in quotes may hold separators and line
// ends. Empty lines are skipped.
type rows struct {
	in    *Input
	comma rune // separates cells, ' ' for any blanks
	end   byte // of a line
	line  int  // number of the row's first line, from 1
	lines int  // read so far
	text  []byte
	cells []string
	width int // cells of the first row, 0 before it is read
}

func (in *Input) rows() *rows {
	if bytes.HasPrefix(in.Head(len(byteOrderMark)), []byte(byteOrderMark)) {
		skipped, _ := in.r.Discard(len(byteOrderMark)) // they are in the buffer
		in.offset += int64(skipped)
	}
	end, head := byte('\n'), in.Head(1<<16)
	if bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0 {
		end = '\r'
	}
	r := &rows{in: in, end: end}
	r.skipRemarks()
	first, _, _ := bytes.Cut(in.Head(1<<16), []byte{end})
	r.comma = separator(string(first))
	return r
}

// skipRemarks skips the first lines that begin with #, until one has as many cells as the next.
func (r *rows) skipRemarks() {
	for {
		head := r.in.Head(1 << 16)
		first, rest, more := bytes.Cut(head, []byte{r.end})
		second, _, _ := bytes.Cut(rest, []byte{r.end})
		comma := []byte(string(separator(string(second))))
		if !more || !bytes.HasPrefix(first, []byte("#")) || bytes.Count(first, comma) == bytes.Count(second, comma) {
			return
		}
		skipped, _ := r.in.r.Discard(len(first) + 1) // they are in the buffer
		r.in.offset += int64(skipped)
		r.lines++
	}
}

// separator returns the separator of the cells of a line, a comma if there is only one cell.
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

// next returns the cells of the next row, which are valid until the next call. The error is io.EOF
// after the last row.
func (r *rows) next() ([]string, error) {
	for {
		if err := r.read(); err != nil {
			return nil, err
		}
		if len(r.text) > 0 {
			break
		}
	}
	if err := r.split(string(r.text)); err != nil {
		return nil, err
	}
	if r.width == 0 {
		r.width = len(r.cells)
	}
	if len(r.cells) != r.width {
		expected := fmt.Sprintf("%d cells in line %d, as in the first", r.width, r.line)
		return nil, Expected(r.in.file, expected, len(r.cells))
	}
	return r.cells, nil
}

// read reads the text of the next row: a line, or more if one ends within quotes.
func (r *rows) read() error {
	r.text = r.text[:0]
	start, quotes := r.in.offset, 0
	r.line = r.lines + 1
	for {
		part, err := r.in.r.ReadSlice(r.end)
		r.text = append(r.text, part...)
		quotes += bytes.Count(part, []byte{'"'})
		r.in.offset += int64(len(part))
		if len(r.text) > maxRow {
			return ExpectedAt(r.in.file, start, fmt.Sprintf("a row of less than %d bytes", maxRow), "more")
		}
		switch {
		case err == bufio.ErrBufferFull:
			continue
		case err == io.EOF && len(r.text) == 0:
			return err
		case err != nil && err != io.EOF:
			return r.in.fault("rows of text", err)
		}
		r.lines++
		if err == io.EOF || quotes%2 == 0 {
			r.text = bytes.TrimRight(r.text, "\r\n")
			return nil
		}
	}
}

func (r *rows) split(row string) error {
	r.cells = r.cells[:0]
	if r.comma == ' ' {
		r.cells = append(r.cells, strings.Fields(row)...)
		return nil
	}
	if n := strings.Count(row, string(r.comma)) + 1; n > cap(r.cells) {
		r.cells = make([]string, 0, n)
	}
	for {
		if strings.HasPrefix(row, `"`) {
			cell, rest, ok := r.quoted(row[1:])
			if !ok {
				return Expected(r.in.file, fmt.Sprintf("a quote at the end of a cell in line %d", r.line), quoted(row))
			}
			r.cells = append(r.cells, cell)
			if rest == "" {
				return nil
			}
			row = rest[1:]
			continue
		}
		end := strings.IndexByte(row, byte(r.comma))
		if end < 0 {
			r.cells = append(r.cells, row)
			return nil
		}
		r.cells = append(r.cells, row[:end])
		row = row[end+1:]
	}
}

// quoted returns the cell up to its closing quote, with two quotes for one, and the rest of the
// row.
func (r *rows) quoted(row string) (cell, rest string, ok bool) {
	for at := 0; ; at++ {
		end := strings.IndexByte(row[at:], '"')
		if end < 0 {
			return "", "", false
		}
		if at += end; !strings.HasPrefix(row[at+1:], `"`) {
			rest = row[at+1:]
			return strings.ReplaceAll(row[:at], `""`, `"`), rest, rest == "" || rest[0] == byte(r.comma)
		}
		at++
	}
}

// Lines reads the content to its end and returns the number of lines. It is an error if compressed
// content has too many bytes.
func (in *Input) Lines() (n int, err error) {
	var returns int // end the lines of old texts
	bound := in.most
	if in.packed > 0 && !in.limit.Lifted {
		bound = min(bound, usual(in.packed))
	}
	buf := make([]byte, 1<<16)
	for {
		got, err := in.r.Read(buf)
		n += bytes.Count(buf[:got], []byte{'\n'})
		returns += bytes.Count(buf[:got], []byte{'\r'})
		if in.offset += int64(got); in.offset > bound {
			in.offset = 0
			return n, in.claim(bound+1, 0, "text")
		}
		if err == io.EOF {
			if n == 0 {
				n = returns
			}
			return n + 1, nil
		}
		if err != nil {
			return n, in.fault("whole content", err)
		}
	}
}
