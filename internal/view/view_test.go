package view_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"vae"
	"vae/data"
	"vae/internal/plot"
	"vae/internal/raster"
	"vae/internal/view"
)

// of returns the images of a set, as a loader gives them.
func of(t *testing.T, set *data.Set, what string) view.Images {
	t.Helper()
	loader, err := data.NewLoader(set, data.LoaderConfig{BatchSize: 16})
	if err != nil {
		t.Fatal(err)
	}
	return view.Images{Set: set, Batches: loader.From(context.Background(), 0), Of: what}
}

// digits returns images with labels.
func digits(t *testing.T, n int) view.Images { return of(t, data.DrawDigits(n, 1), "digits") }

// pixels returns those of a number of digits.
func pixels(n int) []float32 {
	set := data.DrawDigits(n, 1)
	images := make([]float32, n*set.Pixels())
	for i := range n {
		set.Read(images[i*set.Pixels():], i)
	}
	return images
}

// untrained returns a model of digits with random weights.
func untrained(t *testing.T, latent int, prior string, conditional bool) *vae.Model {
	t.Helper()
	c := vae.Config{Height: 28, Width: 28, Hidden: []int{8}, Latent: latent, Likelihood: "bernoulli", Prior: prior, Conditional: conditional}
	if prior == "vamp" {
		c.Options = vae.Options{"components": 3}
	}
	if conditional {
		for label := range 10 {
			c.Classes = append(c.Classes, vae.Class{Label: label, Images: 1 + label})
		}
	}
	start := vae.Start{Mean: make([]float32, 784), Images: func(_, n int) []float32 {
		return pixels(n)
	}}
	m, err := vae.New(c.WithDefaults(), 1, start)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

var written = regexp.MustCompile(`<text [^>]*>([^<]*)</text>`)

// texts returns what is written on a picture, in order.
func texts(t *testing.T, c *plot.Canvas) (all []string) {
	t.Helper()
	var file bytes.Buffer
	if err := c.SVG(&file); err != nil {
		t.Fatal(err)
	}
	for _, match := range written.FindAllStringSubmatch(file.String(), -1) {
		all = append(all, match[1])
	}
	return all
}

func contains(t *testing.T, got []string, want ...string) {
	t.Helper()
	for _, text := range want {
		if !slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, text) }) {
			t.Errorf("nothing says %q: %q", text, got)
		}
	}
}

// TestMap_ofEveryKind draws maps of models of one, two and more dimensions, under priors that are
// N(0, I) and that are not, with labels and without.
func TestMap_ofEveryKind(t *testing.T) {
	all := digits(t, 60)
	for name, test := range map[string]struct {
		model *vae.Model
		want  []string
	}{
		"1":             {untrained(t, 1, "", false), []string{"Density of the codes of 60 digits", "Decoded from z = −2.7 to 2.7, row by row"}},
		"1, labels":     {untrained(t, 1, vae.ClassPrior, true), []string{"row by row, as class 3"}},
		"2":             {untrained(t, 2, "", false), []string{"each for the same share of p(z)", "p(z) = N(0, I), at 1, 2 and 3 σ", "z1 ↑", "−1.7"}},
		"2, vamp":       {untrained(t, 2, "vamp", false), []string{"Decoded from the plane", "of draws"}},
		"2, labels":     {untrained(t, 2, vae.ClassPrior, true), []string{"Decoded from the plane, as class 3"}},
		"5":             {untrained(t, 5, "", false), []string{"the image in the middle of each square", "in 5 dimensions", "PC 2 ↑", "Map of 60"}},
		"5, vamp":       {untrained(t, 5, "vamp", false), []string{"p(z) is some prior."}},
		"5, of a class": {untrained(t, 5, vae.ClassPrior, true), []string{"PC 1"}},
	} {
		t.Run(name, func(t *testing.T) {
			o := view.MapOptions{Title: "Map of 60", Prior: "some prior", Seed: 1, Class: vae.Class{Label: 3}}
			c, err := view.Map(test.model, all, o)
			if err != nil {
				t.Fatal(err)
			}
			contains(t, texts(t, c), append(test.want, "7")...)
			again, err := view.Map(test.model, all, o)
			if err != nil || !slices.Equal(again.Image().Pix, c.Image().Pix) {
				t.Errorf("a second map has other pixels, error %v", err)
			}
		})
	}
}

// TestMap_ofManyClasses: ten have colours, by their number of images; without labels there is no
// legend.
func TestMap_ofManyClasses(t *testing.T) {
	m, s := untrained(t, 2, "", false), digits(t, 60)
	labels := make([]int, 60)
	for i := range labels {
		labels[i] = 100 + i%30
	}
	labels[1], labels[2], labels[3] = 129, 129, 129
	s.Set = s.Set.WithLabels(labels)
	c, err := view.Map(m, s, view.MapOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	got := texts(t, c)
	contains(t, got, "20 other classes", "129")
	s.Set = s.Set.WithLabels(nil)
	if c, err = view.Map(m, s, view.MapOptions{Seed: 1}); err != nil {
		t.Fatal(err)
	}
	if bare := texts(t, c); len(got)-len(bare) != 11 {
		t.Errorf("%d texts with labels, %d without", len(got), len(bare))
	}
}

// TestMap_ofEqualCodes does not fail where all codes are the same.
func TestMap_ofEqualCodes(t *testing.T) {
	set, err := data.NewSet("grey", raster.Grey(28, 28), make([]byte, 3*784), nil)
	if err != nil {
		t.Fatal(err)
	}
	s := of(t, set, "three")
	for _, latent := range []int{1, 2, 4} {
		for _, prior := range []string{"", "vamp"} {
			m := untrained(t, latent, prior, false)
			if _, err := view.Map(m, s, view.MapOptions{Seed: 1}); err != nil {
				t.Error(err)
			}
			if _, _, err := view.Traverse(m, s, view.TraverseOptions{Steps: 3}); err != nil {
				t.Error(err)
			}
		}
	}
}

// TestMap_columnsAreQuantiles compares what is written below a manifold with gonum's quantiles.
func TestMap_columnsAreQuantiles(t *testing.T) {
	c, err := view.Map(untrained(t, 2, "", false), digits(t, 20), view.MapOptions{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	got := texts(t, c)
	var want []string
	for i := range 12 {
		v := distuv.UnitNormal.Quantile((float64(i) + 0.5) / 12)
		want = append(want, strings.Replace(fmt.Sprintf("%.1f", v), "-", "−", 1))
	}
	for i := range got {
		if len(got)-i >= 12 && slices.Equal(got[i:i+12], want) {
			return
		}
	}
	t.Errorf("%q are not in %q", want, got)
}

// TestTraverse_fromMostToLeast: rows are ordered by what is written beside them, which is the mean
// KL of the dimension by its closed form; dimensions whose means do not vary are left out.
func TestTraverse_fromMostToLeast(t *testing.T) {
	m, s := untrained(t, 4, "", false), digits(t, 50)
	for _, p := range m.Parameters() {
		if p.Name == "encoder/posterior/weight" { // (8, 2·4): the mean of dimension 2 is that of all images
			for i := range p.Data {
				if i%8 == 2 {
					p.Data[i] = 0
				}
			}
		}
	}
	codes, err := m.Encode(vae.Input{Images: pixels(50)})
	if err != nil {
		t.Fatal(err)
	}
	kl := make([]float64, 4)
	for i, mean := range codes.Mean {
		v := float64(codes.LogVar[i])
		kl[i%4] += 0.5 * (float64(mean)*float64(mean) + math.Exp(v) - v - 1) / 50
	}
	for _, withDead := range []bool{false, true} {
		c, dead, err := view.Traverse(m, s, view.TraverseOptions{Title: "T", Steps: 5, Dead: withDead})
		if err != nil || !slices.Equal(dead, []int{2}) {
			t.Fatalf("not in use are %v, error %v", dead, err)
		}
		var rows []int
		last := math.Inf(1)
		all := texts(t, c)
		for i, text := range all {
			number, ok := strings.CutPrefix(text, "z")
			j, err := strconv.Atoi(number)
			if !ok || err != nil {
				continue
			}
			rows = append(rows, j)
			if want := fmt.Sprintf("%.2f nats", kl[j]); all[i+1] != want {
				t.Errorf("beside z%d is %s, want %s", j, all[i+1], want)
			}
			if j != 2 && kl[j] > last {
				t.Errorf("z%d is below a dimension with less", j)
			}
			last = kl[j]
		}
		if shown := slices.Contains(rows, 2); shown != withDead || withDead && rows[3] != 2 {
			t.Errorf("rows %v", rows)
		}
	}
}

// TestTraverse_ofEveryKind draws traversals through an image, as a class, and under a prior whose
// KL has no closed form.
func TestTraverse_ofEveryKind(t *testing.T) {
	s := digits(t, 30)
	one := vae.Input{Images: pixels(1), Labels: []int{5}}
	for name, test := range map[string]struct {
		model *vae.Model
		o     view.TraverseOptions
		want  []string
	}{
		"mean":   {untrained(t, 3, "", false), view.TraverseOptions{}, []string{"decoded from the mean of all codes", "−1.5", "3"}},
		"image":  {untrained(t, 3, "", false), view.TraverseOptions{Original: one, Name: "Image 0"}, []string{"Image 0", "and decoded from its code"}},
		"class":  {untrained(t, 3, vae.ClassPrior, true), view.TraverseOptions{Original: one, Class: vae.Class{Label: 5}}, []string{"as class 5", "−1.5 σ"}},
		"vamp":   {untrained(t, 1, "vamp", false), view.TraverseOptions{}, []string{"I(x; z) of 30 digits"}},
		"labels": {untrained(t, 1, vae.ClassPrior, true), view.TraverseOptions{}, []string{"mean of all codes, as class 0"}},
	} {
		t.Run(name, func(t *testing.T) {
			test.o.Steps = 5
			c, _, err := view.Traverse(test.model, s, test.o)
			if err != nil {
				t.Fatal(err)
			}
			contains(t, texts(t, c), test.want...)
		})
	}
}
