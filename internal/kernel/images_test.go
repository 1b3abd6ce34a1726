package kernel

import "testing"

func TestFromBytes_isRoundedCorrectly(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		bytes := make([]byte, 256+100)
		for i := range bytes {
			bytes[i] = byte(i)
		}
		for n := range bytes {
			dst := make([]float32, n)
			FromBytes(dst, bytes[:n])
			for i, got := range dst {
				if want := float32(float64(bytes[i]) / 255); got != want {
					t.Fatalf("%d of %d becomes %g, want %g", bytes[i], n, got, want)
				}
			}
		}
	})
}

func TestBinarize_comparesStrictly(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		r := generator(1)
		for n := range 101 {
			x, uniform := make([]float32, n), make([]float32, n)
			want := make([]float32, n)
			for i := range x {
				x[i], uniform[i] = float32(r.IntN(9))/8, float32(r.IntN(8))/8
				if uniform[i] < x[i] {
					want[i] = 1
				}
			}
			Binarize(x, uniform)
			for i, got := range x {
				if got != want[i] {
					t.Fatalf("element %d of %d: %g, want %g", i, n, got, want[i])
				}
			}
		}
	})
}

func TestImages_sameOnAnyCores(t *testing.T) {
	atEveryLevel(t, func(t *testing.T) {
		bytes, uniform := make([]byte, 100001), make([]float32, 100001)
		for i := range bytes {
			bytes[i] = byte(i)
		}
		Uniform(uniform, [2]uint32{}, 0, 0)
		sameOnAnyCores(t, func() []float32 {
			x := make([]float32, len(bytes))
			FromBytes(x, bytes)
			Binarize(x, uniform)
			return x
		})
	})
}

func BenchmarkImages(b *testing.B) {
	bytes, x, uniform := make([]byte, 100352), make([]float32, 100352), make([]float32, 100352)
	b.Run("FromBytes", func(b *testing.B) {
		for b.Loop() {
			FromBytes(x, bytes)
		}
		perElement(b, len(x))
	})
	b.Run("Binarize", func(b *testing.B) {
		for b.Loop() {
			Binarize(x, uniform)
		}
		perElement(b, len(x))
	})
}
