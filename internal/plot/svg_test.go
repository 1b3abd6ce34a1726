package plot_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"io"
	"strings"
	"testing"

	"vae/internal/plot"
)

// everything returns a picture with one of each that can be drawn.
func everything() *plot.Canvas {
	c := plot.New(100, 80)
	c.Box(color.NRGBA{255, 0, 0, 51}, image.Rect(1, 2, 3, 4))
	c.Line(color.Black, 1.5, []plot.Point{{X: 1, Y: 2}, {X: 30.25, Y: 4}})
	c.Dashed(color.Black, 2, 10, 5, circle(50, 40, 10))
	c.Dots(color.Gray{0x80}, 3, plot.Point{X: 9, Y: 8}, plot.Point{X: 7, Y: 6.125})
	c.Text(color.Black, 20, plot.Point{X: 50, Y: 40}, plot.Middle, "a < b & b < a")
	c.Picture(image.Pt(5, 6), image.NewGray(image.Rect(0, 0, 2, 3)))
	return c
}

// TestSVG_isOneOfEach reads what is written by a parser of XML, which refuses what is not well
// formed.
func TestSVG_isOneOfEach(t *testing.T) {
	var file bytes.Buffer
	if err := everything().SVG(&file); err != nil {
		t.Fatal(err)
	}
	whole := file.String()
	elements, texts := map[string]int{}, ""
	for d := xml.NewDecoder(&file); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			elements[token.Name.Local]++
		case xml.CharData:
			texts += strings.TrimSpace(string(token))
		}
	}
	if texts != "a < b & b < a" {
		t.Errorf("it can be searched for %q", texts)
	}
	const letters = 5 // that differ: a, b, <, & and space
	for name, want := range map[string]int{"svg": 1, "rect": 1, "text": 1, "image": 1, "use": 13, "path": letters + 4} {
		if elements[name] != want {
			t.Errorf("%d of %s, want %d", elements[name], name, want)
		}
	}
	for _, want := range []string{
		`<path fill="#ff0000" fill-opacity="0.2" d="M1 2L3 2 3 4 1 4Z"/>`,
		`<path fill="none" stroke="#000000" stroke-width="1.5" stroke-linejoin="round" d="M1 2L30.25 4"/>`,
		`stroke-dasharray="10 5"`, `stroke-linecap="round" d="M9 8h0M7 6.12h0"`, `x="5" y="6" width="2" height="3"`,
	} {
		if !strings.Contains(whole, want) {
			t.Errorf("there is no %s", want)
		}
	}
}

func TestSVG_isDeterministic(t *testing.T) {
	var one, two bytes.Buffer
	if err := errors.Join(everything().SVG(&one), everything().SVG(&two)); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Errorf("bytes differ, error %v", err)
	}
}
