package checkpoints_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A header as large as any, of metadata, of one string or of tensors, is refused before it takes
// much memory or time: 64 MiB and four times the file.
func TestDecode_refusesLargeHeaders(t *testing.T) {
	for _, size := range []int{100_000_000, 16 << 20} {
		for what, part := range map[string]func(i int) string{
			"keys":    func(i int) string { return fmt.Sprintf(`"%d":"",`, i) },
			"tensors": func(i int) string { return fmt.Sprintf(`"%d":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},`, i) },
			"string":  func(i int) string { return strings.Repeat("a", 1<<20) },
		} {
			if size > 16<<20 && what != "keys" {
				continue // its size alone is enough
			}
			var header bytes.Buffer
			switch what {
			case "keys":
				header.WriteString(`{"__metadata__":{`)
			case "string":
				header.WriteString(`{"__metadata__":{"a":"`)
			case "tensors":
				header.WriteString(`{`)
			}
			for i := 0; header.Len() < size; i++ {
				header.WriteString(part(i))
			}
			header.Truncate(size)
			file := append(binary.LittleEndian.AppendUint64(nil, uint64(size)), header.Bytes()...)
			began, before := time.Now(), allocated()
			if _, err := decode(file); !corrupt(err) {
				t.Errorf("%d bytes of %s: got %v", size, what, err)
			}
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("%d bytes of %s take %v", size, what, took)
			}
			if got := allocated() - before; got > 64<<20+4*uint64(size) {
				t.Errorf("%d bytes of %s take %d bytes of memory", size, what, got)
			}
		}
	}
}

// allocated returns the bytes that were ever allocated: more than the peak of what was in use.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
