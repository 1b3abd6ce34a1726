package data

import (
	"runtime"
	"sync"
)

// inParallel calls work for ranges [from, to) that together cover 0, …, n−1, on all
// cores, and returns when all calls have.
func inParallel(n int, work func(from, to int)) {
	const share = 32 // few enough that no core waits long for another
	starts := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+share-1)/share) {
		workers.Go(func() {
			for from := range starts {
				work(from, min(from+share, n))
			}
		})
	}
	for from := 0; from < n; from += share {
		starts <- from
	}
	close(starts)
	workers.Wait()
}
