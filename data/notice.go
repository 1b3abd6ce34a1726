package data

import (
	"context"
	"fmt"
	"slices"
)

// Notice is something about a data set that whoever asked for it should know: how its values were
// understood, what was passed over, what is odd.
type Notice struct {
	Message string
	Hint    string // what may be done about it, or ""
	Warning bool   // it is likely not as the user wants it
}

// reader reads one data set. Readers of files and folders are its methods, so that each may say
// what it found.
type reader struct {
	ctx     context.Context
	name    string // of the set
	opts    Options
	notices []Notice
}

// note takes down what a reader did.
func (r *reader) note(format string, args ...any) {
	r.notices = append(r.notices, Notice{Message: fmt.Sprintf(format, args...)})
}

// warn takes down what is likely not as the user wants it, and what may be done about it.
func (r *reader) warn(message, hint string) {
	r.notices = append(r.notices, Notice{message, hint, true})
}

// parts are the parts of a source; nil where it has none of that kind.
type parts struct {
	train, validation, test *Set
	published               bool // the last of its training images are held out by custom, as of MNIST
}

// set sets the part of that name.
func (p *parts) set(name string, s *Set) {
	switch name {
	case trainName:
		p.train = s
	case validationName:
		p.validation = s
	case testName:
		p.test = s
	}
}

// all returns the parts that are there.
func (p parts) all() []*Set {
	return slices.DeleteFunc([]*Set{p.train, p.validation, p.test}, func(s *Set) bool { return s == nil })
}

// any returns a part that is there.
func (p parts) any() *Set {
	all := p.all()
	if len(all) == 0 {
		return nil
	}
	return all[0]
}
