package train

import (
	"bytes"
	"encoding/binary"

	"vae"
	"vae/internal/shards"
)

// shared is the exchange among peers.
type shared struct {
	team  *team
	count int    // of shards
	terms []byte // of this rank's shards, with room for as many as any rank has
}

var _ exchange = (*shared)(nil)

// shareOut makes the stepper compute the shards of this rank alone.
func (t *team) shareOut(s *Stepper) error {
	count := len(s.batch.terms)
	return s.share(&shared{t, count, make([]byte, (count+t.Size-1)/t.Size*binary.Size(vae.Terms{}))})
}

func (e *shared) part() (low, high int) { return shards.Part(e.count, e.team.Rank, e.team.Size) }

func (e *shared) newSum(weights int) (own *shards.Sum, total func() ([]float32, error), err error) {
	own, whole, err := e.team.Link.NewSum(e.count, weights)
	return own, func() (sum []float32, err error) {
		err = e.team.attend(func() (err error) { sum, err = whole(); return err })
		return sum, err
	}, err
}

func (e *shared) share(terms []vae.Terms) error {
	low, high := e.part()
	if _, err := binary.Encode(e.terms, binary.LittleEndian, terms[low:high]); err != nil {
		return err
	}
	all, err := e.team.gather(e.terms)
	if err != nil {
		return err
	}
	for r := range e.team.Size {
		low, high := shards.Part(e.count, r, e.team.Size)
		if _, err := binary.Decode(all[r*len(e.terms):], binary.LittleEndian, terms[low:high]); err != nil {
			return err
		}
	}
	return nil
}

func (e *shared) firstNamed(own string) (string, error) {
	text := make([]byte, 400)
	copy(text, own)
	all, err := e.team.gather(text)
	name, _, _ := bytes.Cut(bytes.TrimLeft(all, "\x00"), []byte{0})
	return string(name), err
}
