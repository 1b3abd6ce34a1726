package explorer

import "context"

// promise is a value that is being computed.
type promise[T any] struct {
	done  chan struct{}
	value T
	err   error
}

// compute starts f.
func compute[T any](f func() (T, error)) *promise[T] {
	p := &promise[T]{done: make(chan struct{})}
	go func() {
		defer close(p.done)
		p.value, p.err = f()
	}()
	return p
}

// wait returns the value once it is there.
func (p *promise[T]) wait(ctx context.Context) (T, error) {
	select {
	case <-p.done:
		return p.value, p.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// ready reports whether the value is there.
func (p *promise[T]) ready() bool {
	select {
	case <-p.done:
		return p.err == nil
	default:
		return false
	}
}
