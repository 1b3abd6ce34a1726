package main

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"vae"
	"vae/data"
	"vae/train"
)

// pages holds for each command, below its name in brackets, examples and perhaps a text.
//
//go:embed commands.txt
var pages string

// printHelp prints the examples of the command, then kong's help with the text.
func printHelp(options kong.HelpOptions, line *kong.Context) error {
	if node := line.Selected(); node != nil {
		_, page, _ := strings.Cut(pages, "["+strings.TrimPrefix(node.FullPath(), "vae ")+"]\n")
		page, _, _ = strings.Cut(strings.TrimSpace(page), "\n\n[")
		examples, text, _ := strings.Cut(page, "\n\n")
		fmt.Fprintf(line.Stdout, "Examples:\n  %s\n\n", strings.ReplaceAll(examples, "\n", "\n  "))
		node.Detail = text
		options.Compact = false
	}
	if err := kong.DefaultHelpPrinter(options, line); err != nil || line.Selected() != nil {
		return err
	}
	printTopics(line.Stdout)
	return nil
}

// menus are the lists of names that help texts hold, by their names there.
var menus = map[string]vae.Menu{
	"nets":          vae.Nets(),
	"activations":   vae.Activations(),
	"initializers":  vae.Initializers(),
	"likelihoods":   vae.Likelihoods(),
	"priors":        vae.Priors(),
	"binarizations": data.Binarizations(),
	"optimizers":    train.Optimizers(),
	"schedules":     train.Schedules(),
	"objectives":    vae.Bounds(),
	"gradients":     vae.Gradients(),
	"splits":        {Names: data.SplitNames()},
	"fits":          data.Fits(),
}

// choices fills the lists of names into help texts.
func choices() kong.Option {
	vars := kong.Vars{}
	for list, menu := range menus {
		names := slices.Clone(menu.Names)
		for i, help := range menu.Help {
			if help != "" {
				names[i] += " (" + help + ")"
			}
		}
		vars[list] = strings.Join(names, ", ")
	}
	return vars
}

// parseError says what is wrong with a command line and names the help page for it.
func parseError(err error) error {
	text, hint := err.Error(), "vae --help lists the commands"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if node := parse.Context.Selected(); node != nil {
			hint = node.FullPath() + " --help lists what it takes"
			if path, ok := strings.CutPrefix(text, "unexpected argument "); ok && isFile(path) {
				hint = "of images name the folder: a shell makes many arguments of *"
			}
		} else {
			text = strings.Replace(text, "unexpected argument", "unknown command", 1)
		}
	}
	text, _, _ = strings.Cut(text, " (short flag); perhaps try ") // of a negative number
	return usageError(text, hint)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
