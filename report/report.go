// Package report makes a page about a run: one file of HTML with its pictures, styles and script
// inside, which opens in any browser, without a network and from any place.
//
// A [Page] is plain data. Texts may be anything, and nothing in it can run: pictures and drawings
// are shown as images. Equal pages give equal bytes.
package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"image/png"
	"io"
)

// Page is what is shown of a run. What is left out has no section.
type Page struct {
	Name     string // of the run
	Headline string // its main figure, with unit and error
	Measured string // how that was taken
	Facts    []Fact // what was trained, and on what

	Curves          Drawings
	Samples         Pictures // after each of some epochs, the first one first
	Reconstructions *Picture
	Map             *Drawing
	Dimensions      *Bars
	Unlikely        Pictures // the least likely images, the least likely first

	Card     *Table
	Protocol []Fact // how the figures of the card were taken

	Settings *Table // those that are not the defaults
	Config   string // all settings, as JSON
	Commands []Fact // what repeats the run, and what goes on with it
	Origin   []Fact // when the run was begun, how and where: all in which equal runs may differ
}

// Fact is a name and what is known under it.
type Fact struct{ Name, Text string }

// Picture is a picture of pixels.
type Picture struct {
	PNG     []byte
	Alt     string // says what it shows to those who do not see it
	Caption string
}

// Pictures are pictures of a kind with what is to be said of all of them.
type Pictures struct {
	Pictures []Picture
	Text     string
}

// Drawing is a picture of lines and labels.
type Drawing struct {
	SVG []byte
	Alt string
}

// Drawings are drawings of a kind with what is to be said of all of them.
type Drawings struct {
	Drawings []Drawing
	Text     string
}

// Table has a row for each thing, whose name is the first text in it.
type Table struct {
	Header []string
	Rows   [][]string
}

// Bars is a table whose rows have bars.
type Bars struct {
	Text   string   // what is to be said of all of them
	Header []string // of the names, of the bars, and of the texts
	Rows   []Bar
}

// Bar is a row of Bars.
type Bar struct {
	Name   string
	Length float64 // from 0 to 1
	Texts  []string
	Faint  bool // it counts little
}

//go:embed page.html
var layout string

//go:embed page.css
var style string

//go:embed page.js
var script string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"pixels": Picture.embed, "lines": Drawing.embed, "percent": percent, "policy": policy,
	"style":  func() template.CSS { return template.CSS(style) },
	"script": func() template.JS { return template.JS(script) },
}).Parse(layout))

// Write writes the page. The error is that of w or of a picture that is no PNG.
func (p *Page) Write(w io.Writer) error {
	var text bytes.Buffer // nothing is written of a page that cannot be made
	if err := page.Execute(&text, p); err != nil {
		return fmt.Errorf("report: %w", err)
	}
	_, err := w.Write(text.Bytes())
	return err
}

// policy is the Content-Security-Policy of the page: nothing is loaded, and no style or script runs
// but those that are in it.
func policy() string {
	hash := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; img-src data:; style-src " + hash(style) + "; script-src " + hash(script) +
		"; base-uri 'none'; form-action 'none'"
}

// embedded is what an element img shows. Width and Height are in pixels, zero where they are not
// set.
type embedded struct {
	Source        template.HTMLAttr // src="…"
	Width, Height int
	Alt           string
}

func (p Picture) embed() (embedded, error) {
	config, err := png.DecodeConfig(bytes.NewReader(p.PNG))
	if err != nil {
		return embedded{}, fmt.Errorf("%s: %w", p.Alt, err)
	}
	return embedded{source("image/png", p.PNG), config.Width, config.Height, p.Alt}, nil
}

// dark turns a drawing light on dark where that is preferred: its ground is that of the page, hues
// and pictures in it stay as they are.
const dark = `<style>@media (prefers-color-scheme: dark) { svg > rect[width="100%"] { display: none } ` +
	`svg > :not(image):not(defs) { filter: invert(1) hue-rotate(180deg) } }</style>`

func (d Drawing) embed() embedded {
	svg := bytes.Replace(d.SVG, []byte(">"), []byte(">"+dark), 1) // behind the tag svg
	return embedded{Source: source("image/svg+xml", svg), Alt: d.Alt}
}

// source returns the attribute of an image whose address is its content.
func source(kind string, content []byte) template.HTMLAttr {
	return template.HTMLAttr(`src="data:` + kind + `;base64,` + base64.StdEncoding.EncodeToString(content) + `"`)
}

// percent returns a share of 100, to two decimals.
func percent(share float64) string { return fmt.Sprintf("%.2f", 100*min(max(share, 0), 1)) }
