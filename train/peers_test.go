package train_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"vae/data"
	"vae/internal/disk"
	"vae/train"
)

// party is a run on peers.
type party struct {
	crowd      *crowd
	config     train.Config
	images     func(rank int) *data.Splits
	says       func(rank int, own []byte) []byte // in place of what it should; nil: that
	maxSilence time.Duration
	observer   train.Observer
	silent     []error
	mutex      sync.Mutex
}

func newParty(size int, config train.Config, splits *data.Splits) *party {
	return &party{
		crowd: newCrowd(size), config: config, maxSilence: time.Minute,
		images: func(int) *data.Splits { return splits },
	}
}

// peers returns the party as a rank sees it.
func (p *party) peers(rank int) *train.Peers {
	m := &member{crowd: p.crowd, rank: rank}
	if p.says != nil {
		m.says = func(own []byte) []byte { return p.says(rank, own) }
	}
	return &train.Peers{Rank: rank, Size: p.crowd.size, Link: m, MaxSilence: p.maxSilence, Silent: func(err error) {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		p.silent = append(p.silent, err)
		p.crowd.end()
	}}
}

// train trains in dir to the end, or to the step stop if that is above 0. It returns the error of
// rank 0, and checks that the others end without one, or because all were ended.
func (p *party) train(t *testing.T, dir string, stop int64) error {
	t.Helper()
	var all sync.WaitGroup
	for rank := 1; rank < p.crowd.size; rank++ {
		all.Go(func() {
			err := train.Follow(*p.peers(rank), func(train.Config) (*data.Splits, error) { return p.images(rank), nil })
			if err != nil && !errors.Is(err, errEnded) {
				t.Errorf("rank %d: %v", rank, err)
			}
		})
	}
	err := p.lead(t, dir, stop)
	if err != nil && !errors.Is(err, train.ErrInterrupted) {
		p.crowd.end()
	}
	all.Wait()
	return err
}

// lead is what rank 0 does.
func (p *party) lead(t *testing.T, dir string, stop int64) error {
	t.Helper()
	folder, err := train.CreateFolder(disk.OS{}, dir)
	if errors.Is(err, fs.ErrExist) {
		folder, err = train.OpenFolder(disk.OS{}, dir)
	}
	check(t, err)
	defer folder.Close()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	observers := []train.Observer{stopAt{stop, cancel}}
	if p.observer != nil {
		observers = append(observers, p.observer)
	}
	run, err := train.New(folder, p.config, p.images(0), train.Options{Peers: p.peers(0), Observers: observers})
	if err != nil {
		return err
	}
	_, err = run.Train(ctx)
	return err
}

// TestPeers_giveTheBytesOfOne trains by several ranks, and by others after an interruption in the
// midst of an epoch.
func TestPeers_giveTheBytesOfOne(t *testing.T) {
	splits := digits(t)
	inBuckets(t)
	for name, config := range tinies(t, splits) {
		if testing.Short() && name != "shards" {
			continue
		}
		config.Optimization.BatchSize, config.Optimization.Shards = 12, 6
		alone := t.TempDir()
		finish(t, alone, config, splits)
		want := contents(t, alone)
		for size := 2; size <= 6; size++ {
			dir, other := t.TempDir(), size%5+2
			if err := newParty(size, config, splits).train(t, dir, 13); !errors.Is(err, train.ErrInterrupted) {
				t.Fatalf("%s: %v", name, err)
			}
			check(t, newParty(other, config, splits).train(t, dir, 0))
			sameFiles(t, fmt.Sprintf("%s on %d and %d ranks", name, size, other), contents(t, dir), want)
		}
	}
}

// ofShards returns a config of four shards.
func ofShards(t testing.TB, splits *data.Splits) train.Config {
	config := tiny(t, splits)
	config.Optimization.Shards = 4
	return config
}

func TestPeers_needTheSameImages(t *testing.T) {
	splits := digits(t)
	p := newParty(3, ofShards(t, splits), splits)
	p.images = func(rank int) *data.Splits {
		if rank < 2 {
			return splits
		}
		all := data.DrawDigits(144, 2)
		return &data.Splits{Train: all.Slice(0, 96), Validation: all.Slice(96, 120), All: all}
	}
	err := p.train(t, t.TempDir(), 0)
	want := "rank 2 of 3: the images of digits are not those that the run was started with"
	var unable *train.PeerError
	if !errors.As(err, &unable) || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

// TestPeers_compareWeights has a rank say other digests of its weights than it has.
func TestPeers_compareWeights(t *testing.T) {
	splits := digits(t)
	p := newParty(3, ofShards(t, splits), splits)
	p.says = func(rank int, own []byte) []byte {
		if rank == 1 && len(own) == 32 {
			return make([]byte, 32)
		}
		return own
	}
	err := p.train(t, t.TempDir(), 0)
	if want := "rank 1 of 3: its weights after step 6 are not those of rank 0"; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestPeers_endTogetherWithoutNumbers(t *testing.T) {
	splits := digits(t)
	p := newParty(2, ofShards(t, splits), splits)
	p.config.Optimization.LearningRate, p.config.Optimization.Clip = 1e30, 0
	err := p.train(t, t.TempDir(), 0)
	var numbers *train.NumbersError
	if !errors.As(err, &numbers) {
		t.Errorf("error %v, want a *train.NumbersError", err)
	}
}

// sleeper takes its time after an epoch.
type sleeper time.Duration

func (s sleeper) Observe(e train.Event) error {
	if _, ok := e.(*train.EpochEnded); ok {
		time.Sleep(time.Duration(s))
	}
	return nil
}

// TestPeers_waitForRank0 has rank 0 work for longer than a silence may last.
func TestPeers_waitForRank0(t *testing.T) {
	splits := digits(t)
	p := newParty(3, ofShards(t, splits), splits)
	p.config.Optimization.Epochs = 1
	p.maxSilence, p.observer = 2*time.Second, sleeper(5*time.Second)
	if testing.Short() {
		t.Skip("it takes seconds")
	}
	check(t, p.train(t, t.TempDir(), 0))
}

// TestPeers_endAllAfterSilence has rank 2 fall silent when it has taken some steps.
func TestPeers_endAllAfterSilence(t *testing.T) {
	splits := digits(t)
	p := newParty(3, ofShards(t, splits), splits)
	p.maxSilence = 2 * time.Second
	calls := 0
	p.says = func(rank int, own []byte) []byte {
		if rank == 2 {
			if calls++; calls == 40 {
				<-p.crowd.ended
			}
		}
		return own
	}
	err := p.train(t, t.TempDir(), 0)
	if !errors.Is(err, errEnded) || len(p.silent) == 0 {
		t.Fatalf("error %v, silences %v", err, p.silent)
	}
	if text := p.silent[0].Error(); !strings.HasPrefix(text, "rank 0 of 3: step ") ||
		!strings.HasSuffix(text, ": no word from the others for 2s") {
		t.Error(text)
	}
}
