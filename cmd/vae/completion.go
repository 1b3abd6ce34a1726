package main

import (
	"embed"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/alecthomas/kong"

	"vae/data"
)

type completionCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"Shell: bash, zsh, fish."`
}

//go:embed completion
var completions embed.FS

func (c *completionCmd) Run(a *app) error {
	parser, err := newParser(&commands{}, a.stdout, a.stderr)
	if err != nil {
		return err
	}
	script, err := template.New("").Funcs(template.FuncMap{
		"join":       func(words []string) string { return strings.Join(words, " ") },
		"quote":      func(text string) string { return "'" + strings.ReplaceAll(text, "'", "’") + "'" },
		"colon":      func(name, about string) string { return strings.ReplaceAll(name, ":", `\:`) + ":" + about },
		"fishOption": fishOption,
	}).ParseFS(completions, "completion/*.tmpl")
	if err != nil {
		return err
	}
	return script.ExecuteTemplate(a.stdout, c.Shell+".tmpl", completable(parser.Model.Node))
}

func fishOption(name string) string {
	if long, ok := strings.CutPrefix(name, "--"); ok {
		return "-l " + long
	}
	return "-s " + strings.TrimPrefix(name, "-")
}

// completedCommand is what may follow a command. That of vae itself has no name.
type completedCommand struct {
	Parent, Name, Path, About string
	Children                  []completedCommand
	Flags                     []completedFlag
	Words                     []string // that may come next
	Files                     bool     // may come next
}

// completedFlag is a flag, with the values that it may have.
type completedFlag struct {
	Names []string // such as --out and -o
	About string
	Value bool // it has one
	Words []string
	Files bool
}

// completable returns the command and all below it.
func completable(node *kong.Node) []completedCommand {
	c := completedCommand{About: about(node.Help)}
	if node.Parent != nil {
		c.Parent, c.Name, c.Path = node.Parent.Path(), node.Name, node.Path()
	}
	for _, group := range node.AllFlags(true) {
		for _, flag := range group {
			c.Flags = append(c.Flags, completeFlag(flag))
		}
	}
	var below []completedCommand
	for _, child := range node.Children {
		all := completable(child)
		below = append(below, all...)
		c.Children = append(c.Children, all[0])
		c.Words = append(c.Words, child.Name)
	}
	for _, arg := range node.Positional {
		words, files := arguments(node, arg)
		c.Files = c.Files || files
		for _, word := range words {
			if !slices.Contains(c.Words, word) {
				c.Words = append(c.Words, word)
			}
		}
	}
	return append([]completedCommand{c}, below...)
}

func completeFlag(flag *kong.Flag) completedFlag {
	f := completedFlag{Names: []string{"--" + flag.Name}, About: about(flag.Help), Value: !flag.IsBool()}
	f.Words = choicesOf(flag.Value)
	if flag.Short != 0 {
		f.Names = append(f.Names, "-"+string(flag.Short))
	}
	if flag.Tag.Negatable != "" {
		f.Names = append(f.Names, "--no-"+flag.Name)
	}
	f.Files = slices.Contains([]string{"FILE", "RUN", "DIR", "PRIOR"}, flag.PlaceHolder)
	return f
}

// arguments returns what an argument may be, by its name.
func arguments(node *kong.Node, arg *kong.Positional) (words []string, files bool) {
	switch arg.Name {
	case "run":
		if arg.IsCumulative() { // the last may be DATA
			words = data.Names()
		}
		return words, true
	case "data":
		return data.Names(), true
	case "codes", "folder":
		return nil, true
	case "name":
		return data.Names(), false
	case "command":
		for _, child := range node.Parent.Children {
			words = append(words, child.Name)
		}
		return append(words, topics.Menu().Names...), false
	}
	return choicesOf(arg), false
}

// variable is a list of names in a help text.
var variable = regexp.MustCompile(`\$\{(\w+)\}`)

// choicesOf returns the names that a value may have, nil if it is no choice.
func choicesOf(value *kong.Value) []string {
	if value.Enum != "" {
		return value.EnumSlice()
	}
	if list := variable.FindStringSubmatch(value.OrigHelp); list != nil {
		return menus[list[1]].Names
	}
	return nil
}

// aside is where a help text becomes too long for a completion.
var aside = regexp.MustCompile(`\.$|\. |: | \(|;`)

// about returns the beginning of a help text.
func about(help string) string { return aside.Split(help, 2)[0] }
