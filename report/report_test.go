package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vae/report"
)

// full returns a page with some of everything, whose texts are all the given one.
func full(t *testing.T, text string) *report.Page {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 28, 14))); err != nil {
		t.Fatal(err)
	}
	picture := report.Picture{PNG: file.Bytes(), Alt: text, Caption: text}
	drawing := report.Drawing{SVG: []byte(`<svg xmlns="http://www.w3.org/2000/svg"></svg>`), Alt: text}
	fact := report.Fact{Name: text, Text: text}
	table := report.Table{Header: []string{text, text}, Rows: [][]string{{text, text}, {text, text}}}
	p := &report.Page{
		Name: text, Headline: text, Measured: text, Facts: []report.Fact{fact, fact},
		Curves:          report.Drawings{Drawings: []report.Drawing{drawing, drawing}, Text: text},
		Samples:         report.Pictures{Pictures: []report.Picture{picture, picture}, Text: text},
		Reconstructions: &picture, Map: &drawing,
		Dimensions: &report.Bars{Text: text, Header: []string{text, text, text},
			Rows: []report.Bar{{Name: text, Length: 1, Texts: []string{text}},
				{Name: text, Length: 0.25, Texts: []string{text}, Faint: true}}},
		Unlikely: report.Pictures{Pictures: []report.Picture{picture}, Text: text},
		Card:     &table, Protocol: []report.Fact{fact}, Settings: &table, Config: text,
		Commands: []report.Fact{fact}, Origin: []report.Fact{fact},
	}
	for i, v := 0, reflect.ValueOf(p).Elem(); i < v.NumField(); i++ {
		if v.Field(i).IsZero() {
			t.Fatalf("the page has no %s", v.Type().Field(i).Name)
		}
	}
	return p
}

func written(t *testing.T, p *report.Page) string {
	t.Helper()
	var page bytes.Buffer
	if err := p.Write(&page); err != nil {
		t.Fatal(err)
	}
	return page.String()
}

func TestWrite_hasAllSections(t *testing.T) {
	all := elements(t, written(t, full(t, "text")))
	want := []string{"Training", "Latent space", "Samples by epoch", "Reconstructions", "Latent dimensions",
		"Least likely images", "Score card", "Settings", "Commands"}
	if got := texts(all, "h2"); !slices.Equal(got, want) {
		t.Errorf("sections %q", got)
	}
	if n := len(texts(all, "img")); n != 2+2+1+1+1 {
		t.Errorf("%d images", n)
	}
	for _, name := range []string{"h1", "title"} {
		if got := texts(all, name); !slices.Equal(got, []string{"text"}) {
			t.Errorf("%s %q", name, got)
		}
	}
}

// TestWrite_leavesOut: nothing is shown of a page of which nothing is known.
func TestWrite_leavesOut(t *testing.T) {
	all := elements(t, written(t, &report.Page{Name: "run"}))
	for _, name := range []string{"h2", "img", "table", "section"} {
		if got := texts(all, name); got != nil {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestWrite_isAccessible: what screen readers need is there.
func TestWrite_isAccessible(t *testing.T) {
	ids := map[string]bool{}
	for _, e := range elements(t, written(t, full(t, "text"))) {
		if id := e.attrs["id"]; id != "" && ids[id] {
			t.Errorf("id %s is there twice", id)
		} else if id != "" {
			ids[id] = true
		}
		switch e.name {
		case "html":
			if e.attrs["lang"] != "en" {
				t.Error("the page has no language")
			}
		case "img":
			if e.attrs["alt"] != "text" || !strings.HasPrefix(e.attrs["src"], "data:image/") {
				t.Errorf("image %.99q", e.attrs)
			}
			if strings.HasPrefix(e.attrs["src"], "data:image/png") && (e.attrs["width"] != "28" || e.attrs["height"] != "14") {
				t.Errorf("a picture of %s×%s", e.attrs["height"], e.attrs["width"])
			}
		case "th":
			if scope := e.attrs["scope"]; scope != "row" && scope != "col" || strings.TrimSpace(e.text) == "" {
				t.Errorf("header %q of %q", e.text, scope)
			}
		}
	}
}

// TestWrite_isWhole: the page names no other place, in itself or in its drawings.
func TestWrite_isWhole(t *testing.T) {
	page := written(t, full(t, "text"))
	for _, fault := range []string{"http:", "https:", "//", "url(", "@import", "<link", "<iframe", "srcset"} {
		if i := strings.Index(withoutContent(page), fault); i >= 0 {
			t.Errorf("%s at byte %d", fault, i)
		}
	}
}

// withoutContent returns a page without the bytes of its images and hashes, and without comments of
// its script.
func withoutContent(page string) string {
	page = regexp.MustCompile(`(base64,|sha256-)[A-Za-z0-9+/=]*`).ReplaceAllString(page, "")
	return regexp.MustCompile(`(?m)^\s*// .*$`).ReplaceAllString(page, "")
}

// TestWrite_allowsItsStyleAndScript: the hashes in the policy are those of what is in the page,
// which has no other style and no other script.
func TestWrite_allowsItsStyleAndScript(t *testing.T) {
	page := written(t, full(t, "text"))
	policy := ""
	for _, e := range elements(t, page) {
		if e.attrs["http-equiv"] == "Content-Security-Policy" {
			policy = e.attrs["content"]
		}
		for name := range e.attrs {
			if name == "style" || strings.HasPrefix(name, "on") {
				t.Errorf("%s has %s", e.name, name)
			}
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'; img-src data:; ") {
		t.Errorf("policy %s", policy)
	}
	for _, name := range []string{"style", "script"} {
		found := regexp.MustCompile(`(?s)<`+name+`>(.*?)</`+name+`>`).FindAllStringSubmatch(page, -1)
		if len(found) != 1 {
			t.Fatalf("%d of %s", len(found), name)
		}
		sum := sha256.Sum256([]byte(found[0][1]))
		if want := name + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(policy, want) {
			t.Errorf("%s is not in %s", want, policy)
		}
	}
}

// TestWrite_escapes: whatever texts hold, the page has the same elements, with the texts as they
// are.
func TestWrite_escapes(t *testing.T) {
	plain := elements(t, written(t, full(t, "text")))
	for _, hostile := range []string{
		"<script>alert(1)</script>", `" onload="alert(1)`, "' x='", "</style></script></pre></title>", "javascript:alert(1)",
		"{{.Name}}", "&lt;", "<!--", "]]>", "data:text/html,x",
	} {
		got := elements(t, written(t, full(t, hostile)))
		if len(got) != len(plain) {
			t.Errorf("%s: %d elements, want %d", hostile, len(got), len(plain))
			continue
		}
		for i, e := range got {
			if e.name != plain[i].name || len(e.attrs) != len(plain[i].attrs) {
				t.Errorf("%s: %s with %d attributes, want %s", hostile, e.name, len(e.attrs), plain[i].name)
			}
			code := slices.Contains([]string{"script", "style", "html", "head", "body"}, e.name) // is in these
			if want := strings.ReplaceAll(plain[i].text, "text", hostile); e.text != want && !code {
				t.Errorf("%s: %s has %q", hostile, e.name, e.text)
			}
		}
	}
}

// TestWrite_ofADamagedPicture: the error says which, and nothing is written.
func TestWrite_ofADamagedPicture(t *testing.T) {
	p := full(t, "some image")
	p.Reconstructions.PNG = p.Reconstructions.PNG[:10]
	var page bytes.Buffer
	if err := p.Write(&page); err == nil || !strings.Contains(err.Error(), "some image") || page.Len() > 0 {
		t.Errorf("error %v, %d bytes", err, page.Len())
	}
}

func TestWrite_isDeterministic(t *testing.T) {
	first := written(t, full(t, "text"))
	if again := written(t, full(t, "text")); again != first {
		t.Error("bytes differ")
	}
}

func ExamplePage_Write() {
	page := report.Page{Name: "mnist-001", Headline: "−ELBO 106.76 ± 0.36 nats per image"}
	var file bytes.Buffer
	if err := page.Write(&file); err != nil {
		fmt.Println(err)
	}
	fmt.Println(regexp.MustCompile(`<p class="headline">.*</p>`).FindString(file.String()))
	// Output: <p class="headline">−ELBO 106.76 ± 0.36 nats per image</p>
}
