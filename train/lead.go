package train

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"vae/checkpoints"
)

// lead hands the state of the run to its peers, and returns an error unless all of them can go on
// from there, with the same images.
func (r *Run) lead() error {
	if r.team == nil {
		return nil
	}
	r.team.step = r.Steps() + 1
	state, err := r.snapshot()
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if err := checkpoints.Encode(&text, state); err != nil {
		return err
	}
	if _, err := r.team.share(text.Bytes()); err != nil {
		return err
	}
	if err := r.team.agree(nil); err != nil {
		return err
	}
	return r.team.shareOut(r.Stepper)
}

// compareWeights returns an error unless all ranks have the same weights and optimiser's moments.
func (r *Run) compareWeights() error {
	if r.team == nil {
		return nil
	}
	if err := r.team.say(compare, r.Steps()); err != nil {
		return err
	}
	own := r.digest()
	all, err := r.team.gather(own)
	if err != nil {
		return err
	}
	for rank := range r.team.Size {
		if !bytes.Equal(all[rank*len(own):][:len(own)], own) {
			return fmt.Errorf("rank %d of %d: its weights after step %d are not those of rank 0", rank, r.team.Size, r.Steps())
		}
	}
	return nil
}

// digest returns the SHA-256 of the weights and the optimiser's moments.
func (s *Stepper) digest() []byte {
	sum := sha256.New()
	for _, v := range s.variables {
		for _, x := range append([][]float32{v.Data}, v.Slots...) {
			_ = binary.Write(sum, binary.LittleEndian, x) // a hash takes all
		}
	}
	return sum.Sum(nil)
}
