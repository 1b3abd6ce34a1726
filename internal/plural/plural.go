// Package plural formats numbers of things.
package plural

import (
	"fmt"
	"strings"
)

// Of returns a number of things, such as "1 image", "2 images" or "2 classes".
func Of[N int | int64](n N, thing string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(thing, "s"):
		thing += "es"
	default:
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
