//go:build !mpi || !linux

package ranks

import "errors"

// CanJoin reports whether this program can join others.
const CanJoin = false

func join(Launch) (*World, error) { return nil, errors.New("this program was built without MPI") }
