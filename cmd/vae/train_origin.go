package main

import (
	"strings"
	"time"

	"vae/train"
)

// origin returns when and how a run that begins now is begun: the date, and the command without
// --resume, which begins no other run, so that a run that crashes at its start and is begun again
// has the same config.
func (a *app) origin() train.Origin {
	words := []string{"vae"}
	for _, arg := range a.args {
		if arg != "--resume" {
			words = append(words, shellQuoted(arg))
		}
	}
	return train.Origin{Date: time.Now().UTC().Format(time.DateOnly), Version: version, Command: strings.Join(words, " ")}
}

// plainly are the characters that mean themselves to every shell.
const plainly = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%"

// shellQuoted returns a word as a POSIX shell reads it.
func shellQuoted(word string) string {
	if word != "" && strings.Trim(word, plainly) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
