package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// manPage is a page of the manual. About, Text and Examples are plain, the rest is roff in the macros
// of man(7).
type manPage struct {
	Name          string // such as vae-train
	Section       int    // 1 of commands, 7 of topics
	Date, Version string

	About, Usage, Text string
	Lists              []manList
	Examples, SeeAlso  string
}

type manList struct {
	Heading string
	Items   []manItem
}

// manItem is a command, an argument or a flag, with its help.
type manItem struct{ Term, Text string }

// commandPages returns the pages of the command and of all below it.
func commandPages(node *kong.Node) []manPage {
	examples, text := pageOf(node)
	usage, _ := strings.CutPrefix(node.Summary(), node.Path())
	p := manPage{
		Name: manName(node), Section: 1, About: strings.TrimSuffix(node.Help, "."),
		Usage:    bold(node.FullPath()) + roff(usage),
		Text:     strings.TrimSpace(node.Help + "\n\n" + text),
		Examples: examples,
	}
	p.Lists = append(subjectLists(node), flagLists(node)...)
	if node.Parent != nil {
		p.SeeAlso = manRef("vae", 1)
	}
	all := []manPage{p}
	for _, child := range node.Children {
		all = append(all, commandPages(child)...)
	}
	return all
}

// topicPages returns the pages that vae help has beside those of the commands.
func topicPages() []manPage {
	var all []manPage
	for _, topic := range topics {
		all = append(all, manPage{
			Name: "vae-" + topic.Name, Section: 7, About: strings.TrimSuffix(topic.Help, "."),
			Text: topic.Value(), SeeAlso: manRef("vae", 1),
		})
	}
	return all
}

// subjectLists returns what may follow a command: others, which have pages of their own, or
// arguments. Below vae itself there are topics, too.
func subjectLists(node *kong.Node) []manList {
	below, arguments, other := manList{Heading: ".SH COMMANDS"}, manList{Heading: ".SH ARGUMENTS"}, manList{Heading: ".SH TOPICS"}
	for _, child := range node.Leaves(true) {
		below.Items = append(below.Items, manItem{manRef(manName(child), 1), child.Help})
	}
	for _, arg := range node.Positional {
		arguments.Items = append(arguments.Items, manItem{italic(arg.Summary()), kong.DefaultHelpValueFormatter(arg)})
	}
	if node.Parent == nil {
		for _, topic := range topics {
			other.Items = append(other.Items, manItem{manRef("vae-"+topic.Name, 7), topic.Help})
		}
	}
	return slices.DeleteFunc([]manList{below, arguments, other}, func(l manList) bool { return l.Items == nil })
}

// flagLists returns the flags of a command by their groups.
func flagLists(node *kong.Node) []manList {
	lists := []manList{{Heading: ".SH OPTIONS"}}
	for _, flag := range slices.Concat(node.AllFlags(true)...) {
		heading := lists[0].Heading
		if flag.Group != nil {
			heading = ".SS " + roff(strings.TrimSuffix(flag.Group.Title, ":"))
		}
		i := slices.IndexFunc(lists, func(l manList) bool { return l.Heading == heading })
		if i < 0 {
			i, lists = len(lists), append(lists, manList{Heading: heading})
		}
		lists[i].Items = append(lists[i].Items, manItem{flagTerm(flag), kong.DefaultHelpValueFormatter(flag.Value)})
	}
	return lists
}

// flagTerm returns the names of a flag, and what its value is.
func flagTerm(flag *kong.Flag) string {
	names := completeFlag(flag).Names
	slices.Reverse(names) // the short one first
	for i, name := range names {
		names[i] = bold(name)
	}
	term := strings.Join(names, ", ")
	if !flag.IsBool() {
		term += "=" + italic(flag.FormatPlaceHolder())
	}
	return term
}

// manName returns the name of the page of a command.
func manName(node *kong.Node) string { return strings.ReplaceAll(node.FullPath(), " ", "-") }

// manRef refers to a page.
func manRef(name string, section int) string { return fmt.Sprintf("%s(%d)", bold(name), section) }
