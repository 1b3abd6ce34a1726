package report_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

// element is an element of a page, with the texts in it, those of elements in it too.
type element struct {
	name  string
	attrs map[string]string
	text  string
}

// elements returns all elements of a page in order. It fails unless they are well nested.
func elements(t *testing.T, page string) (all []*element) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var open []*element
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, page)
		}
		switch token := token.(type) {
		case xml.StartElement:
			e := &element{name: token.Name.Local, attrs: map[string]string{}}
			for _, a := range token.Attr {
				e.attrs[a.Name.Local] = a.Value
			}
			all, open = append(all, e), append(open, e)
		case xml.CharData:
			for _, e := range open {
				e.text += string(token)
			}
		case xml.EndElement:
			if last := open[len(open)-1]; last.name != token.Name.Local {
				t.Fatalf("%s ends in %s", token.Name.Local, last.name)
			}
			open = open[:len(open)-1]
		}
	}
}

// texts returns those of the elements of a name.
func texts(all []*element, name string) (found []string) {
	for _, e := range all {
		if e.name == name {
			found = append(found, strings.TrimSpace(e.text))
		}
	}
	return found
}
