package ranks

import (
	"sync"
	"unsafe"
)

// memory is what a library may have: it lies outside Go's heap and is never given back. Network
// cards remember where memory was, and what tells them of its end, hooks in the C library, misses
// the system calls by which Go's heap gives it back: what they then write is lost.
type memory struct {
	mutex   sync.Mutex
	buffers [][]byte
	scratch [2][]byte // for copies of what is on the heap
}

// Buffer returns n zeros, which are never freed. Large arrays that ranks share belong there: others
// are copied there and back in every call.
func (w *World) Buffer(n int) []float32 {
	if w.size == 1 {
		return make([]float32, n)
	}
	x := w.memory.allocate(4 * n)
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(x))), n)
}

func (m *memory) allocate(n int) []byte {
	x := permanent(max(n, 1))
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.buffers = append(m.buffers, x)
	return x
}

// holds reports whether x lies in a buffer.
func (m *memory) holds(x []byte) bool {
	at := uintptr(unsafe.Pointer(unsafe.SliceData(x)))
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for _, b := range m.buffers {
		if low := uintptr(unsafe.Pointer(unsafe.SliceData(b))); at >= low && at+uintptr(len(x)) <= low+uintptr(len(b)) {
			return true
		}
	}
	return false
}

// lend calls f with x and y, or with copies of them in buffers, and copies back to x what f wrote.
func (m *memory) lend(x, y []byte, f func(x, y []byte) error) error {
	bx, by := m.buffered(0, x), m.buffered(1, y)
	if err := f(bx, by); err != nil {
		return err
	}
	copy(x, bx)
	return nil
}

// buffered returns x, or its copy in the i-th buffer for such copies.
func (m *memory) buffered(i int, x []byte) []byte {
	if len(x) > 0 && m.holds(x) {
		return x
	}
	if len(m.scratch[i]) < max(len(x), 1) {
		m.scratch[i] = m.allocate(2 * max(len(x), 1<<12))
	}
	copy(m.scratch[i], x)
	return m.scratch[i][:len(x)]
}
