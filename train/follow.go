package train

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"vae/checkpoints"
	"vae/data"
)

// Follow takes part in the run of rank 0 until that lets it go. open opens the images of a config.
// What goes wrong with the run, or keeps any rank from taking part, is for rank 0 to report; Follow
// then waits to be ended.
func Follow(p Peers, open func(Config) (*data.Splits, error)) error {
	t := &team{Peers: p, step: 1}
	t.MaxSilence = 0 // rank 0 may read images for long
	text, err := t.share(nil)
	if err != nil {
		return err
	}
	t.MaxSilence = p.MaxSilence
	f := &follower{team: t}
	unable := f.begin(text, open)
	err = t.agree(unable)
	if other := (*PeerError)(nil); unable != nil || errors.As(err, &other) {
		return f.waitForTheEnd()
	}
	if err != nil {
		return err
	}
	if err := t.shareOut(f.Stepper); err != nil {
		return err
	}
	return f.loop()
}

// follower is the part of a run that a rank other than 0 has.
type follower struct {
	*Stepper
	team       *team
	config     Config
	batches    *data.Loader
	validation *data.Set
}

// begin takes rank 0's state, and opens the images.
func (f *follower) begin(text []byte, open func(Config) (*data.Splits, error)) error {
	state, err := checkpoints.Decode(bytes.NewReader(text), int64(len(text)))
	if err != nil {
		return err
	}
	config, err := ReadConfig(state)
	if err != nil {
		return err
	}
	f.config = config
	splits, err := open(config)
	if err != nil {
		return err
	}
	images, err := splits.All.Fingerprint()
	if err != nil {
		return err
	}
	if images != config.Data.Fingerprint {
		return &DataError{config.Data.Source}
	}
	f.validation = splits.Validation
	if f.batches, err = f.team.newLoader(splits.Train, config); err != nil {
		return err
	}
	f.Stepper, err = stepperAt(state, config, int64(f.batches.StepsPerEpoch()))
	return err
}

// loop takes steps with rank 0.
func (f *follower) loop() error {
	for shard, err := range f.batches.From(context.Background(), f.Steps()) {
		if err != nil {
			return f.fault(err)
		}
		if shard.Shard == f.batch.low {
			if last, err := f.await(); last || err != nil {
				return err
			}
		}
		_, _, err := f.Step(shard)
		if wrong := (*NumbersError)(nil); errors.As(err, &wrong) { // all ranks have it
			return f.waitForTheEnd()
		}
		if err != nil {
			return f.fault(err)
		}
	}
	return nil
}

// await does what rank 0 says before the next step, and reports whether it was to leave.
func (f *follower) await() (last bool, err error) {
	for {
		f.team.step = f.Steps() + 1
		said, err := f.team.hear()
		switch {
		case err != nil || said == leave:
			return true, err
		case said == takeStep:
			return false, nil
		case said == measure:
			_, _ = f.measure(context.Background(), f.team, f.config, f.validation) // rank 0 hears of a fault, and decides
		case said == compare:
			if _, err := f.team.gather(f.digest()); err != nil {
				return true, err
			}
		default:
			return true, f.fault(fmt.Errorf("rank 0 said %d, which is no word", said))
		}
	}
}

// waitForTheEnd waits until rank 0, which reports what went wrong, ends this process.
func (f *follower) waitForTheEnd() error {
	for {
		if said, err := f.team.hear(); err != nil || said == leave {
			return err
		}
	}
}

// fault says whose error it is.
func (f *follower) fault(err error) error {
	return fmt.Errorf("rank %d of %d: %w", f.team.Rank, f.team.Size, err)
}
