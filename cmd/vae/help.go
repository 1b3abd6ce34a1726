package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"vae"
	"vae/data"
	"vae/train"
)

// exampler is a command with examples, which stand first in its help.
type exampler interface{ Examples() []string }

// printHelp prints the examples of the command, then kong's help.
func printHelp(options kong.HelpOptions, line *kong.Context) error {
	if node := line.Selected(); node != nil && node.Target.CanAddr() {
		if command, ok := node.Target.Addr().Interface().(exampler); ok {
			fmt.Fprintln(line.Stdout, "Examples:")
			for _, example := range command.Examples() {
				fmt.Fprintln(line.Stdout, "  "+example)
			}
			fmt.Fprintln(line.Stdout)
		}
		options.Compact = false
	}
	return kong.DefaultHelpPrinter(options, line)
}

// choices fills the lists of names into help texts.
func choices() kong.Option {
	list := func(names []string) string { return strings.Join(names, ", ") }
	described := func(names, help []string) string {
		var all []string
		for i, name := range names {
			all = append(all, fmt.Sprintf("%s (%s)", name, help[i]))
		}
		return list(all)
	}
	return kong.Vars{
		"activations":   list(vae.Activations()),
		"initializers":  list(vae.Initializers()),
		"likelihoods":   described(vae.Likelihoods(), vae.LikelihoodHelp()),
		"binarizations": described(data.Binarizations(), data.BinarizationHelp()),
		"schedules":     list(train.Schedules()),
		"objectives":    described(vae.ObjectiveBounds(), vae.ObjectiveBoundHelp()),
		"gradients":     described(vae.Gradients(), vae.GradientHelp()),
		"splits":        list(data.SplitNames()),
		"fits":          described(data.Fits(), data.FitHelp()),
	}
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
	return &usageError{text, hint}
}

// isFile reports whether there is a file at path.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
