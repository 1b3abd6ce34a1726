package serve_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"vae/serve"
)

// TestOpenAPI_describesTheRoutes reads the description, and does what it says.
func TestOpenAPI_describesTheRoutes(t *testing.T) {
	everyKind(t, func(c *client) {
		type operation struct {
			OperationID string
			Parameters  []struct {
				Name, In string
				Schema   map[string]any
			}
			RequestBody *struct {
				Content map[string]struct{ Schema map[string]any }
			}
			Responses map[string]struct{ Content map[string]any }
		}
		doc := into[struct {
			OpenAPI string
			Paths   map[string]map[string]operation
		}](c, c.ask("GET", "/openapi.json", mediaJSON, nil))
		if doc.OpenAPI != "3.1.0" || len(doc.Paths) != 7 {
			c.Fatalf("%+v", doc)
		}
		file, _, in := c.file(0, 2)
		for path, operations := range doc.Paths {
			for method, o := range operations {
				var body []byte
				ask := path + "?"
				for _, p := range o.Parameters {
					if usual, ok := p.Schema["default"]; ok {
						ask += fmt.Sprintf("&%s=%v", p.Name, usual)
					}
				}
				if o.RequestBody != nil {
					body = file
					if _, ok := o.RequestBody.Content["image/*"]; !ok {
						body = npy([]int{2, 3}, make([]float32, 6))
					}
					ask += query(in.Labels)
				}
				for media := range o.Responses["200"].Content {
					got := c.send(strings.ToUpper(method), ask, media, body)
					if got.status != http.StatusOK || !strings.HasPrefix(got.header.Get("Content-Type"), media) {
						c.Errorf("%s %s for %s: %d %.200s", method, ask, media, got.status, got.content)
					}
				}
			}
		}
	})
}

// TestReference_isInTheDocs holds that docs/serve.md has what the table of routes says.
func TestReference_isInTheDocs(t *testing.T) {
	page, err := os.ReadFile("../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(page, []byte(serve.Reference())) {
		t.Errorf("docs/serve.md lacks this:\n%s", serve.Reference())
	}
}

// described is a parameter in the description.
type described struct {
	Name     string
	Required bool
	Schema   struct {
		Enum             []string
		Pattern          string
		Minimum, Maximum json.Number
	}
}

// TestOpenAPI_offersWhatThereIs asks for every choice and for the bounds of every parameter that the
// description has: of a model to which no prior is fitted it has none, and of a conditional model all
// labels.
func TestOpenAPI_offersWhatThereIs(t *testing.T) {
	everyKind(t, func(c *client) {
		doc := into[struct {
			Paths map[string]map[string]struct{ Parameters []described }
		}](c, c.ask("GET", "/openapi.json", mediaJSON, nil))
		file, _, in := c.file(0, 2)
		for path, operations := range doc.Paths {
			for method, o := range operations {
				body, labels := file, query(in.Labels)
				switch path {
				case "/decode":
					body = npy([]int{2, 3}, make([]float32, 6))
				case "/sample":
					body, labels = nil, ""
				}
				for _, p := range o.Parameters {
					if p.Name == "label" {
						c.labels(path, p, body != nil)
					}
					for _, choice := range p.choices() {
						ask := path + "?" + p.Name + "=" + choice + labels
						if got := c.send(strings.ToUpper(method), ask, mediaJSON, body); got.status != http.StatusOK {
							c.Errorf("%s: %d %.200s", ask, got.status, got.content)
						}
					}
				}
			}
		}
	})
}

// choices returns what a parameter may be, of numbers the bounds.
func (p described) choices() []string {
	if p.Schema.Minimum == "" {
		return p.Schema.Enum
	}
	return []string{p.Schema.Minimum.String(), p.Schema.Maximum.String()}
}

// labels checks how labels from 0 to 9 are described.
func (c *client) labels(path string, p described, ofBody bool) {
	c.Helper()
	pattern := regexp.MustCompile(p.Schema.Pattern)
	if !pattern.MatchString("0,9,3") || pattern.MatchString("10") || pattern.MatchString("0,") {
		c.Errorf("%s: labels are %s", path, pattern)
	}
	if isConditional := c.loaded.Model.Config().Conditional; p.Required != (isConditional && ofBody) {
		c.Errorf("%s: labels required: %t", path, p.Required)
	}
}
