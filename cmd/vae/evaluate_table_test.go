package main

import (
	"bytes"
	"strings"
	"testing"
)

// Long figures, as of large pictures, do not run into each other.
func TestPrintSeveral_longFigures(t *testing.T) {
	var out bytes.Buffer
	figure := entry{mean: "−12999.886", standardError: "387.462"}
	printSeveral(&app{stdout: &results{w: &out}}, "nats per image", []string{"a", "b"}, []row{{"−ELBO", []entry{figure, figure}}})
	if got := out.String(); !strings.Contains(got, "387.462  −12999.886") {
		t.Errorf("got\n%s", got)
	}
}
