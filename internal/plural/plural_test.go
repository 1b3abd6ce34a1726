package plural_test

import (
	"fmt"

	"vae/internal/plural"
)

func ExampleOf() {
	fmt.Println(plural.Of(0, "image"), plural.Of(1, "image"), plural.Of(int64(2), "image"), plural.Of(3, "class"))
	// Output: 0 images 1 image 2 images 3 classes
}
