package data

import (
	"cmp"
	"context"
	"fmt"
)

// Notice is something that the user of a data set should know: how its values were understood, what
// was skipped, what is odd.
type Notice struct {
	Message string
	Hint    string // what the user can do about it, or ""
	Warning bool   // probably not what the user wants
}

// reader reads one data set and collects its notices.
type reader struct {
	ctx       context.Context
	name      string // of the set
	opts      Options
	published bool // by custom the last training images are held out, as with MNIST
	notices   []Notice
}

func (r *reader) note(format string, args ...any) {
	r.notices = append(r.notices, Notice{Message: fmt.Sprintf(format, args...)})
}

func (r *reader) warn(message, hint string) {
	r.notices = append(r.notices, Notice{message, hint, true})
}

// parts holds the sets of a source by part, without the parts that it lacks.
type parts map[string]*Set

// first returns the first part of the source, nil if there is none.
func (p parts) first() *Set { return cmp.Or(p[trainName], p[validationName], p[testName]) }
