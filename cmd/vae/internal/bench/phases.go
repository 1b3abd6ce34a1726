package bench

import (
	"strings"
	"time"

	"vae/train"
)

// others is the phase of operations that have none of their own.
const others = "posterior, likelihood, KL"

// layers are the phases of the layers' operations, but for the direction.
var layers = map[string]string{
	"dense": "dense layers", "conv": "convolutions", "offset": "offsets and sums", "sum": "offsets and sums",
}

// phaseOf returns the phase of the step that an operation of the graph belongs to.
func phaseOf(operation string) string {
	name, backward := strings.CutPrefix(operation, "backward ")
	direction := "forward"
	if backward {
		direction = "backward"
	}
	if layer, ok := layers[name[strings.LastIndex(name, "/")+1:]]; ok {
		return layer + " " + direction
	}
	return others
}

// phases divides the time of n steps.
func phases(before, after train.Timings, wall time.Duration, n float64) []Phase {
	var sum time.Duration
	spent := map[string]time.Duration{}
	for i, op := range after.Operations {
		d := op.Spent - before.Operations[i].Spent
		spent[phaseOf(op.Name)] += d
		sum += d
	}
	input, graph, update := after.Input-before.Input, after.Graph-before.Graph, after.Update-before.Update
	spent["waiting for the batch"] = wall - input - graph - update
	spent["copying it, drawing noise"] = input
	spent["the graph's own time"] = graph - sum
	spent["Adam"] = update
	var all []Phase
	for _, name := range []string{
		"waiting for the batch", "copying it, drawing noise",
		"convolutions forward", "dense layers forward", "offsets and sums forward",
		"convolutions backward", "dense layers backward", "offsets and sums backward",
		others, "the graph's own time", "Adam",
	} {
		if d, ok := spent[name]; ok {
			all = append(all, Phase{name, d.Seconds() * 1e3 / n})
		}
	}
	return all
}
