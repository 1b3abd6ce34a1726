package serve

import (
	"fmt"
	"strings"
)

// Reference returns the description of all requests for people, in Markdown.
func Reference() string {
	var text strings.Builder
	for _, rt := range routes {
		rt.describe(&text)
	}
	fmt.Fprintf(&text, "`GET %s`: whether the server is there to stay, and which checkpoint it serves.\n", healthPath)
	fmt.Fprintf(&text, "`GET %s`: figures for Prometheus.\n", metricsPath)
	fmt.Fprintf(&text, "`GET %s`: this for programs (OpenAPI).\n\n", openAPIPath)
	fmt.Fprintf(&text, "The header `Accept` chooses what an answer is; the first is that of clients that send none:\n\n")
	for _, f := range formats {
		fmt.Fprintf(&text, "- `%s`: %s\n", f.media, f.help)
	}
	return text.String()
}

// describe describes a route.
func (rt route) describe(text *strings.Builder) {
	fmt.Fprintf(text, "### %s %s\n\n%s.", rt.method, rt.path, rt.help)
	if rt.body != nil {
		fmt.Fprintf(text, " %s", rt.body.help)
	}
	fmt.Fprintf(text, "\n\n| parameter | | default |\n| --- | --- | --- |\n")
	for _, p := range rt.params {
		usual := p.usual
		if usual != "" {
			usual = "`" + usual + "`"
		}
		fmt.Fprintf(text, "| `%s` | %s | %s |\n", p.name, p.help, usual)
	}
	fmt.Fprintf(text, "\n| answer | |\n| --- | --- |\n")
	for _, a := range rt.gives {
		fmt.Fprintf(text, "| `%s` | %s |\n", a.name, a.help)
	}
	fmt.Fprintf(text, "\n")
}
