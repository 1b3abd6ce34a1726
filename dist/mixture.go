package dist

import (
	"fmt"
	"math"

	"vae/internal/nn"
)

// Mixture is Σ_k w_k N(z; μ_k, diag σ_k²), where Components has K rows.
type Mixture struct {
	Components Normal

	// Choice (R, K) holds the probabilities w of the components for each row, or one row for all.
	// No derivative passes through it. nil: all are 1/K.
	Choice *nn.Node
}

var _ Distribution = Mixture{}

// Noise returns a normal number for each element, and a uniform one that chooses the component.
func (m Mixture) Noise() Noise { return Noise{Normal: m.Components.Noise().Normal, Uniform: 1} }

// Sample adds draws (R·S, Z), which no derivative passes through. The last number of the noise
// chooses the component; the others are ε of its draw.
func (m Mixture) Sample(b *nn.Builder, noise *nn.Node) *nn.Node {
	var components, width int
	return b.Apply(&forwardOnly{
		shape: func(in []nn.Shape) (shape nn.Shape, err error) {
			if components, width, err = halves(in[0]); err == nil && (in[1].Dims() != 2 || in[1][1] != width+1) {
				err = fmt.Errorf("noise %v does not fit components %v", in[1], in[0])
			}
			if err != nil {
				return nil, err
			}
			return nn.Shape{in[1][0], width}, fitChoice(in[2], in[1][0], components)
		},
		compute: func(z []float32, in [][]float32) {
			draws := len(z) / width
			for r := range draws {
				noise := in[1][r*(width+1):][:width+1]
				k := choose(choiceOf(in[2], r, draws, components), float64(noise[width]))
				params := in[0][2*k*width:][:2*width]
				for j, e := range noise[:width] {
					z[r*width+j] = params[j] + float32(math.Exp(0.5*float64(params[width+j])))*e
				}
			}
		},
	}, m.inputs(b, noise)...)
}

// choose returns the component that a uniform number chooses, given probabilities (K).
func choose(choice []float32, uniform float64) int {
	var total float64
	for _, w := range choice {
		total += float64(w)
	}
	chosen, left := 0, uniform*total
	for k, w := range choice {
		if w == 0 {
			continue
		}
		if chosen = k; left < float64(w) {
			break
		}
		left -= float64(w)
	}
	return chosen
}

// LogProb adds the log-density of codes z (R·S, Z), in nats.
func (m Mixture) LogProb(b *nn.Builder, z *nn.Node) *nn.Node {
	return b.Apply(&logMixture{}, m.inputs(b, z)...)
}

// Mean adds the mean of the components' means (R, Z), which no derivative passes through.
func (m Mixture) Mean(b *nn.Builder) *nn.Node {
	var components, width int
	return b.Apply(&forwardOnly{
		shape: func(in []nn.Shape) (shape nn.Shape, err error) {
			if components, width, err = halves(in[0]); err != nil {
				return nil, err
			}
			return nn.Shape{in[1][0], width}, fitChoice(in[1], in[1][0], components)
		},
		compute: func(mean []float32, in [][]float32) {
			clear(mean)
			for i, w := range in[1] {
				row := mean[i/components*width:][:width]
				for j, v := range in[0][2*(i%components)*width:][:width] {
					row[j] += w * v
				}
			}
		},
	}, m.Components.Params, m.choice(b))
}

// inputs returns the components' params, x (R·S, …) and the choice.
func (m Mixture) inputs(b *nn.Builder, x *nn.Node) []*nn.Node {
	choice := m.choice(b)
	if b.Err() == nil && x.Shape()[0] < choice.Shape()[0] {
		x, _ = nn.MatchRows(b, x, choice)
	}
	return []*nn.Node{m.Components.Params, x, choice}
}

// choice returns Choice, or a row of 1/K.
func (m Mixture) choice(b *nn.Builder) *nn.Node {
	if m.Choice != nil || b.Err() != nil {
		return m.Choice
	}
	components := m.Components.Params.Shape()[0]
	return b.Constant(same(1/float64(components), components), 1, components)
}

// fitChoice returns an error unless a choice (R, K) of components fits rows (R·S).
func fitChoice(choice nn.Shape, rows, components int) error {
	if choice.Dims() != 2 || choice[1] != components || rows%choice[0] != 0 {
		return fmt.Errorf("choice %v does not fit %d rows and %d components", choice, rows, components)
	}
	return nil
}

// choiceOf returns the probabilities (K) of the components for one of rows (R·S).
func choiceOf(choice []float32, row, rows, components int) []float32 {
	return choice[row*(len(choice)/components)/rows*components:][:components]
}
