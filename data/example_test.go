package data_test

import (
	"context"
	"fmt"

	"vae/data"
)

func Example() {
	splits, err := data.Open(context.Background(), "digits", data.Options{Validation: data.DefaultValidation})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(splits.Train.Len(), splits.Validation.Len(), splits.Test.Len(), splits.All.Shape())

	loader, err := data.NewLoader(splits.Train, data.LoaderConfig{BatchSize: 100, Training: true, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	for batch, err := range loader.From(context.Background(), 0) {
		if err != nil || batch.Epoch == 1 {
			fmt.Println(batch.Step, batch.Size, len(batch.Images), len(batch.Labels), err)
			break
		}
	}
	// Output:
	// 9000 1000 2000 28×28
	// 90 100 78400 100 <nil>
}
