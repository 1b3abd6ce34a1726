package selfcheck_test

import (
	"context"
	"fmt"

	"vae/selfcheck"
)

func ExampleRun() {
	err := selfcheck.Run(context.Background(), 1, func(r selfcheck.Result) {
		if r.Check == "recon" {
			fmt.Printf("%s: %.1f, expected %.1f\n", r.Check, r.Figure, r.Expected)
		}
	})
	fmt.Println(err)
	// Output:
	// recon: -32.0, expected -32.0
	// <nil>
}
