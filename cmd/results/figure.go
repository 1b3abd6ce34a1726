package main

import (
	"fmt"
	"math"
	"strings"
)

// figure is a mean over images.
type figure struct {
	Mean          float64 `json:"mean"`
	StandardError float64 `json:"standard_error"`
}

// over returns the figure in a unit of so many of its own.
func (f figure) over(unit float64) figure { return figure{f.Mean / unit, f.StandardError / unit} }

// minus returns the difference to a published figure, whose standard error was not printed and is
// about the same.
func (f figure) minus(published float64) figure {
	return figure{f.Mean - published, math.Sqrt2 * f.StandardError}
}

// verdict judges a difference, of which fewer are better.
func (f figure) verdict() string {
	switch {
	case math.Abs(f.Mean) <= 2*f.StandardError:
		return "tie"
	case f.Mean < 0:
		return "better"
	}
	return "worse"
}

// text returns the figure with so many digits after the point, and its standard error.
func (f figure) text(digits int) string {
	return fmt.Sprintf("%.*f ± %.*f", digits, f.Mean, digits, f.StandardError)
}

// signed returns a difference with its sign and its standard error.
func (f figure) signed(digits int) string {
	return strings.Replace(fmt.Sprintf("%+.*f ± %.*f", digits, f.Mean, digits, f.StandardError), "-", "−", 1)
}
