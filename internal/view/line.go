package view

import (
	"fmt"
	"math"
	"slices"

	"vae"
	"vae/internal/figure"
	"vae/internal/kernel"
	"vae/internal/plot"
)

// lineValues is the number of values of z at which densities are taken.
const lineValues = 600

// line draws a map of one dimension.
func (m *mapping) line() (*plot.Canvas, error) {
	m.key.Codes = "Density of the codes of " + m.of
	m.key.Prior, m.key.Aggregate = "p(z), "+m.MapOptions.Prior, "q(z), of all codes"
	line := figure.Line{Z: m.range1()}
	at := make([]float32, lineValues)
	for i := range at {
		at[i] = float32(line.Z.Low + float64(i)/(lineValues-1)*(line.Z.High-line.Z.Low))
	}
	line.Classes, line.Aggregate = m.densities(at)
	var err error
	if line.Prior, err = m.priorDensity(at); err != nil {
		return nil, err
	}
	tiles, err := m.row(line.Z)
	return figure.OnLine(m.key, line, tiles), err
}

// range1 returns the range of z: that of the codes, and at least that of ±3.
func (m *mapping) range1() figure.Axis {
	low, high := float64(slices.Min(m.codes.Mean)), float64(slices.Max(m.codes.Mean))
	return figure.Axis{Name: "z0", Low: min(-3, low-0.3), High: max(3, high+0.3)}
}

// densities returns q(z) of each class with a colour, as a part of all, and of all images.
func (m *mapping) densities(at []float32) (classes [][]float64, all []float64) {
	classes, all = make([][]float64, len(m.key.Classes)), make([]float64, len(at))
	for k := range classes {
		classes[k] = make([]float64, len(at))
	}
	n := float64(m.codes.Len())
	kernel.Parallel(len(at), func(i int) {
		for image, mean := range m.codes.Mean {
			deviation := math.Exp(0.5 * float64(m.codes.LogVar[image]))
			u := float64(at[i]-mean) / deviation
			density := math.Exp(-0.5*u*u) / (math.Sqrt(2*math.Pi) * deviation * n)
			all[i] += density
			if m.class != nil && m.class[image] >= 0 {
				classes[m.class[image]][i] += density
			}
		}
	})
	return classes, all
}

// priorDensity returns p(z); of a conditional model the mean of p(z|y) over the classes of its
// training images.
func (m *mapping) priorDensity(at []float32) ([]float64, error) {
	classes, total := []vae.Class{{Images: 1}}, 0
	if c := m.Config(); c.Conditional {
		classes = c.Classes
	}
	for _, c := range classes {
		total += c.Images
	}
	density := make([]float64, len(at))
	for _, c := range classes {
		logs, err := m.LogPrior(repeated(m.Model, at, c))
		if err != nil {
			return nil, err
		}
		for i, l := range logs {
			density[i] += math.Exp(float64(l)) * float64(c.Images) / float64(total)
		}
	}
	return density, nil
}

// row returns the images of codes in ascending order.
func (m *mapping) row(z figure.Axis) (figure.Tiles, error) {
	shape := m.Config().Shape()
	columns, rows := figure.Grid(shape)
	n, of := columns*rows, between(z)
	if standard(m.Model) {
		of = quantile
	}
	codes := make([]float32, n)
	for i := range codes {
		codes[i] = float32(of(fraction(i, n)))
	}
	images, err := m.decode(codes)
	return figure.Tiles{
		Title: fmt.Sprintf("Decoded from z = %s to %s, row by row%s", decimal(float64(codes[0])), decimal(float64(codes[n-1])), as(m.Model, m.Class)),
		Shape: shape, Columns: columns, Images: images,
	}, err
}
