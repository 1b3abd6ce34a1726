package serve_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
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
