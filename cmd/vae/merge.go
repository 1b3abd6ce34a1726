package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

type mergeCmd struct {
	Pieces []string `arg:"" name:"piece" help:"The pieces of all shards, in any order."`
	Output string   `name:"out" short:"o" placeholder:"FILE" help:"File to write (default: that of the command which made the pieces)."`
	Sheet  string   `placeholder:"FILE" help:"Picture of the least likely images to write, of pieces of vae scores."`
	JSON   bool     `help:"Print figures as JSON."`

	given map[any]string // names of the flags that the user gave
}

// merging are commands whose pieces can be merged. They take over what the flags of merge say.
type merging interface {
	merge(a *app, m *mergeCmd) error
}

func (c *mergeCmd) Run(a *app) error {
	all, err := openPieces(c.Pieces)
	if err != nil {
		return err
	}
	all.tellInstructions(a)
	a.pieces, a.merging, c.given = all, c, a.flags
	return a.execute(all.all[0].Args)
}

// take has a command do its work on the pieces.
func (c *mergeCmd) take(a *app, command any) error {
	own, ok := command.(merging)
	if !ok {
		return inputf("%s: %w", a.pieces.all[0].path, errNoPiece)
	}
	return own.merge(a, c)
}

// pieces are those of all shards of a whole, in order.
type pieces struct {
	all  []*storedPiece
	next int // section
}

// openPieces opens the pieces of a whole, and returns an error unless all are there, once each.
func openPieces(paths []string) (*pieces, error) {
	var opened []*storedPiece
	for _, path := range paths {
		p, err := openPiece(path)
		if err != nil {
			return nil, err
		}
		opened = append(opened, p)
	}
	first := opened[0]
	of := make([]*storedPiece, first.Of)
	for _, p := range opened {
		switch {
		case p.Version != versionText():
			return nil, inputf("%s was made by vae %s, and this is %s", p.path, p.Version, versionText())
		case p.Command != first.Command:
			return nil, inputf("%s was made by vae %s, and %s by vae %s", p.path, p.Command, first.path, first.Command)
		case p.Of != first.Of:
			return nil, inputf("%s is one of %d pieces, and %s one of %d", p.path, p.Of, first.path, first.Of)
		case of[p.I] != nil:
			return nil, usagef("%s and %s are both piece %d of %d", of[p.I].path, p.path, p.I, p.Of)
		}
		if err := p.alike(first); err != nil {
			return nil, err
		}
		of[p.I] = p
	}
	if missing := slices.Index(of, nil); missing >= 0 {
		return nil, usageError(fmt.Sprintf("piece %d of %d is missing", missing, first.Of),
			fmt.Sprintf("--shard %d/%d makes it", missing, first.Of))
	}
	return &pieces{all: of}, nil
}

// tellInstructions warns of pieces that were computed with different vector instructions.
func (p *pieces) tellInstructions(a *app) {
	count := map[string]int{}
	for _, piece := range p.all {
		count[piece.Instructions]++
	}
	if len(count) == 1 {
		return
	}
	var with []string
	for _, level := range slices.Sorted(maps.Keys(count)) {
		with = append(with, fmt.Sprintf("%d with %s", count[level], printable(level)))
	}
	a.tell("vae: warning: pieces were computed with different vector instructions, %s: "+
		"numbers differ in their last digits from those of one machine", strings.Join(with, ", "))
}

// alike returns an error unless two pieces are of the same passes.
func (p *storedPiece) alike(first *storedPiece) error {
	if len(p.sections) != len(first.sections) {
		return inputf("%s is of other settings than %s", p.path, first.path)
	}
	for k, s := range p.sections {
		if name := first.sections[k].differs(s.provenance); name != "" {
			return inputf("%s is of other %s than %s", p.path, name, first.path)
		}
		if from, to := (shard{p.I, p.Of}).rows(s.N); s.From != from || s.To != to {
			return inputf("%s: %w", p.path, errNoPiece)
		}
	}
	return nil
}

// pass calls take with the results of the next pass, in order.
func (p *pieces) pass(of provenance, take func(block []byte) error) error {
	first := p.all[0]
	if p.next >= len(first.sections) {
		return inputf("%s lacks %s", first.path, of.What)
	}
	k := p.next
	p.next++
	if name := first.sections[k].differs(of); name != "" {
		return inputf("%s is of other %s than there are now", first.path, name)
	}
	for _, piece := range p.all {
		if err := piece.blocks(piece.sections[k], take); err != nil {
			return err
		}
	}
	return nil
}

// paths returns where the pieces are.
func (p *pieces) paths() []string {
	if p == nil {
		return nil
	}
	return each(len(p.all), func(i int) string { return p.all[i].path })
}

// without returns an error if a flag was given that does nothing with pieces of a command.
func (c *mergeCmd) without(a *app, flags ...any) error {
	for _, flag := range flags {
		if name := c.given[flag]; name != "" {
			return usagef("%s does nothing with pieces of vae %s", name, a.command)
		}
	}
	return nil
}
