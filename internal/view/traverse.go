package view

import (
	"fmt"
	"math"

	"vae"
	"vae/evaluate"
	"vae/internal/figure"
	"vae/internal/plot"
	"vae/latent"
)

// TraverseOptions say how dimensions of the code are traversed.
type TraverseOptions struct {
	Title string
	Steps int  // images in a row
	Dead  bool // whether dimensions that are not in use are shown

	// Original is the image through whose code all rows go, and Name what it is called; without
	// one they go through the mean of all codes.
	Original vae.Input
	Name     string

	Class vae.Class // that images are decoded as, if the model depends on labels
}

// reach is how far a traversal goes to either side, in standard deviations.
const reach = 3

// Traverse draws a row of images for each dimension of the code, from the most to the least
// informative about the image, in which that dimension changes and all others stay. It returns the
// dimensions that are not in use, which it leaves out unless they are asked for, or are all.
func Traverse(m *vae.Model, s Images, o TraverseOptions) (*plot.Canvas, []int, error) {
	codes, err := s.encode(m)
	if err != nil {
		return nil, nil, err
	}
	t := traversal{Model: m, TraverseOptions: o, codes: codes}
	t.Traversal = figure.Traversal{Title: o.Title, Shape: m.Config().Shape()}
	if err := t.begin(); err != nil {
		return nil, nil, err
	}
	order, dead, err := t.order(s.Of)
	if err != nil {
		return nil, nil, err
	}
	t.scale()
	for _, j := range order {
		if err := t.add(j); err != nil {
			return nil, nil, err
		}
	}
	return t.Traversal.Draw(), dead, nil
}

// traversal is a traversal that is being made.
type traversal struct {
	*vae.Model
	TraverseOptions
	figure.Traversal
	codes             vae.Codes
	from              []float32 // code at which all rows meet
	middle, deviation []float64 // of the values in each row
	figures           []string  // of each dimension
}

// begin finds where the rows meet.
func (t *traversal) begin() error {
	as := as(t.Model, t.Class)
	if t.Original.Images == nil {
		for _, v := range latent.Mean(t.codes.Mean, t.codes.Latent) {
			t.from = append(t.from, float32(v))
		}
		image, err := t.Decode(repeated(t.Model, t.from, t.Class))
		t.Given = figure.Row{Name: "Mean", Images: [][]float32{image}, Figure: "decoded from the mean of all codes" + as}
		return err
	}
	codes, err := t.Encode(t.Original)
	if err != nil {
		return err
	}
	t.from = codes.Mean
	again, err := t.Decode(repeated(t.Model, t.from, t.Class))
	t.Given = figure.Row{Name: t.Name, Images: [][]float32{t.Original.Images, again}, Figure: "and decoded from its code" + as}
	return err
}

// order returns the dimensions to show, the most informative first, and those that are not in use.
func (t *traversal) order(of string) (shown, dead []int, err error) {
	z := t.codes.Latent
	kl, err := t.KLDimensions(t.codes)
	if err != nil {
		return nil, nil, err
	}
	figures := make([]float64, z)
	what := fmt.Sprintf("KL(q(z|x) || p(z)) of each dimension, mean over %d %s.", t.codes.Len(), of)
	if kl == nil {
		figures = latent.Information(t.codes.Mean, t.codes.LogVar, z)
		what = fmt.Sprintf("About what each dimension tells of the image: I(x; z) of %d %s, if codes were normal.", t.codes.Len(), of)
	}
	for i, v := range kl {
		figures[i%z] += v / float64(t.codes.Len())
	}
	t.Notes = append(t.Notes, what)
	for _, v := range figures {
		t.figures = append(t.figures, fmt.Sprintf("%.2f nats", v))
	}
	for _, j := range latent.Order(figures) {
		if t.inUse(j) {
			shown = append(shown, j)
		} else {
			dead = append(dead, j)
		}
	}
	if len(shown) == 0 || t.Dead {
		return append(shown, dead...), dead, nil
	}
	if len(dead) > 0 {
		t.Notes = append(t.Notes, fmt.Sprintf("%d of %d dimensions are not in use, and left out: the variance of their means is not above 0.01.",
			len(dead), z))
	}
	return shown, dead, nil
}

// inUse reports whether the posterior mean of a dimension varies over the images.
func (t *traversal) inUse(j int) bool {
	z := t.codes.Latent
	var sum, squares float64
	for i := j; i < len(t.codes.Mean); i += z {
		v := float64(t.codes.Mean[i])
		sum, squares = sum+v, squares+v*v
	}
	n := float64(t.codes.Len())
	return evaluate.Dimension{Variance: squares/n - sum/n*sum/n}.Active()
}

// scale finds the values of each row: those within some standard deviations of N(0, 1) or, of
// another prior, of the codes.
func (t *traversal) scale() {
	z := t.codes.Latent
	t.middle, t.deviation = make([]float64, z), make([]float64, z)
	unit := " σ"
	if standard(t.Model) {
		unit = ""
		for j := range t.deviation {
			t.deviation[j] = 1
		}
		t.Notes = append(t.Notes, fmt.Sprintf("Each row: one dimension from −%d to %d, of N(0, 1), the others as they are.", reach, reach))
	} else {
		t.spread()
		t.Notes = append(t.Notes, fmt.Sprintf("Each row: one dimension within %d σ of the mean of q(z), the others as they are.", reach))
	}
	for i := range t.Steps {
		t.Columns = append(t.Columns, short(t.offset(i))+unit)
	}
}

// spread finds mean and standard deviation of each dimension of q(z).
func (t *traversal) spread() {
	z, n := t.codes.Latent, float64(t.codes.Len())
	t.middle = latent.Mean(t.codes.Mean, z)
	for i, v := range t.codes.Mean {
		d := float64(v) - t.middle[i%z]
		t.deviation[i%z] += (d*d + math.Exp(float64(t.codes.LogVar[i]))) / n
	}
	for j, v := range t.deviation {
		t.deviation[j] = math.Sqrt(v)
	}
}

// offset returns where column i is, in standard deviations.
func (t *traversal) offset(i int) float64 { return reach * (2*float64(i)/float64(t.Steps-1) - 1) }

// add decodes the row of a dimension.
func (t *traversal) add(j int) error {
	var codes []float32
	for i := range t.Steps {
		code := append([]float32(nil), t.from...)
		code[j] = float32(t.middle[j] + t.offset(i)*t.deviation[j])
		codes = append(codes, code...)
	}
	pixels, err := t.Decode(repeated(t.Model, codes, t.Class))
	if err != nil {
		return err
	}
	row := figure.Row{Name: fmt.Sprintf("z%d", j), Figure: t.figures[j]}
	for size := t.Shape.Size(); len(pixels) > 0; pixels = pixels[size:] {
		row.Images = append(row.Images, pixels[:size])
	}
	t.Rows = append(t.Rows, row)
	return nil
}
