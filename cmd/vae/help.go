package main

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"vae"
	"vae/data"
	"vae/export"
	"vae/internal/choice"
	"vae/train"
)

// pages holds for each command, below its name in brackets, examples and perhaps a text.
//
//go:embed commands.txt
var pages string

// printHelp prints the examples of the command, then kong's help with the text.
func printHelp(options kong.HelpOptions, line *kong.Context) error {
	if node := line.Selected(); node != nil {
		examples, text := pageOf(node)
		fmt.Fprintf(line.Stdout, "Examples:\n  %s\n\n", strings.ReplaceAll(examples, "\n", "\n  "))
		node.Detail = text
		options.Compact = false
	}
	if err := kong.DefaultHelpPrinter(options, line); err != nil || line.Selected() != nil {
		return err
	}
	fprintf(line.Stdout, "\nTopics of vae help:\n")
	for _, topic := range topics {
		fprintf(line.Stdout, "  %-12s  %s\n", topic.Name, topic.Help)
	}
	return nil
}

// pageOf returns the examples of a command, and its text.
func pageOf(node *kong.Node) (examples, text string) {
	_, page, _ := strings.Cut(pages, "["+node.Path()+"]\n")
	page, _, _ = strings.Cut(strings.TrimSpace(page), "\n\n[")
	examples, text, _ = strings.Cut(page, "\n\n")
	return examples, text
}

// menus are the lists of names in help texts.
var menus = map[string]vae.Menu{
	"nets":          networks(),
	"activations":   vae.Activations(),
	"initializers":  vae.Initializers(),
	"likelihoods":   vae.Likelihoods(),
	"priors":        vae.Priors(),
	"taken":         {Names: []string{fittedPrior, ownPrior}, Help: []string{"by vae prior", "the model's, also by its name"}},
	"binarizations": data.Binarizations(),
	"optimizers":    train.Optimizers(),
	"schedules":     train.Schedules(),
	"objectives":    vae.Bounds(),
	"gradients":     vae.Gradients(),
	"splits":        {Names: data.SplitNames()},
	"fits":          data.Fits(),
	"exports":       export.Formats(),
	"layouts":       export.Layouts(),
}

// networks lists what --net may be.
func networks() vae.Menu {
	m := vae.Nets()
	m.Names = append([]string{vae.AutoNet}, m.Names...)
	m.Help = append([]string{"what suits the size of the images"}, m.Help...)
	return m
}

// choices fills the lists of names into help texts.
func choices() kong.Option {
	vars := kong.Vars{"usual_split": "test"}
	for list, menu := range menus {
		names := slices.Clone(menu.Names)
		for i, help := range menu.Help {
			if o, ok := menu.First(menu.Names[i]); ok {
				names[i] += "[:" + o.Name + "]"
			}
			if help != "" {
				names[i] += " (" + help + ")"
			}
		}
		vars[list] = strings.Join(names, ", ")
	}
	return vars
}

// parseError says what is wrong with a command line, and how to get help.
func parseError(err error) error {
	text, hint := err.Error(), "vae --help lists the commands"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if node := parse.Context.Selected(); node != nil {
			hint = node.FullPath() + " --help lists what it takes"
			if path, ok := strings.CutPrefix(text, "unexpected argument "); ok && isFile(path) {
				hint = "to use several images, name their folder: the shell expands * to many arguments"
			}
		} else {
			text = strings.Replace(text, "unexpected argument", "unknown command", 1)
		}
	}
	text, _, _ = strings.Cut(text, " (short flag); perhaps try ") // of a negative number
	for _, w := range wordings {
		text = w.parsers.ReplaceAllString(text, w.ours)
	}
	return usageError(text, hint)
}

// wordings are what the parser says of values, which speaks of types of Go, and what to say instead.
var wordings = []struct {
	parsers *regexp.Regexp
	ours    string
}{
	{regexp.MustCompile(`expected .* but got ("EOL" \(<nil>\)|%!q\(<nil>\))$`), "expected a value"},
	{regexp.MustCompile(`expected a valid \d+ bit int `), "expected a whole number "},
	{regexp.MustCompile(`expected a valid \d+ bit uint `), "expected a whole number, 0 or more, "},
	{regexp.MustCompile(`expected a float (but got ".*") \(string\)$`), "expected a number $1"},
	{regexp.MustCompile(`expected duration (but got ".*"): time: .*$`), "expected a time such as 90s or 1h30m $1"},
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

//go:embed topics
var topicTexts embed.FS

// topics are the pages that vae help has beside those of the commands.
var topics = choice.List[func() string]{
	{Name: "exit-codes", Help: "What exit codes mean.", Value: page("exit-codes")},
	{Name: "formats", Help: "Files that are read and written.", Value: page("formats")},
	{Name: "networks", Help: "Encoders and decoders, and which to choose.", Value: page("networks")},
	{Name: "likelihoods", Help: "The distributions of pixels, and which to choose.", Value: likelihoodPage},
	{Name: "priors", Help: "Distributions of codes, log p(x), and the aggregate posterior.", Value: page("priors")},
	{Name: "glossary", Help: "Words and signs.", Value: page("glossary")},
}

// page returns the page of that name in the folder topics.
func page(name string) func() string {
	return func() string {
		text, err := topicTexts.ReadFile("topics/" + name + ".txt")
		if err != nil {
			panic(err) // the file is part of the program
		}
		return string(text)
	}
}

func likelihoodPage() string {
	var text strings.Builder
	text.WriteString(`The likelihood p(x|z) is a distribution of each pixel, from 0 (black) to 1
(white), given the code: vae train --likelihood NAME. In colour it is one of
each of the three numbers of a pixel, its red, its green and its blue, which are
independent given the code.

`)
	for i, name := range vae.Likelihoods().Names {
		fprintf(&text, "  %-21s %s\n", name, vae.Likelihoods().Help[i])
	}
	fprintf(&text, "\np(x) is a                of grey pixels  of black and white pixels\n\n")
	for _, name := range vae.Likelihoods().Names {
		fprintf(&text, "  %-21s  %-14s  %s\n", name, kind(name, true), kind(name, false))
	}
	text.WriteString(`
A density may be above 1, so that −log p(x) is negative. A cross-entropy trains
well, but is no likelihood: --likelihood continuous-bernoulli gives one, and so
does --binarize, which makes grey pixels black or white. Figures of different
kinds cannot be compared, and vae evaluate refuses to.
`)
	return text.String()
}

// kind returns what p(x) is under the likelihood of that name.
func kind(name string, greyPixels bool) vae.Kind {
	f, err := vae.Config{Likelihood: name}.Kind(greyPixels)
	if err != nil {
		panic(err) // the name is from the table
	}
	return f
}

type helpCmd struct {
	Of []string `arg:"" optional:"" name:"command" help:"Command or topic (default: list both)."`
}

// Run prints the page of a topic or the help of a command.
func (c *helpCmd) Run(a *app) error {
	if len(c.Of) == 1 {
		if topic, err := topics.Find("topic", c.Of[0]); err == nil {
			_, err := io.WriteString(a.stdout, topic())
			return err
		}
	}
	return a.execute(append(c.Of, "--help"))
}
