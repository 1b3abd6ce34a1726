// Package fault puts the name of a package before the errors that leave it, once, so that a program
// that prints an error for its user can leave the names out.
//
// Errors are made without the name. It is added by the functions that a user of the library calls,
// unless all their errors are those of other such functions:
//
//	func Open(path string) (s *Set, err error) {
//		defer fault.Mark("data", &err)
//
// Methods called Validate add nothing, nor do packages that only commands import.
package fault

// Error is an error that has left a package.
type Error struct {
	Package string
	Err     error
}

// Error returns the error's text after the name of the package.
func (e *Error) Error() string { return e.Package + ": " + e.Err.Error() }

// Unwrap returns the error as it was within the package.
func (e *Error) Unwrap() error { return e.Err }

// Of returns an error as it leaves a package: nil and errors with its name stay as they are.
func Of(name string, err error) error {
	if e, ok := err.(*Error); err == nil || ok && e.Package == name {
		return err
	}
	return &Error{name, err}
}

// Mark puts the name of a package before the error that a function of it returns, if any. It is
// deferred.
func Mark(name string, err *error) { *err = Of(name, *err) }
