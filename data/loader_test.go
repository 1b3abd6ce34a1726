package data_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"testing"
	"time"

	"vae/data"
)

func newLoader(t testing.TB, s *data.Set, cfg data.LoaderConfig) *data.Loader {
	t.Helper()
	l, err := data.NewLoader(s, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// digests returns a digest of each of the next n batches, of everything in them.
func digests(t testing.TB, l *data.Loader, from int64, n int) []string {
	t.Helper()
	var all []string
	for batch, err := range l.From(t.Context(), from) {
		if err != nil {
			t.Fatal(err)
		}
		digest := sha256.New()
		fmt.Fprintln(digest, batch.Step, batch.Epoch, batch.Index, batch.Size, batch.Labels)
		binary.Write(digest, binary.LittleEndian, batch.Images)
		if all = append(all, fmt.Sprintf("%x", digest.Sum(nil))); len(all) == n {
			break
		}
	}
	return all
}

// upTo returns 0, …, n−1.
func upTo(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestLoader_trainingServesWholeShuffledEpochs(t *testing.T) {
	digits := data.DrawDigits(50, 1).WithLabels(upTo(50))
	l := newLoader(t, digits, data.LoaderConfig{BatchSize: 16, Training: true, Seed: 3})
	if l.StepsPerEpoch() != 3 {
		t.Fatalf("%d steps per epoch, want 3", l.StepsPerEpoch())
	}
	var orders [3][]int
	row := make([]float32, digits.Pixels())
	for batch, err := range l.From(t.Context(), 0) {
		if err != nil || batch.Size != 16 || batch.Epoch != int(batch.Step/3) || batch.Index != int(batch.Step%3) {
			t.Fatalf("batch %d, %d, %d of %d: %v", batch.Step, batch.Epoch, batch.Index, batch.Size, err)
		}
		for r, i := range batch.Labels {
			digits.Read(row, i)
			if !slices.Equal(row, batch.Images[r*784:(r+1)*784]) {
				t.Fatalf("row %d of step %d is not image %d", r, batch.Step, i)
			}
		}
		orders[batch.Epoch] = append(orders[batch.Epoch], batch.Labels...)
		if batch.Step == 8 {
			break
		}
	}
	for epoch, order := range orders {
		if slices.IsSorted(order) || epoch > 0 && slices.Equal(order, orders[0]) {
			t.Errorf("epoch %d is not shuffled anew", epoch)
		}
		slices.Sort(order)
		if len(slices.Compact(order)) != 48 {
			t.Errorf("epoch %d serves images twice", epoch)
		}
	}
}

// TestLoader_labelsTravelWithTheirImages: image i is of the one grey level i and has the label 3·i,
// in every epoch, slice and short last batch.
func TestLoader_labelsTravelWithTheirImages(t *testing.T) {
	const n = 50
	var levels []byte
	var labels []int
	for i := range n {
		levels, labels = append(levels, byte(i), byte(i)), append(labels, 3*i)
	}
	all := newSet(t, levels, 1, 2, labels)
	for name, set := range map[string]*data.Set{"whole": all, "slice": all.Slice(7, n), "sample": all.Sample(40, 1)} {
		for _, training := range []bool{true, false} {
			l := newLoader(t, set, data.LoaderConfig{BatchSize: 16, Training: training})
			for batch, err := range l.From(t.Context(), 0) {
				if err != nil || len(batch.Labels) != batch.Size || len(batch.Images) != 2*batch.Size {
					t.Fatalf("%s: %d labels and %d pixels of %d images: %v", name, len(batch.Labels), len(batch.Images), batch.Size, err)
				}
				for r, label := range batch.Labels {
					if want := float32(label/3) / 255; batch.Images[2*r] != want || batch.Images[2*r+1] != want {
						t.Errorf("%s, step %d: row %d is %v with the label %d", name, batch.Step, r, batch.Images[2*r:2*r+2], label)
					}
				}
				if batch.Epoch == 3 {
					break
				}
			}
		}
	}
}

func TestLoader_hasNoLabelsWhereTheSetHasNone(t *testing.T) {
	for batch, err := range newLoader(t, newSet(t, four, 1, 2, nil), data.LoaderConfig{BatchSize: 2}).From(t.Context(), 0) {
		if err != nil || batch.Size != 2 || batch.Labels != nil {
			t.Errorf("%d images, labels %v: %v", batch.Size, batch.Labels, err)
		}
	}
}

// A run that was interrupted under another version goes on with these orders.
func TestLoader_ordersArePinned(t *testing.T) {
	digits := data.DrawDigits(8, 1).WithLabels(upTo(8))
	var got []int
	for batch, err := range newLoader(t, digits, data.LoaderConfig{BatchSize: 8, Training: true, Seed: 3}).From(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, batch.Labels...); batch.Step == 1 {
			break
		}
	}
	if want := []int{6, 1, 5, 7, 2, 0, 3, 4, 4, 7, 6, 2, 0, 1, 5, 3}; !slices.Equal(got, want) {
		t.Errorf("orders %v, want %v", got, want)
	}
}

func TestLoader_evaluationServesAllInOrder(t *testing.T) {
	digits := data.DrawDigits(50, 1)
	var labels, counts []int
	for batch, err := range newLoader(t, digits, data.LoaderConfig{BatchSize: 16}).From(t.Context(), 0) {
		if err != nil || len(batch.Images) != batch.Size*784 {
			t.Fatal(err, len(batch.Images))
		}
		labels, counts = append(labels, batch.Labels...), append(counts, batch.Size)
	}
	if !slices.Equal(labels, digits.Labels()) || !slices.Equal(counts, []int{16, 16, 16, 2}) {
		t.Errorf("batches of %v images, labels %v", counts, labels)
	}
}

func TestLoader_resumesAtAnyStep(t *testing.T) {
	digits := data.DrawDigits(100, 1)
	for _, b := range []data.Binarization{data.BinarizeNone, data.BinarizeThreshold, data.BinarizeOnce, data.BinarizeDynamic} {
		for _, shards := range []int{1, 2} {
			l := newLoader(t, digits, data.LoaderConfig{BatchSize: 16, Shards: shards, Training: true, Binarize: b, Seed: 9})
			whole := digests(t, l, 0, 20*shards)
			for from := range 20 {
				if !slices.Equal(digests(t, l, int64(from), (20-from)*shards), whole[from*shards:]) {
					t.Errorf("%v in %d shards: from step %d the batches are others", b, shards, from)
				}
			}
		}
	}
}

func TestLoader_doesNotDependOnTheNumberOfCores(t *testing.T) {
	digits := data.DrawDigits(100, 1)
	l := newLoader(t, digits, data.LoaderConfig{BatchSize: 16, Training: true, Binarize: data.BinarizeDynamic})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	one := digests(t, l, 0, 20)
	alone := fingerprint(t, data.DrawDigits(100, 1))
	runtime.GOMAXPROCS(2)
	if !slices.Equal(digests(t, l, 0, 20), one) || fingerprint(t, digits) != alone {
		t.Error("the batches depend on GOMAXPROCS")
	}
}

func TestLoader_leavesNoGoroutine(t *testing.T) {
	l := newLoader(t, data.DrawDigits(100, 1), data.LoaderConfig{BatchSize: 10, Training: true})
	before := runtime.NumGoroutine()
	for range 50 {
		digests(t, l, 0, 1)
		ctx, cancel := context.WithCancel(t.Context())
		var last error
		for batch, err := range l.From(ctx, 0) {
			if last = err; batch.Step == 5 {
				cancel()
			}
		}
		cancel()
		if !errors.Is(last, context.Canceled) {
			t.Fatalf("last error %v, want context.Canceled", last)
		}
	}
	for range 100 { // a goroutine that has returned is counted for a moment more
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("%d goroutines, %d before", runtime.NumGoroutine(), before)
}

func TestLoader_errors(t *testing.T) {
	digits := data.DrawDigits(10, 1)
	for _, c := range []struct {
		cfg  data.LoaderConfig
		want string
	}{
		{data.LoaderConfig{}, "batch size: 0 is not 1 or more"},
		{data.LoaderConfig{BatchSize: 11, Training: true}, "11 is more than the 10 images of digits"},
		{data.LoaderConfig{BatchSize: 10, Shards: 4, Training: true}, "shards: a batch of 10 cannot be cut into 4"},
		{data.LoaderConfig{BatchSize: 10, Shards: -1, Training: true}, "shards: a batch of 10 cannot be cut into -1"},
		{data.LoaderConfig{BatchSize: 10, Shards: 2}, "shards: only training batches have them"},
		{data.LoaderConfig{BatchSize: 10, Shards: 5, Low: 2, High: 6, Training: true}, "shards: 2 up to 6 are not some of 5"},
		{data.LoaderConfig{BatchSize: 10, Shards: 5, Low: 2, High: 2, Training: true}, "shards: 2 up to 2 are not some of 5"},
		{data.LoaderConfig{BatchSize: 1, Binarize: 9}, "Binarization(9) is not known"},
	} {
		_, err := data.NewLoader(digits, c.cfg)
		wantOption(t, err, c.want)
	}
	for _, err := range newLoader(t, digits, data.LoaderConfig{BatchSize: 2}).From(t.Context(), -1) {
		wantOption(t, err, "step: -1 is before the first")
	}
}

func TestLoader_doesNotAllocate(t *testing.T) {
	l := newLoader(t, data.DrawDigits(1000, 1), data.LoaderConfig{BatchSize: 100, Training: true, Binarize: data.BinarizeOnce})
	next, stop := iter.Pull2(l.From(t.Context(), 0))
	defer stop()
	next()
	if n := testing.AllocsPerRun(100, func() { next() }); n != 0 {
		t.Errorf("%g allocations per batch", n)
	}
}

func BenchmarkLoader(b *testing.B) {
	digits := data.DrawDigits(10000, 1)
	for _, binarize := range []data.Binarization{data.BinarizeNone, data.BinarizeThreshold, data.BinarizeOnce, data.BinarizeDynamic} {
		b.Run(binarize.String(), func(b *testing.B) {
			l := newLoader(b, digits, data.LoaderConfig{BatchSize: 128, Training: true, Binarize: binarize})
			next, stop := iter.Pull2(l.From(b.Context(), 0))
			defer stop()
			for b.Loop() {
				next()
			}
		})
	}
}
