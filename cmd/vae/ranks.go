package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"vae/internal/plural"
	"vae/internal/ranks"
	"vae/internal/rng"
	"vae/internal/shards"
)

type ranksCmd struct {
	JSON bool `help:"Print JSON."`
}

// rankLine is what a rank says of itself.
type rankLine struct {
	Rank    int    `json:"rank"`
	Machine string `json:"machine"`
	CPUs    int    `json:"cpus"`  // that it may use
	Share   int    `json:"share"` // that it could use
}

// ranksReport is what vae ranks prints as JSON.
type ranksReport struct {
	Library string     `json:"library"` // "" if the process is alone
	Ranks   []rankLine `json:"ranks"`
	Same    bool       `json:"same_sum"` // as one rank has by itself
}

func (c *ranksCmd) join(a *app) error { return a.join() }

func (c *ranksCmd) Run(a *app) error {
	lines, err := a.gatherRanks()
	if err != nil {
		return err
	}
	same, err := a.sumsAlike()
	if err != nil || a.world.Rank() > 0 {
		return err
	}
	report := ranksReport{a.world.Library(), lines, same}
	err = a.show(c.JSON, report, func() { report.print(a) })
	if err == nil && !same {
		err = errors.New("the sum of gradients is not that of one rank")
	}
	return err
}

// gatherRanks returns what all ranks say of themselves.
func (a *app) gatherRanks() ([]rankLine, error) {
	const room = 512 // bytes: a machine's name has 64 or fewer
	line := rankLine{Rank: a.world.Rank()}
	line.Machine, _ = os.Hostname() // "" tells the other ranks nothing, and does no harm
	line.CPUs, line.Share = ranks.Launched().CPUs()
	text, err := json.Marshal(line)
	if err != nil {
		return nil, err
	}
	all := make([]byte, room*a.world.Size())
	if err := ranks.Allgather(a.world, all, slices.Concat(text, make([]byte, room))[:room]); err != nil {
		return nil, err
	}
	lines := make([]rankLine, a.world.Size())
	for r := range lines {
		if err := json.Unmarshal(bytes.TrimRight(all[r*room:][:room], "\x00"), &lines[r]); err != nil {
			return nil, fmt.Errorf("rank %d: %w", r, err)
		}
	}
	return lines, nil
}

// sumsAlike reports whether all ranks have the bytes of a sum that one has which is alone.
func (a *app) sumsAlike() (bool, error) {
	const elements = 10007
	count := 2*a.world.Size() + 1
	sum, err := ranks.NewSum(a.world, count, elements)
	if err != nil {
		return false, err
	}
	alone := shards.NewSum(func() []float32 { return make([]float32, elements) })
	alone.Begin(0)
	for shard := range count {
		gradient := make([]float32, elements)
		noise := rng.Stream(1, "ranks", uint64(shard))
		noise.Uniform(gradient) // without roundings that another processor may make otherwise
		alone.Add(gradient)
		if sum.Low <= shard && shard < sum.High {
			sum.Own.Add(gradient)
		}
	}
	total, err := sum.Total()
	if err != nil {
		return false, err
	}
	own := []byte{0}
	if slices.Equal(total, alone.Total()) {
		own[0] = 1
	}
	verdicts := make([]byte, a.world.Size())
	err = ranks.Allgather(a.world, verdicts, own)
	return !slices.Contains(verdicts, 0), err
}

// print prints the report as a table.
func (r *ranksReport) print(a *app) {
	a.printf("%5s  %-24s%6s%7s\n", "rank", "machine", "CPUs", "share")
	for _, l := range r.Ranks {
		a.printf("%5d  %-24s%6d%7d\n", l.Rank, printable(l.Machine), l.CPUs, l.Share)
	}
	verdict := "FAILED: not that of one rank"
	if r.Same {
		verdict = "the same bytes as on one rank"
	}
	a.printf("\n%s", plural.Of(len(r.Ranks), "rank"))
	if r.Library != "" {
		a.printf(", %s", r.Library)
	}
	a.printf("\nsum of gradients: %s\n", verdict)
}
