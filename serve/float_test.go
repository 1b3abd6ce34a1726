package serve

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"
)

func TestParseFloat_isTheNearest(t *testing.T) {
	texts := []string{
		"0", "-0", "1", "0.25", "1e-45", "7.1e-46", "7e-46", "6.9e-46", "1e-46", "2.5e-230", "-2.5e-230", "1e-310", "1e-9999999999",
		"1000000000000000000000000000000000000000000000000e-48", "1e-38", "1.1754943e-38", "3.4028235e38", "3.4028236e38",
		"0.500000029802322387695312", "0.5000000298023223876953125", "0.50000002980232238769531251", "-16777217", "16777219",
		"33554434.9999999999", "33554435", "33554435.00000000000001", "0.1", "1e39", "-1e39", "1e400", "0e999", "123456789.5E-3",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		texts = append(texts, strconv.FormatFloat(float64(math.Float32frombits(random.Uint32())), 'g', -1, 32),
			strconv.FormatFloat(math.Float64frombits(random.Uint64()), 'e', random.IntN(20), 64),
			strconv.FormatFloat(random.NormFloat64(), 'f', random.IntN(25), 64))
	}
	for _, text := range texts {
		want, failed := strconv.ParseFloat(text, 32)
		got, err := parseFloat(text)
		if (err != nil) != (failed != nil) || err == nil && got != float32(want) && want == want {
			t.Errorf("%s is %g, error %v; want %g, error %v", text, got, err, want, failed)
		}
	}
}

// TestReadArray_takesAnyNumberAsFast: it took a hundred times as long for the least.
func TestReadArray_takesAnyNumberAsFast(t *testing.T) {
	usual := timeToRead(t, "0.3136594578877469")
	for _, text := range []string{"2.1365945788774693e-230", "2.1365945788774693e-310", "2.1365945788774693e-40", "2.1365945788774693e-60",
		"0.5000000298023223876953125"} {
		if took := timeToRead(t, text); took > 10*usual {
			t.Errorf("%s takes %v, a usual number %v", text, took, usual)
		}
	}
}

// timeToRead returns the least of a few times to read an array of 1,000 such numbers.
func timeToRead(t *testing.T, text string) time.Duration {
	content := []byte("[" + text)
	for range 999 {
		content = append(content, ","+text...)
	}
	content = append(content, ']')
	least := time.Hour
	for range 5 {
		start := time.Now()
		if _, err := readArray(content); err != nil {
			t.Fatal(err)
		}
		least = min(least, time.Since(start))
	}
	return least
}
