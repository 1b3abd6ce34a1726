package data

import "fmt"

// PicturesError says which pictures of a data set cannot be read.
type PicturesError struct {
	Name   string // of the set
	Of     int    // how many pictures it has
	Faults []error
}

func (e *PicturesError) Error() string {
	first := ": "
	if len(e.Faults) > 1 {
		first = ", the first: "
	}
	return fmt.Sprintf("%d of %d pictures of %s cannot be read%s%v", len(e.Faults), e.Of, e.Name, first, e.Faults[0])
}

func (e *PicturesError) Unwrap() []error { return e.Faults }
