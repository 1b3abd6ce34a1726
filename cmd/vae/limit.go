package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// memory is a number of bytes on the command line, such as 8GiB or 500MB; 0 is the default.
type memory int64

// memoryUnits are in bytes.
var memoryUnits = map[string]float64{
	"": 1, "b": 1,
	"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
	"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40,
	"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}

// UnmarshalText reads a number and its unit.
func (m *memory) UnmarshalText(text []byte) error {
	number := strings.TrimRight(strings.ToLower(string(text)), "kmgtib ")
	unit, known := memoryUnits[strings.TrimSpace(strings.ToLower(string(text))[len(number):])]
	n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
	if bytes := n * unit; err == nil && known && bytes >= 1 && bytes < math.MaxInt64 {
		*m = memory(bytes)
		return nil
	}
	return fmt.Errorf("expected a size such as 8GiB or 500MB but got %q", text)
}
