package explorer

import (
	"context"
	"sync"
	"sync/atomic"

	"vae/internal/web"
)

// promise is a value that is computed in the background once somebody asks for it.
type promise[T any] struct {
	begin func()
	begun atomic.Bool
	done  chan struct{}
	value T
	err   error
}

// promised returns the promise of what f returns. Once it is there, then is called.
func promised[T any](f func() (T, error), then func()) *promise[T] {
	p := &promise[T]{done: make(chan struct{})}
	p.begin = sync.OnceFunc(func() {
		p.begun.Store(true)
		go func() {
			p.value, p.err = web.Sheltered(f)
			close(p.done)
			then()
		}()
	})
	return p
}

// wait returns the value once it is there.
func (p *promise[T]) wait(ctx context.Context) (T, error) {
	p.begin()
	select {
	case <-p.done:
		return p.value, p.err
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	}
}

// pending reports whether the value has been asked for, and is yet to come.
func (p *promise[T]) pending() bool {
	select {
	case <-p.done:
		return false
	default:
		return p.begun.Load()
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

// fault returns why there will be no value; nil if there is one, or none yet.
func (p *promise[T]) fault() error {
	select {
	case <-p.done:
		return p.err
	default:
		return nil
	}
}
