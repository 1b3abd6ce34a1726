package network

import (
	"fmt"
	"slices"

	"vae/dist"
	"vae/internal/kernel"
	"vae/internal/nn"
	"vae/internal/raster"
)

// ConvEncoder makes an image smaller level by level by convolutions conv1, conv2, …, then has dense
// layers fc1, fc2, … and a linear one, posterior.
type ConvEncoder struct {
	Spec
	Level Level
}

// ConvDecoder is its mirror image: dense layers, then transposed convolutions …, deconv2, pixels.
// Each pixel has a bias of its own.
type ConvDecoder struct {
	Spec
	Level Level
	Bias  nn.Initializer // of the pixels
}

// Level returns the convolution from an image to a smaller one of that many channels.
type Level func(image raster.Shape, channels int) kernel.Conv

var (
	_ dist.Net = ConvEncoder{}
	_ dist.Net = ConvDecoder{}
)

// convolutional returns the kind of network with such levels.
func convolutional(level Level) Kind {
	return Kind{
		Encoder:    func(s Spec) dist.Net { return ConvEncoder{s, level} },
		Decoder:    func(s Spec, start nn.Initializer) dist.Net { return ConvDecoder{s, level, start} },
		Level:      level,
		Activation: "silu",
	}
}

// halving has windows of 4×4 and gives images of half the size, rounded down.
func halving(image raster.Shape, channels int) kernel.Conv {
	return kernel.Conv{H: image.H, W: image.W, C: image.C, Kernel: 4, Stride: 2, Pad: 1, Out: channels}
}

// maps returns the shapes from the image on, each smaller than the one before.
func (l Level) maps(image raster.Shape, filters []int) []raster.Shape {
	maps := []raster.Shape{image}
	for i, channels := range filters {
		c := l(maps[i], channels)
		maps = append(maps, raster.Shape{C: channels, H: c.OutH(), W: c.OutW()})
	}
	return maps
}

// Apply adds the layers on top of images and of what else is given, which joins them behind the
// convolutions.
func (e ConvEncoder) Apply(b *nn.Builder, given []*nn.Node, out nn.Shape) *nn.Node {
	h, maps := given[0], e.Level.maps(e.Image, e.Filters)
	for i, channels := range e.Filters {
		layer := nn.Conv{Conv: e.Level(maps[i], channels), Activation: e.Activation, Weight: e.Init}
		h = layer.Apply(b.Scope(fmt.Sprintf("conv%d", i+1)), h) // (R, H·W·C) of the level
		h = e.residual(b, i+1, maps[i+1], h)
	}
	given = slices.Concat([]*nn.Node{h}, given[1:])
	return MLP{Spec: e.Spec, Head: "posterior"}.Apply(b, given, out) // (R, out)
}

// Apply adds the layers on top of codes and of what else is given, side by side. Params of one
// pixel are channels of the last convolution.
func (d ConvDecoder) Apply(b *nn.Builder, given []*nn.Node, out nn.Shape) *nn.Node {
	maps, levels := d.Level.maps(d.Image, d.Filters), len(d.Filters)
	units := append(reversed(d.Hidden), maps[levels].Size())
	h := d.dense(b, units, nn.Concat(b, given...)) // (R, H·W·C) of the last level
	for i := levels; i > 1; i-- {
		h = d.residual(b, i, maps[i], h)
		layer := nn.Conv{Conv: d.Level(maps[i-1], maps[i].C), Transposed: true, Activation: d.Activation, Weight: d.Init}
		h = layer.Apply(b.Scope(fmt.Sprintf("deconv%d", i)), h)
	}
	h = d.residual(b, 1, maps[1], h)
	params := out.TotalSize() / d.Image.Size() // K
	pixels := d.Image
	pixels.C *= params
	h = nn.Conv{Conv: d.Level(pixels, maps[1].C), Transposed: true, Weight: d.Init, NoBias: true}.
		Apply(b.Scope("pixels"), h) // (R, H·W·K·C)
	planes := nn.Shape{params, d.Image.H * d.Image.W, d.Image.C}
	return nn.Offset{Out: planes, Bias: d.Bias}.Apply(b.Scope("offset"), h) // (R, K·H·W·C)
}

// residual adds a block of two convolutions, if the network has such:
//
//	h + w₂ ∗ act(w₁ ∗ h + b₁) + b₂
//
// with windows of 3×3 and 1×1. It begins as the identity: w₂ and b₂ are zeros. He, Zhang, Ren & Sun
// 2016 (arXiv:1603.05027); van den Oord, Vinyals & Kavukcuoglu 2017 (arXiv:1711.00937).
func (s Spec) residual(b *nn.Builder, level int, image raster.Shape, h *nn.Node) *nn.Node {
	if !s.Residual {
		return h
	}
	b = b.Scope(fmt.Sprintf("res%d", level))
	wide := kernel.Conv{H: image.H, W: image.W, C: image.C, Kernel: 3, Stride: 1, Pad: 1, Out: image.C}
	narrow := kernel.Conv{H: image.H, W: image.W, C: image.C, Kernel: 1, Stride: 1, Out: image.C}
	branch := nn.Conv{Conv: wide, Activation: s.Activation, Weight: s.Init}.Apply(b.Scope("conv1"), h)
	branch = nn.Conv{Conv: narrow, Weight: nn.Zeros}.Apply(b.Scope("conv2"), branch)
	return nn.Add(b, h, branch)
}
