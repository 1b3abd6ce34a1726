package plot

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strconv"
	"strings"
)

// markup writes shapes as elements of SVG. Each letter is outlined once and used by its code.
type markup struct {
	letters, elements bytes.Buffer
	known             map[rune]bool
	err               error // the first
}

func newMarkup() *markup { return &markup{known: map[rune]bool{}} }

// end writes the whole picture.
func (m *markup) end(w io.Writer, size image.Point) error {
	if m.err != nil {
		return m.err
	}
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" `+
		`width="%d" height="%d" viewBox="0 0 %[1]d %[2]d">
<defs>
%s</defs>
<rect width="100%%" height="100%%" fill="#ffffff"/>
%s</svg>
`, size.X, size.Y, m.letters.Bytes(), m.elements.Bytes())
	return err
}

func (m *markup) add(format string, args ...any) { fmt.Fprintf(&m.elements, format+"\n", args...) }

func (a area) write(m *markup) {
	var path strings.Builder
	for _, contour := range a.contours {
		path.WriteString(along(contour) + "Z")
	}
	m.add(`<path %s d="%s"/>`, inked("fill", a.ink), &path)
}

func (l line) write(m *markup) {
	if len(l.points) == 0 {
		return
	}
	path, dashes := along(l.points), ""
	if l.points[0] == l.points[len(l.points)-1] {
		path += "Z"
	}
	if l.gap > 0 {
		dashes = fmt.Sprintf(` stroke-dasharray="%s %s"`, number(l.dash), number(l.gap))
	}
	m.add(`<path fill="none" %s stroke-width="%s" stroke-linejoin="round"%s d="%s"/>`,
		inked("stroke", l.ink), number(l.width), dashes, path)
}

// write draws a disc as the round caps of a line of no length.
func (d dots) write(m *markup) {
	var path strings.Builder
	for _, at := range d.at {
		path.WriteString("M" + place(at) + "h0")
	}
	m.add(`<path %s stroke-width="%s" stroke-linecap="round" d="%s"/>`,
		inked("stroke", d.ink), number(2*d.radius), &path)
}

// write draws the letters and puts a text without ink over them, which can be searched for and
// copied.
func (t text) write(m *markup) {
	scale := t.size / float64(font().UnitsPerEm())
	m.add(`<g %s transform="translate(%s) scale(%s)">`, inked("fill", t.ink), place(t.at),
		strconv.FormatFloat(scale, 'g', 6, 64))
	x := 0
	for _, r := range t.line {
		m.outline(r)
		m.add(`<use xlink:href="#c%x" x="%d"/>`, r, x)
		x += advance(string(r))
	}
	var line strings.Builder
	m.fail(xml.EscapeText(&line, []byte(t.line)))
	m.add(`</g><text fill="none" %s font-size="%s" textLength="%s">%s</text>`,
		fmt.Sprintf(`x="%s" y="%s"`, number(t.at.X), number(t.at.Y)), number(t.size), number(Width(t.size, t.line)), &line)
}

// outline keeps the outline of a letter, in font units.
func (m *markup) outline(r rune) {
	if m.known[r] {
		return
	}
	m.known[r] = true
	fmt.Fprintf(&m.letters, `<path id="c%x" d="`, r)
	for _, contour := range glyph(r, 1, Point{}) {
		m.letters.WriteString(along(contour) + "Z")
	}
	m.letters.WriteString("\"/>\n")
}

func (i picture) write(m *markup) {
	var file bytes.Buffer
	m.fail(png.Encode(&file, i.img))
	size := i.img.Bounds().Size()
	m.add(`<image x="%d" y="%d" width="%d" height="%d" style="image-rendering:pixelated" `+
		`xlink:href="data:image/png;base64,%s"/>`, i.at.X, i.at.Y, size.X, size.Y,
		base64.StdEncoding.EncodeToString(file.Bytes()))
}

func (m *markup) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}

// along returns the path along points.
func along(points []Point) string {
	var path strings.Builder
	for i, p := range points {
		switch i {
		case 0:
			path.WriteByte('M')
		case 1:
			path.WriteByte('L')
		default:
			path.WriteByte(' ')
		}
		path.WriteString(place(p))
	}
	return path.String()
}

func place(p Point) string { return number(p.X) + " " + number(p.Y) }

// number returns a number with at most two decimals.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', 2, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// inked returns the attributes of a fill or a stroke in a colour.
func inked(what string, ink color.Color) string {
	c := color.NRGBAModel.Convert(ink).(color.NRGBA)
	text := fmt.Sprintf(`%s="#%02x%02x%02x"`, what, c.R, c.G, c.B)
	if c.A < 0xff {
		text += fmt.Sprintf(` %s-opacity="%s"`, what, number(float64(c.A)/0xff))
	}
	return text
}
