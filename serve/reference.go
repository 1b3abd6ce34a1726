package serve

import (
	"fmt"
	"slices"
	"strings"
)

// Reference returns the description of all requests for people, in Markdown.
func Reference() string {
	page := &page{}
	page.row("request", "", "body", "parameters")
	page.row("---", "---", "---", "---")
	for _, rt := range routes {
		content := ""
		if rt.body != nil {
			content = rt.body.name
		}
		page.row(code(rt.method+" "+rt.path), rt.help, content, names(rt.params, func(p param) string { return code(p.name) }))
	}
	page.row(code("GET "+healthPath), "Whether the server is there to stay, and its checkpoint", "", "")
	page.row(code("GET "+metricsPath), "Figures for Prometheus", "", "")
	page.row(code("GET "+openAPIPath), "This for programs: OpenAPI", "", "")
	page.line("")
	for _, b := range []*body{images, codes} {
		page.line("- " + b.name + ": " + b.help)
	}
	page.line("")
	page.params()
	page.fields()
	page.line("The header `Accept` chooses the format; the first is that of clients that send none:\n")
	for _, f := range formats {
		page.line("- " + code(f.media) + ": " + f.help)
	}
	return page.String()
}

// page is a text in Markdown.
type page struct{ strings.Builder }

func (p *page) line(text string) { fmt.Fprintln(p, text) }

// row adds a row of a table.
func (p *page) row(cells ...string) {
	for i, cell := range cells {
		cells[i] = strings.ReplaceAll(cell, "|", `\|`)
	}
	p.line("| " + strings.Join(cells, " | ") + " |")
}

// params adds a table of all parameters.
func (p *page) params() {
	p.row("parameter", "", "default")
	p.row("---", "---", "---")
	var told []string
	for _, rt := range routes {
		for _, of := range rt.params {
			if slices.Contains(told, of.help) {
				continue
			}
			told = append(told, of.help)
			p.row(code(of.name), of.help, code(of.usual))
		}
	}
	p.line("")
}

// fields adds a table of what answers have.
func (p *page) fields() {
	p.row("answer", "arrays", "")
	p.row("---", "---", "---")
	for _, rt := range routes {
		for _, f := range rt.gives {
			p.row(code(rt.path), code(f.name), f.help)
		}
	}
	p.line("")
}

// code returns a text as code.
func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

// names lists the names of some things.
func names[T any](all []T, name func(T) string) string {
	var text []string
	for _, one := range all {
		text = append(text, name(one))
	}
	return strings.Join(text, ", ")
}
