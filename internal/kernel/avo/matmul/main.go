// Command matmul generates the assembly of package kernel's matrix products, for one set of vector
// instructions:
//
//	go run ./avo/matmul -simd avx512 -out matmul_avx512_amd64.s -stubs matmul_avx512_amd64.go -pkg kernel
//
// A product is computed in panels: a few vectors of columns of the result, all its rows. A panel is
// computed in tiles: so many rows that the tile's elements fill the vector registers, where they
// stay while k products are added to each.
package main

import (
	"flag"
	"log"

	"github.com/mmcloughlin/avo/build"
)

func main() {
	name := flag.String("simd", "avx512", "set of vector instructions: avx2 or avx512")
	flag.Parse()
	s, ok := sets[*name]
	if !ok {
		log.Fatalf("no set of vector instructions %q", *name)
	}
	build.ConstraintExpr("amd64")
	for vectors := 1; vectors <= s.vectors; vectors++ {
		panel(s, vectors)
	}
	transpose(s)
	copyTiles(s)
	peak(s)
	build.Generate()
}
