package data

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// maxRow bounds the bytes of a row, which are in memory at one time.
const maxRow = 4 << 20

// csvBeside are the columns of .csv files that are not codes.
var csvBeside = []string{"index", "part", "file", "label", "class", "image", ""}

// byteOrderMark is what spreadsheets put before text in UTF-8.
const byteOrderMark = "\ufeff"

// csvCodes reads codes from comma-separated text. The first row holds names if its
// first cell is no number.
func (in *input) csvCodes() (codes []float32, rows, cols int, err error) {
	limited := &io.LimitedReader{R: in.r}
	text := csv.NewReader(limited)
	text.ReuseRecord = true
	var beside []bool // which columns are passed over
	for {
		limited.N = maxRow
		in.offset = text.InputOffset()
		record, err := text.Read()
		switch {
		case limited.N == 0:
			return nil, 0, 0, &FormatError{in.file, in.offset, fmt.Sprintf("a row of less than %d bytes", maxRow), "more"}
		case text.InputOffset() > in.most:
			return nil, 0, 0, &FormatError{in.file, in.offset, fmt.Sprintf("%d bytes at most", in.most), "more"}
		case err == io.EOF:
			return in.finish(codes, rows)
		case err != nil:
			return nil, 0, 0, in.fault("comma-separated numbers", err)
		}
		if beside == nil {
			record[0] = strings.TrimPrefix(record[0], byteOrderMark)
			beside = make([]bool, len(record))
			if !isNumber(record[0]) {
				for i, name := range record {
					beside[i] = isBeside(strings.ToLower(strings.TrimSpace(name)))
				}
				continue
			}
		}
		if codes, err = in.appendRow(codes, record, beside, rows); err != nil {
			return nil, 0, 0, err
		}
		rows++
	}
}

// finish returns what csvCodes has read.
func (in *input) finish(codes []float32, rows int) ([]float32, int, int, error) {
	if len(codes) == 0 {
		return nil, 0, 0, &FormatError{in.file, -1, "rows of numbers", "none"}
	}
	return codes, rows, len(codes) / rows, nil
}

// isBeside tells whether a column of that name does not hold codes.
func isBeside(name string) bool {
	return slices.Contains(csvBeside, name) || strings.HasPrefix(name, "logvar") || strings.HasPrefix(name, "unnamed: ")
}

func isNumber(cell string) bool {
	_, err := strconv.ParseFloat(strings.TrimSpace(cell), 32)
	return err == nil
}

// appendRow appends the numbers of a row whose columns are not passed over.
func (in *input) appendRow(codes []float32, record []string, beside []bool, row int) ([]float32, error) {
	for i, cell := range record {
		if beside[i] {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(cell), 32)
		if err != nil {
			return nil, &FormatError{in.file, -1, fmt.Sprintf("a number in row %d, column %d", row, i), strconv.Quote(cell)}
		}
		if v-v != 0 {
			return nil, &FormatError{in.file, -1, "finite codes", fmt.Sprintf("%g in row %d, column %d", v, row, i)}
		}
		codes = append(codes, float32(v))
	}
	return codes, nil
}
