package train

import (
	"encoding/binary"

	"vae"
	"vae/internal/shards"
)

// shared is the exchange among peers.
type shared struct {
	team  *team
	count int // of shards
	sum   *shards.Sum
	whole func() ([]float32, error) // the sum over all ranks
	terms []byte                    // of this rank's shards, with room for as many as any rank has
}

var _ exchange = (*shared)(nil)

// shareOut makes the stepper compute the shards of this rank alone.
func (t *team) shareOut(s *Stepper) (err error) {
	count := len(s.batch.terms)
	e := &shared{team: t, count: count, terms: make([]byte, (count+t.Size-1)/t.Size*binary.Size(vae.Terms{}))}
	if e.sum, e.whole, err = t.Link.NewSum(count, s.model.Weights()); err != nil {
		return err
	}
	s.share(e)
	return nil
}

func (e *shared) own() (low, high int, gradient *shards.Sum) {
	low, high = shards.Part(e.count, e.team.Rank, e.team.Size)
	return low, high, e.sum
}

func (e *shared) total(terms []vae.Terms) (sum []float32, err error) {
	low, high, _ := e.own()
	if _, err := binary.Encode(e.terms, binary.LittleEndian, terms[low:high]); err != nil {
		return nil, err
	}
	all, err := e.team.gather(e.terms)
	if err != nil {
		return nil, err
	}
	for r := range e.team.Size {
		low, high := shards.Part(e.count, r, e.team.Size)
		if _, err := binary.Decode(all[r*len(e.terms):], binary.LittleEndian, terms[low:high]); err != nil {
			return nil, err
		}
	}
	err = e.team.attend(func() (err error) { sum, err = e.whole(); return err })
	return sum, err
}
