package explorer_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"vae"
	"vae/data"
	"vae/explorer"
)

// TestFollow_aTraining goes through the life of a run: no checkpoint yet, a first, a better one, a
// fitted prior, an interruption, a damaged checkpoint, a run folder that is deleted.
func TestFollow_aTraining(t *testing.T) {
	s := newShown(t, "mlp:16", vae.Config{}, digits(false))
	s.stamp = ""
	v := visit(t, s)
	page := v.listen()
	if o := into[overview](t, v.get("api/about")); o.Model != nil || o.State != "running" || o.Problem != "" {
		t.Errorf("before the first checkpoint: %+v", o)
	}
	for _, path := range []string{"plane", "points", "labels", "images?i=0", "look?image=0", "unlikely"} {
		if status, content := v.ask(http.MethodGet, "api/"+path, nil); status != http.StatusServiceUnavailable {
			t.Errorf("%s: %d %s", path, status, content)
		}
	}

	s.set(func(s *shown) { s.stamp = "1" })
	page.hear("event: snapshot")
	v.until("the first", scored)
	page.hear("event: scores")

	s.set(func(s *shown) { s.stamp, s.loaded.Epoch, s.history.Epochs = "2", 2, 2 })
	page.hear("event: history")
	v.until("a better one", func(o overview) bool { return o.Model.Epoch == 2 && scored(o) })

	fitted := withFitted(t, newShown(t, "mlp:16", vae.Config{}, digits(false)))
	s.set(func(s *shown) { s.stamp, s.loaded.Priors = "2 fitted", fitted.loaded.Priors })
	v.until("a fitted prior", func(o overview) bool { return len(o.Model.Priors) == 2 && scored(o) })

	s.set(func(s *shown) { s.history.State, s.history.Command = "interrupted", "vae train --resume --out r" })
	page.hear("event: history")
	v.until("an interruption", func(o overview) bool { return o.State == "interrupted" && o.Command != "" })

	s.set(func(s *shown) { s.stamp, s.err = "3", errors.New("best.safetensors: digest mismatch") })
	page.hear("event: snapshot")
	o := v.until("a problem", func(o overview) bool { return strings.Contains(o.Problem, "digest") })
	if o.Model == nil || o.Model.Epoch != 2 {
		t.Errorf("of a damaged checkpoint: %+v", o)
	}
	v.look(0)

	s.set(func(s *shown) { s.stamp, s.err, s.loaded.Problem = "4", nil, "the best is damaged: this is the last" })
	v.until("another checkpoint", func(o overview) bool { return strings.HasPrefix(o.Problem, "the best is damaged") })

	s.set(func(s *shown) { s.stamp, s.lost = "", errors.New("the folder is gone") })
	v.until("what is gone", func(o overview) bool {
		return o.State == "lost" && strings.Contains(o.Problem, "are gone")
	})
	v.look(0)
	if h := into[explorer.History](t, v.get("api/history")); h.State != "lost" || h.Problem != "the folder is gone" {
		t.Errorf("%+v", h)
	}

	s.set(func(s *shown) { s.stamp, s.lost, s.loaded.Problem, s.history.State = "5", nil, "", "done" })
	v.until("the end", func(o overview) bool { return o.State == "done" && o.Problem == "" && scored(o) })
}

// TestFollow_loadsOnce: a checkpoint that cannot be read is not read again and again.
func TestFollow_loadsOnce(t *testing.T) {
	s := &counted{shown: newShown(t, "mlp:16", vae.Config{}, digits(false))}
	s.err = errors.New("damaged")
	v := visit(t, s)
	v.listen()
	time.Sleep(100 * time.Millisecond) // 20 looks
	if n := s.count(); n != 1 {
		t.Errorf("it was loaded %d times", n)
	}
}

// counted counts how often a checkpoint is loaded.
type counted struct {
	*shown
	n int
}

func (s *counted) Load(ctx context.Context) (*explorer.Loaded, error) {
	s.set(func(*shown) { s.n++ })
	return s.shown.Load(ctx)
}

func (s *counted) count() (n int) {
	s.set(func(*shown) { n = s.n })
	return n
}

// TestFollow_survivesPanics: a fault in the explorer must not end the training in the same program.
func TestFollow_survivesPanics(t *testing.T) {
	s := newShown(t, "mlp:16", vae.Config{}, digits(false))
	s.loaded.Images.Set = nil // which nothing can read
	v := visit(t, s)
	v.get("")
	status, content := v.ask(http.MethodGet, "api/points", nil)
	if status != 500 || !strings.Contains(string(content), "error") {
		t.Errorf("%d %s", status, content)
	}
	s.set(func(s *shown) { s.stamp, s.loaded.Priors = "none", nil })
	time.Sleep(50 * time.Millisecond)
	if status, _ := v.ask(http.MethodPost, "api/decode", make([]byte, 12)); status != 500 {
		t.Errorf("%d of a run without a model", status)
	}
}

// TestFollow_restsBesideATraining: checkpoints that come faster than they can be shown are passed
// over; what is shown is complete. When the training ends, nothing is waited for.
func TestFollow_restsBesideATraining(t *testing.T) {
	s := &counted{shown: newShown(t, "mlp:16", vae.Config{}, data.DrawDigits(2000, 1))}
	s.loaded.Busy = true
	v := visit(t, s)
	last := v.until("the first", scored)
	steps, before := 0, time.Now()
	for began := time.Now(); time.Since(began) < time.Second; time.Sleep(time.Millisecond) {
		s.set(func(s *shown) {
			s.loaded.Step++
			s.stamp = fmt.Sprint(s.loaded.Step)
		})
		asked := time.Now()
		o := into[overview](t, v.get("api/about"))
		missed := time.Since(before) > 20*time.Millisecond // the machine is busy: it may have been scored meanwhile
		if o.Model.Step != last.Model.Step && !scored(last) && !missed {
			t.Fatalf("step %d made room before it was scored", last.Model.Step)
		}
		last, before = o, asked
		steps++
	}
	if n := s.count(); n > steps/4 {
		t.Errorf("%d of %d checkpoints were loaded", n, steps)
	}
	s.set(func(s *shown) { s.stamp, s.history.State = "end", "done" })
	ended := time.Now()
	for before := s.count(); s.count() == before; {
		time.Sleep(time.Millisecond)
	}
	if waited := time.Since(ended); waited > time.Second {
		t.Errorf("the last one came after %v", waited)
	}
}
