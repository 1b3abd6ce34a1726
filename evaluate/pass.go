package evaluate

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"

	"vae/data"
	"vae/internal/fault"
)

// A Relay brings the results of images from the processes that compute them to those that need
// them. A nil Relay stands for this process, which computes all.
type Relay interface {
	// Pass has compute called with some batches of images of set, as c says, in order, wherever that
	// is. take is called with the results of all images, block by block, in order; or not at all, if
	// the relay keeps them. first is the number of a batch's first image in set. What is computed of
	// an image must depend on nothing but the image and its number: batches may be smaller than c
	// says.
	Pass(ctx context.Context, set *data.Set, c data.LoaderConfig,
		compute func(first int, batch data.Batch) ([]byte, error), take func(block []byte) error) error
}

// pass calls take with what compute returns of the images of set, block by block, in order.
func pass[T any](ctx context.Context, by Relay, set *data.Set, c data.LoaderConfig,
	compute func(first int, batch data.Batch) (T, error), take func(T) error) (err error) {
	defer fault.Mark("evaluate", &err)
	if by == nil {
		return batches(ctx, set, c, func(first int, batch data.Batch) error {
			result, err := compute(first, batch)
			if err != nil {
				return err
			}
			return take(result)
		})
	}
	return by.Pass(ctx, set, c, func(first int, batch data.Batch) ([]byte, error) {
		result, err := compute(first, batch)
		if err != nil {
			return nil, err
		}
		var block bytes.Buffer
		err = gob.NewEncoder(&block).Encode(result)
		return block.Bytes(), err
	}, func(block []byte) error {
		var result T
		if err := gob.NewDecoder(bytes.NewReader(block)).Decode(&result); err != nil {
			return fmt.Errorf("a block of results: %w", err)
		}
		return take(result)
	})
}

// batches calls do with every batch of set, and the number of its first image.
func batches(ctx context.Context, set *data.Set, c data.LoaderConfig, do func(first int, batch data.Batch) error) error {
	loader, err := data.NewLoader(set, c)
	if err != nil {
		return err
	}
	for batch, err := range loader.From(ctx, 0) {
		if err != nil {
			return err
		}
		if err := do(int(batch.Step)*c.BatchSize, batch); err != nil {
			return err
		}
	}
	return nil
}
