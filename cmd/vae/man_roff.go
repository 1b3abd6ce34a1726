package main

import (
	"regexp"
	"strings"
	"unicode"
)

// markup is what roff does not take as it is: ASCII signs that it sets as typographic ones, and
// dots that begin a line, which make it a request.
var markup = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", "\\(ga", "^", `\(ha`, "~", `\(ti`, `"`, `\(dq`,
	"\n.", "\n\\&.")

// roff returns plain text as roff. Other characters than those of ASCII are named, so that the
// encoding of the page does not matter.
func roff(text string) string {
	var all strings.Builder
	for _, r := range strings.TrimPrefix(markup.Replace("\n"+text), "\n") {
		if r > unicode.MaxASCII {
			fprintf(&all, `\[u%04X]`, int(r))
			continue
		}
		all.WriteRune(r)
	}
	return all.String()
}

func bold(text string) string { return `\fB` + roff(text) + `\fR` }

func italic(text string) string { return `\fI` + roff(text) + `\fR` }

// paragraph is a part of a text. The lines of an aligned one stay as they are.
type paragraph struct {
	Text    string
	Aligned bool
}

// columned is where spaces put something below something else.
var columned = regexp.MustCompile(`(?m)^ |  `)

// paragraphs returns the parts of a text between empty lines.
func paragraphs(text string) []paragraph {
	var all []paragraph
	for part := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		all = append(all, paragraph{part, columned.MatchString(part)})
	}
	return all
}
