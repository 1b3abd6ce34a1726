package data

import "fmt"

// PicturesError says which pictures of a data set cannot be read.
type PicturesError struct {
	Name   string // of the set
	Of     int    // how many pictures it has
	Faults []error
}

func (e *PicturesError) Error() string {
	return fmt.Sprintf("data: %d of %d pictures of %s cannot be read, the first: %v", len(e.Faults), e.Of, e.Name, e.Faults[0])
}

func (e *PicturesError) Unwrap() []error { return e.Faults }
