//go:build race

package dist_test

func init() { raceDetector = true }
