package serve

import (
	"encoding/json"
	"slices"
	"testing"
)

// FuzzArray compares arrays of numbers with what encoding/json makes of them.
func FuzzArray(f *testing.F) {
	for _, text := range []string{"[1, 2.5]", "[[1, -2e-3], [0, 4]]", " [[[1]],\n[[2]]] ", "[[1], 2]", "[[1, 2], [3]]", "[[1], [[2]]]", "[]", "[[], []]",
		"[1e39]", "[[[[[1]]]]]", `["1"]`, "[1, null]", `[{"a": [1]}]`, "[1]]", "{}", "1", "[0.1e-400]", "[true]", "[[1], []]", "[[], [1]]"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if !isJSON(content) {
			return
		}
		a, err := readArray(content)
		var values []float32
		var shape []int
		valid := false
		for depth := 1; depth <= deepest && !valid; depth++ {
			values, shape, valid = decoded(content, depth)
		}
		switch {
		case valid != (err == nil):
			t.Fatalf("%q: %v, want valid %t", content, err, valid)
		case valid && (!slices.Equal(a.values, values) || !slices.Equal(a.shape, shape)):
			t.Errorf("%q: %v %v, want %v %v", content, a.values, a.shape, values, shape)
		}
	})
}

// decoded returns an array of that depth, whose rows have one length each.
func decoded(content []byte, depth int) (values []float32, shape []int, ok bool) {
	var parts []json.RawMessage
	if json.Unmarshal(content, &parts) != nil || len(parts) == 0 {
		return nil, nil, false
	}
	for i, part := range parts {
		if depth > 1 {
			more, of, ok := decoded(part, depth-1)
			if !ok || i > 0 && !slices.Equal(of, shape) {
				return nil, nil, false
			}
			values, shape = append(values, more...), of
			continue
		}
		var v *float32
		if json.Unmarshal(part, &v) != nil || v == nil {
			return nil, nil, false
		}
		values = append(values, *v)
	}
	return values, append([]int{len(parts)}, shape...), true
}
