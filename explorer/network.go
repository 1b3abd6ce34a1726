package explorer

import (
	"encoding/binary"
	"path"
	"slices"
	"strings"

	"vae"
	"vae/dist"
)

// Network is what the page needs to compute q(z|x, y) and p(x|z, y) by itself. In JSON it is the
// description that load in page/src/net.ts reads beside Weights.
type Network struct {
	Image      []int      `json:"image"` // (H, W, C)
	Latent     int        `json:"latent"`
	Labels     []int      `json:"labels,omitempty"` // of the classes that the networks depend on, in order
	Encoder    []layer    `json:"encoder"`          // each after those that it reads; the last one gives q's params
	Decoder    []layer    `json:"decoder"`          // the last one gives the params of p(x|z, y)
	LogVar     [2]float64 `json:"logvar"`           // bounds of q's log-variances, the second half of its params
	Likelihood likelihood `json:"likelihood"`
	Format     string     `json:"format"` // of a weight: float32 or float16
	Rounding   *Rounding  `json:"rounding,omitempty"`

	// Weights are the arrays of the encoder's layers, then those of the decoder's, little-endian.
	Weights []byte `json:"-"`
}

// layer is a vae.Layer in JSON, with the shapes of its arrays of weights.
type layer struct {
	Name       string   `json:"name"`
	Kind       string   `json:"kind"`
	Inputs     []string `json:"inputs"` // layers, or images, codes and labels
	In         []int    `json:"in"`
	Out        []int    `json:"out"`
	Activation string   `json:"activation"`
	Weights    [][]int  `json:"weights"`
	Window     *window  `json:"window,omitempty"`
}

type window struct {
	Size      int    `json:"size"`
	Stride    int    `json:"stride"`
	Pad       int    `json:"pad"`
	OutputPad [2]int `json:"outputPad"`
}

// likelihood is a family with what all pixels have in common.
type likelihood struct {
	Name    string               `json:"name"`
	Options vae.Options          `json:"options"` // of the model's config
	Weights map[string][]float32 `json:"weights"`
}

// The formats of weights.
const (
	formatFloat32 = "float32"
	formatFloat16 = "float16"
)

// NewNetwork returns the networks of a model, with weights in float32.
func NewNetwork(m *vae.Model) Network {
	c := m.Config().WithDefaults()
	n := Network{
		Image:      []int{c.Height, c.Width, c.Shape().C},
		Latent:     c.Latent,
		Encoder:    describe(m, "encoder"),
		Decoder:    describe(m, "decoder"),
		LogVar:     [2]float64{dist.MinLogVar, dist.MaxLogVar},
		Likelihood: likelihood{Name: c.Likelihood, Options: c.Options, Weights: map[string][]float32{}},
		Format:     formatFloat32,
	}
	for _, class := range c.Classes {
		n.Labels = append(n.Labels, class.Label)
	}
	for _, p := range m.Parameters() {
		if folder, name := path.Split(p.Name); folder == "likelihood/" {
			n.Likelihood.Weights[name] = slices.Clone(p.Data)
		}
	}
	for _, p := range networkParameters(m) {
		n.Weights, _ = binary.Append(n.Weights, binary.LittleEndian, p.Data) // numbers have a size
	}
	return n
}

// layers returns those of the network, in order.
func layers(m *vae.Model, network string) []vae.Layer {
	return slices.DeleteFunc(slices.Clone(m.Layers()), func(l vae.Layer) bool {
		return l.Name != network && !strings.HasPrefix(l.Name, network+"/")
	})
}

// networkParameters returns the arrays of both networks in the order of Network.Weights.
func networkParameters(m *vae.Model) (all []*vae.Parameter) {
	for _, l := range slices.Concat(layers(m, "encoder"), layers(m, "decoder")) {
		all = append(all, l.Params...)
	}
	return all
}

// describe returns the layers of a network.
func describe(m *vae.Model, network string) (all []layer) {
	for _, l := range layers(m, network) {
		d := layer{Name: l.Name, Kind: l.Kind, Inputs: l.Inputs, In: l.In, Out: l.Out, Activation: l.Activation,
			Weights: [][]int{}}
		for _, p := range l.Params {
			d.Weights = append(d.Weights, p.Shape)
		}
		if l.Window != nil {
			w := window(*l.Window)
			d.Window = &w
		}
		all = append(all, d)
	}
	return all
}
