package main

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
)

// TestPage_isCurrent checks that the page is what follows from the recipes and from what was
// measured, so that neither is edited alone.
func TestPage_isCurrent(t *testing.T) {
	t.Chdir("../..")
	all, err := readMeasurements("docs/results.json")
	if err != nil {
		t.Fatal(err)
	}
	want, err := pageOf(all)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("docs/results.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("docs/results.md is not what the recipes and docs/results.json say: go run ./cmd/results -page")
	}
	for name := range all {
		if !strings.Contains(string(got), "| ["+name+"]") {
			t.Errorf("%s was measured and has no row", name)
		}
	}
}

// TestVerdict_needsTwoStandardErrors checks the rule by which a figure is better or worse than a
// published one: twice √2 times its standard error.
func TestVerdict_needsTwoStandardErrors(t *testing.T) {
	for _, c := range []struct {
		ours, err, published float64
		difference, verdict  string
	}{
		{106.57, 0.26, 106.66, "−0.09 ± 0.37", "tie"},
		{86.47, 0.23, 86.76, "−0.29 ± 0.33", "tie"},
		{85.02, 0.23, 84.78, "+0.24 ± 0.33", "tie"},
		{91.68, 0.23, 89.78, "+1.90 ± 0.33", "worse"},
		{88.06, 0.23, 88.70, "−0.64 ± 0.33", "tie"},    // 2·√2·0.23 is 0.6505
		{88.04, 0.23, 88.70, "−0.66 ± 0.33", "better"}, // and less than 0.66
		{88.70, 0.23, 88.04, "+0.66 ± 0.33", "worse"},
	} {
		d := figure{c.ours, c.err}.minus(c.published)
		if d.signed(2) != c.difference || d.verdict() != c.verdict {
			t.Errorf("%v ± %v beside %v: %s, %s, want %s, %s", c.ours, c.err, c.published, d.signed(2), d.verdict(), c.difference, c.verdict)
		}
	}
}

// cells returns the cells of the row of an entry.
func cells(t *testing.T, name string, all map[string]measurement) []string {
	t.Helper()
	e := entryOf(t, name)
	chain, err := e.chain()
	if err != nil {
		t.Fatal(err)
	}
	row, err := e.row(chain, all)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.Trim(row, "| "), " | ")
}

// measured returns a measurement of the recipe as it is.
func measured(t *testing.T, name string, minutes float64) measurement {
	t.Helper()
	now, err := digest(name)
	if err != nil {
		t.Fatal(err)
	}
	return measurement{Recipe: now, Figure: figure{85.02, 0.23}, NELBO: 94.09, ActiveUnits: 25, Minutes: minutes, Machine: "here"}
}

// TestRow_countsTheWholeChain checks that epochs and minutes are those of the recipe and of all
// that it starts from.
func TestRow_countsTheWholeChain(t *testing.T) {
	t.Chdir("../..")
	all := map[string]measurement{
		"best-vae":         measured(t, "best-vae", 52.4),
		"best-iwae-5":      measured(t, "best-iwae-5", 20.4),
		"best-iwae-5-long": measured(t, "best-iwae-5-long", 35),
		"best-iwae-50":     measured(t, "best-iwae-50", 0.25),
	}
	got := cells(t, "best-iwae-50", all)
	want := []string{"[best-iwae-50](../recipes/best-iwae-50.json), K = 5000", "84.78 (Burda et al. 2016, table 1, IWAE, k = 50)",
		"85.02 ± 0.23", "+0.24 ± 0.33", "tie", "94.09", "25 of 50", got[7], got[8], "60000",
		"800 + 200 + 300 + 15 = 1315", "52 + 20 + 35 + 0.2 = 108", "here"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("cell %d is %q, want %q", i, got[i], want[i])
		}
	}
	if got := cells(t, "best-vae", all); got[10] != "800" || got[11] != "52" {
		t.Errorf("epochs %s, minutes %s of a recipe that starts from nothing", got[10], got[11])
	}
	delete(all, "best-vae")
	if got := cells(t, "best-iwae-50", all); got[11] != "" {
		t.Errorf("minutes %s, though those of the start are not known", got[11])
	}
}

// TestRow_withoutMeasurement checks that a recipe without figures keeps its row, and has no
// verdict.
func TestRow_withoutMeasurement(t *testing.T) {
	t.Chdir("../..")
	got := cells(t, "burda-iwae-5", nil)
	if got[2] != "not measured" || strings.Join(got[3:7], "") != "" || got[10] != "400" {
		t.Errorf("cells %q", got)
	}
}

// TestRow_inBitsPerDimension checks figures of pixels of 256 levels: a bit of each of the 3072
// numbers of an image of CIFAR-10 is 2129.3481 nats.
func TestRow_inBitsPerDimension(t *testing.T) {
	t.Chdir("../..")
	m := measured(t, "conv-cifar-10", 52)
	m.Figure, m.NELBO = figure{4 * 2129.3481, 0.01 * 2129.3481}, 4.1*2129.3481
	got := cells(t, "conv-cifar-10", map[string]measurement{"conv-cifar-10": m})
	want := []string{"[conv-cifar-10](../recipes/conv-cifar-10.json), K = 1, bits per dimension", got[1],
		"4.000 ± 0.010", "+1.130 ± 0.014", "worse", "4.100"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("cell %d is %q, want %q", i, got[i], want[i])
		}
	}
}

// TestRow_withoutPublishedFigure checks that our figure stands alone, with nothing to judge.
func TestRow_withoutPublishedFigure(t *testing.T) {
	t.Chdir("../..")
	const name = "conv-digits-colour"
	got := cells(t, name, map[string]measurement{name: measured(t, name, 52)})
	if !strings.HasPrefix(got[1], "none: ") || got[2] == "not measured" || strings.Join(got[3:5], "") != "" || got[7] != "" {
		t.Errorf("cells %q", got)
	}
}

// TestRow_refusesAChangedRecipe checks that no figure stands beside a recipe that is not the one
// that was measured.
func TestRow_refusesAChangedRecipe(t *testing.T) {
	t.Chdir("../..")
	m := measured(t, "best-vae", 52)
	m.Recipe = strings.Repeat("0", 64)
	e := entryOf(t, "best-vae")
	chain, err := e.chain()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.row(chain, map[string]measurement{"best-vae": m}); !errors.Is(err, errChanged) {
		t.Errorf("error %v, want %v", err, errChanged)
	}
}
