// Package plural formats numbers of things.
package plural

import "fmt"

// Of returns a number of things, such as "1 image" or "2 images".
func Of[N int | int64](n N, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
