package data

import (
	"fmt"
	"strconv"
	"strings"

	"vae/data/internal/format"
)

// checkOrder returns an error if columns of numbers whose names count, such as z0 and z1, do not
// stand in that order, as where a program has sorted the names as texts: pixel10 before pixel2.
func checkOrder(file string, names []string, columns []format.Column) error {
	before, stemBefore, numberBefore := "", "", 0
	for i, name := range names {
		if columns[i] != format.Number {
			continue
		}
		stem := strings.TrimRight(name, "0123456789")
		number, err := strconv.Atoi(name[len(stem):])
		if err != nil {
			continue // it does not count
		}
		if before != "" && stem == stemBefore && number < numberBefore {
			return format.Expected(file, -1, "columns in the order of their numbers", fmt.Sprintf("%s before %s", before, name))
		}
		before, stemBefore, numberBefore = name, stem, number
	}
	return nil
}
