package train

import (
	"encoding/binary"
	"errors"
	"time"

	"vae/data"
	"vae/evaluate"
	"vae/internal/shards"
)

// word is what rank 0 says before it does something, so that the others do their part.
type word byte

const (
	wait     word = iota + 1 // for the next word: rank 0 is at work
	takeStep                 // the next one
	measure                  // the validation images
	compare                  // the weights
	leave
)

// team is peers at work. A nil team is a process alone, whose calls do nothing.
type team struct {
	Peers
	step int64 // that is taken, or the next; counted from 1
}

// newTeam returns the team of the peers, if there are any.
func newTeam(p *Peers) *team {
	if p == nil || p.Size == 1 {
		return nil
	}
	return &team{Peers: *p, step: 1}
}

// attend makes a call that waits for the others.
func (t *team) attend(call func() error) error { return t.Peers.attend(t.step, call) }

func (t *team) bcast(x []byte) error { return t.attend(func() error { return t.Link.Bcast(x) }) }

// gather returns what all ranks say, in as many bytes each.
func (t *team) gather(own []byte) ([]byte, error) { return t.Peers.gather(t.step, own) }

// say tells the others a word at a step, counted from 1.
func (t *team) say(w word, step int64) error {
	if t == nil {
		return nil
	}
	t.step = step
	return t.bcast([]byte{byte(w)})
}

// hear returns the next word of rank 0.
func (t *team) hear() (word, error) {
	for {
		x := make([]byte, 1)
		if err := t.bcast(x); err != nil || word(x[0]) != wait {
			return word(x[0]), err
		}
	}
}

// meanwhile does work while the others wait, and tells them from time to time that it goes on.
func (t *team) meanwhile(work func() error) error {
	if t == nil || t.MaxSilence == 0 {
		return work()
	}
	over, told := make(chan struct{}), make(chan error, 1)
	go func() { told <- t.sayUntil(over) }()
	err := work()
	close(over)
	return errors.Join(<-told, err)
}

// sayUntil says wait, often enough, until over is closed.
func (t *team) sayUntil(over <-chan struct{}) error {
	often := time.NewTicker(t.MaxSilence / 4)
	defer often.Stop()
	for {
		select {
		case <-over:
			return nil
		case <-often.C:
			if err := t.say(wait, t.step); err != nil {
				return err
			}
		}
	}
}

// share returns rank 0's text to all.
func (t *team) share(text []byte) ([]byte, error) {
	length := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
	if err := t.bcast(length); err != nil {
		return nil, err
	}
	if t.Rank > 0 {
		text = make([]byte, binary.LittleEndian.Uint64(length))
	}
	return text, t.bcast(text)
}

// Gather is that of the peers, at the step under way.
func (t *team) Gather(own []byte, fault error) ([][]byte, error) {
	return t.gatherTexts(t.step, own, fault)
}

// agree returns an error on all ranks if one of them has a fault.
func (t *team) agree(fault error) error {
	_, err := t.Gather(nil, fault)
	return err
}

// relay returns how the results of n images come together, nil for a process alone.
func (t *team) relay(n int) evaluate.Relay {
	if t == nil {
		return nil
	}
	return evaluate.Part{To: n, Peers: t}
}

// newLoader returns the loader of this process's shards.
func (t *team) newLoader(images *data.Set, config Config) (*data.Loader, error) {
	o := config.Optimization
	c := data.LoaderConfig{
		BatchSize: o.BatchSize, Shards: o.Shards, Training: true, Binarize: config.Data.Binarize, Seed: o.Seed,
	}
	if t != nil {
		c.Low, c.High = shards.Part(o.shards(), t.Rank, t.Size)
	}
	return data.NewLoader(images, c)
}
