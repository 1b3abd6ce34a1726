package data

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// csvBeside are the columns of .csv files that are not codes.
var csvBeside = []string{"label", "class", "index", "image"}

// csvCodes reads codes from comma-separated text. The first row holds names if its
// first cell is no number.
func (in *input) csvCodes() (codes []float32, rows, cols int, err error) {
	text := csv.NewReader(io.LimitReader(in.r, in.most))
	text.ReuseRecord = true
	var beside []bool // which columns are passed over
	for {
		record, err := text.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, 0, 0, in.fault("comma-separated numbers", err)
		}
		if beside == nil {
			beside = make([]bool, len(record))
			if !isNumber(record[0]) {
				for i, name := range record {
					beside[i] = slices.Contains(csvBeside, strings.ToLower(strings.TrimSpace(name)))
				}
				continue
			}
		}
		if codes, err = in.appendRow(codes, record, beside, rows); err != nil {
			return nil, 0, 0, err
		}
		rows++
	}
	if len(codes) == 0 {
		return nil, 0, 0, &FormatError{in.file, -1, "rows of numbers", "none"}
	}
	return codes, rows, len(codes) / rows, nil
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
		codes = append(codes, float32(v))
	}
	return codes, nil
}
