package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// The constants of Philox4x32 (Salmon et al. 2011, section 3.3). The weyls are 64 bits long so that
// they leave the upper half of a pair of lanes alone.
const (
	multiplier0, multiplier1 uint32 = 0xD2511F53, 0xCD9E8D57
	weyl0, weyl1             uint64 = 0x9E3779B9, 0xBB67AE85
)

// philoxParams are the parameters that newPhilox reads.
const philoxParams = "key0, key1, index, block uint64"

// A philox emits blocks of random words. Every pair of lanes belongs to a block: one register holds
// its words 0 and 1, another its words 2 and 3.
type philox struct {
	*vector
	key0, key1, index Op
	block             Op // numbers of the blocks to come
}

// newPhilox returns a philox that begins with the block numbered block.
func newPhilox(v *vector) *philox {
	return &philox{
		vector: v,
		key0:   v.number("key0"),
		key1:   v.number("key1"),
		index:  v.number("index"),
		block:  v.binary(VPADDQ, v.number("block"), v.blockOrder()),
	}
}

// blocks returns how many blocks fit into a vector.
func (v *vector) blocks() int { return v.lanes / 2 }

// blockOrder returns the numbers 0, 1, … of the blocks in the order of their lanes: the lower half
// in the even pairs of lanes and the upper half in the odd ones, because the unpack instructions
// take turns between those.
func (v *vector) blockOrder() Op {
	m, ok := blockOrders[v.blocks()]
	if !ok {
		m = GLOBL(fmt.Sprintf("order%d", v.blocks()), RODATA|NOPTR)
		for i := range v.blocks() {
			DATA(8*i, U64(i/2+i%2*v.blocks()/2))
		}
		blockOrders[v.blocks()] = m
	}
	d := v.new()
	VMOVUPS(m, d)
	return d
}

var blockOrders = map[int]Mem{} // by number of blocks

// words returns the next blocks in words: 0 and 1, 2 and 3. A round turns (c₀, c₁, c₂, c₃) into
// (hi₁⊕c₁⊕key₀, lo₁, hi₀⊕c₃⊕key₁, lo₀), where (hi₀, lo₀) is multiplier0·c₀ and (hi₁, lo₁) is
// multiplier1·c₂.
func (p *philox) words() (c01, c23 Op) {
	c01, c23 = p.copy(p.block), p.index
	VPADDQ(p.in(uint64(p.blocks())), p.block, p.block)
	key0, key1 := p.key0, p.key1
	for round := range 10 {
		if round > 0 {
			key0, key1 = p.addInt(key0, weyl0), p.addInt(key1, weyl1)
		}
		product0 := p.binary(VPMULUDQ, c01, multiplier0)
		product1 := p.binary(VPMULUDQ, c23, multiplier1)
		c01 = p.mix(product1, c01, key0)
		c23 = p.mix(product0, c23, key1)
	}
	return c01, c23
}

// mix returns the halves (hi ⊕ c ⊕ key, lo) of a product (lo, hi), the upper half c of a pair of
// words, and the key.
func (p *philox) mix(product, pair, key Op) Op {
	swapped := p.shift(VPSHUFD, product, 0b10_11_00_01)
	upper := p.shift(VPSRLQ, pair, 32)
	if p.zmm() {
		VPTERNLOGD(Imm(0x96), key, upper, swapped) // swapped ⊕ upper ⊕ key
		return swapped
	}
	return p.xor(p.xor(swapped, upper), key)
}
