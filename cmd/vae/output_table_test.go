package main

import (
	"slices"
	"strings"
	"testing"

	"vae/data"
	"vae/internal/raster"
)

func TestCSV_hasNoFormulas(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "",
		"a=b":                     "a=b",
		"=1+2":                    "'=1+2",
		"+x.png":                  "'+x.png",
		"-photos/a.png":           "'-photos/a.png",
		"@SUM(A1)":                "'@SUM(A1)",
		"\t=1":                    "'\t=1",
		"\r=1":                    "'\r=1",
		"\n=1":                    "'\n=1",
		"＝1":                      "'＝1",
		"=HYPERLINK(\"x\",\"y\")": "'=HYPERLINK(\"x\",\"y\")",
		"-1":                      "-1",
		"+2.5e3":                  "+2.5e3",
		"-1+cmd|' /C calc'!A0":    "'-1+cmd|' /C calc'!A0",
		"'quoted":                 "'quoted",
		"caf\xe9":                 "caf\ufffd",
	} {
		if got := harmless(text); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
}

// TestCSV_isReadBack writes codes of images with hostile names and reads the codes.
func TestCSV_isReadBack(t *testing.T) {
	set, err := data.NewSet("x", raster.Grey(1, 1), []byte{1, 2, 3}, []int{1, 0, 1})
	must(t, err)
	set.ClassNames = []string{"=1,\"a\"\r\n", "é\x00"}
	codes := []float32{1, -2, 3e-20, 4, 5, 6}
	of := origins(set, 3)
	o := output{rows: 3, arrays: append(of, data.Array{Name: "mean", Shape: []int{3, 2}, Floats: codes}), main: len(of)}
	var text strings.Builder
	must(t, o.csv(&text))
	const want = "index,label,class,z0,z1\n0,1,é\x00,1,-2\n1,0,\"'=1,\"\"a\"\"\r\n\",3e-20,4\n2,1,é\x00,5,6\n"
	if got := text.String(); got != want {
		t.Errorf("written %q, want %q", got, want)
	}
	path := t.TempDir() + "/codes.csv"
	must(t, writeFile(path, o.csv))
	again, err := data.ReadCodes(path)
	if must(t, err); again.Rows != 3 || !slices.Equal(again.Values, codes) || !slices.Equal(again.Labels, []int{1, 0, 1}) {
		t.Errorf("read %+v", again)
	}
}
