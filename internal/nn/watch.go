package nn

import "vae/internal/kernel"

// watched is a node with its name in Program.NonFinite.
type watched struct {
	name string
	node *Node
}

// Watch names a node, the result of an operation, for NonFinite and returns it.
func (b *Builder) Watch(name string, node *Node) *Node {
	b.watched = append(b.watched, watched{name, node})
	return node
}

// NonFinite returns the name of the first watched node, in the order of Watch, that holds a NaN or
// an infinity after the last run; "" if none does.
func (p *Program) NonFinite() string {
	for _, w := range p.watched {
		if !kernel.Finite(p.Value(w.node)) {
			return w.name
		}
	}
	return ""
}
