package main

import (
	"io"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// TestManual_hasAll checks that every command, flag, argument and topic is in the manual.
func TestManual_hasAll(t *testing.T) {
	parser, err := newParser(&commands{}, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]manPage{}
	for _, p := range append(commandPages(parser.Model.Node), topicPages()...) {
		if pages[p.Name].Name != "" || p.About == "" || p.Text == "" {
			t.Errorf("%s is there twice, or has no text", p.Name)
		}
		pages[p.Name] = p
	}
	var check func(node *kong.Node)
	check = func(node *kong.Node) {
		p := pages["vae"+strings.ReplaceAll(" "+node.Path(), " ", "-")]
		if node.Parent == nil {
			p = pages["vae"]
		}
		var terms strings.Builder
		for _, list := range p.Lists {
			for _, item := range list.Items {
				terms.WriteString(item.Term + "\n")
			}
		}
		for _, arg := range node.Positional {
			if !strings.Contains(terms.String(), "<"+arg.Name+">") {
				t.Errorf("%s has no %s", p.Name, arg.Name)
			}
		}
		for _, flag := range node.Flags {
			if !strings.Contains(terms.String(), roff("--"+flag.Name)+`\fR`) {
				t.Errorf("%s has no --%s", p.Name, flag.Name)
			}
		}
		for _, child := range node.Children {
			check(child)
		}
	}
	check(parser.Model.Node)
	for _, topic := range topics {
		if pages["vae-"+topic.Name].Section != 7 {
			t.Errorf("there is no page on %s", topic.Name)
		}
	}
}

func TestRoff(t *testing.T) {
	for text, want := range map[string]string{
		".so\n'x\n..": "\\&.so\n\\(aqx\n\\&..",
		`a\b--c`:      `a\eb\-\-c`,
		"−2 ≤ σ":      `\[u2212]2 \[u2264] \[u03C3]`,
	} {
		if got := roff(text); got != want {
			t.Errorf("roff(%q) = %q, want %q", text, got, want)
		}
	}
}
