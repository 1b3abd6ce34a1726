package kernel

// ConvBackward turns dy, the gradient of the result y of Conv.Forward or Adjoint, into dz, that of
// its argument before the activation, and sums dz over images and pixels into dbias:
//
//	dz = dy ⊙ act′, dbias[c] = Σ_{b, p} dz[b, p, c]
//
// y is z of these instead if act keeps its argument. dz, dy and y are (batch, pixels, channels),
// dbias (channels). dz may be dy.
func ConvBackward(dz, dbias, dy, y []float32, batch, pixels, channels int, act Activation) {
	need("ConvBackward's dz", len(dz), batch*pixels*channels)
	need("ConvBackward's dbias", len(dbias), channels)
	need("ConvBackward's dy", len(dy), len(dz))
	need("ConvBackward's y", len(y), len(dz))
	g := biasGradients.take()
	g.dz, g.dbias, g.dy, g.y, g.act = dz, dbias, dy, y, act
	g.batch, g.width, g.groups = batch, pixels*channels, max(1, min(batch, maxGroups))
	g.sums = grow(g.sums, g.groups*g.width)
	Parallel(g.groups, g.group)
	clear(dbias)
	addWindows(dbias, g.sums, g.groups*pixels, 1, channels, 0, 0)
	g.dz, g.dbias, g.dy, g.y = nil, nil, nil, nil
	biasGradients.put(g)
}

// A biasGradient is a call of ConvBackward at work. Each group of images has sums for all pixels
// and channels of an image.
type biasGradient struct {
	dz, dbias, dy, y     []float32
	sums                 []float32 // (groups, width)
	act                  Activation
	batch, width, groups int
	group                func(i int) // computes dz and the sums of group i
}

// biasGradients are kept from call to call.
var biasGradients = shelf[biasGradient]{create: func() *biasGradient {
	g := new(biasGradient)
	g.group = g.ofGroup
	return g
}}

func (g *biasGradient) ofGroup(i int) {
	sums := row(g.sums, i, g.width)
	clear(sums)
	for b := i * g.batch / g.groups; b < (i+1)*g.batch/g.groups; b++ {
		activateBack(int(g.act), row(g.dz, b, g.width), sums, row(g.dy, b, g.width), row(g.y, b, g.width))
	}
}
