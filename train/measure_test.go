package train_test

import (
	"errors"
	"sync/atomic"
	"testing"

	"vae/data"
	"vae/train"
)

// TestPeers_shareTheValidation checks that ranks other than 0 measure validation images, too, that
// the figures have the bytes of one process, and that a run which is stopped before its validation
// goes on to the same end.
func TestPeers_shareTheValidation(t *testing.T) {
	all := data.DrawDigits(320, 1)
	splits := &data.Splits{Train: all.Slice(0, 96), Validation: all.Slice(96, 296), Test: all.Slice(296, 320), All: all}
	config := ofShards(t, splits)
	config.Data.Validation = splits.Validation.Len()
	alone, dir := t.TempDir(), t.TempDir()
	finish(t, alone, config, splits)
	p := newParty(3, config, splits)
	var scored atomic.Int32 // times that a rank said the scores of a batch: more than a gradient or terms
	p.says = func(rank int, own []byte) []byte {
		if rank > 0 && len(own) > 6000 && len(own)%4 != 0 {
			scored.Add(1)
		}
		return own
	}
	if err := p.train(t, dir, 6); !errors.Is(err, train.ErrInterrupted) {
		t.Fatal(err)
	}
	check(t, p.train(t, dir, 0))
	sameFiles(t, "three ranks", contents(t, dir), contents(t, alone))
	if scored.Load() == 0 {
		t.Error("rank 0 has measured all by itself")
	}
}
