package data

import (
	"fmt"
	"sync"

	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/gomonobold"
	"golang.org/x/image/font/gofont/goregular"

	"vae/internal/truetype"
)

// faces are the fonts that digits are drawn from.
var faces = []struct {
	name string
	ttf  []byte
}{
	{"Go Regular", goregular.TTF},
	{"Go Medium", gomedium.TTF},
	{"Go Bold", gobold.TTF},
	{"Go Italic", goitalic.TTF},
	{"Go Bold Italic", gobolditalic.TTF},
	{"Go Mono", gomono.TTF},
	{"Go Mono Bold", gomonobold.TTF},
}

// numerals are the characters drawn for the digits: the letter O, for the fonts' own zero has a
// slash through it.
var numerals = []rune("O123456789")

// digitOutlines returns the outlines of the ten digits in each face.
var digitOutlines = sync.OnceValue(func() [][10]*outline {
	all := make([][10]*outline, len(faces))
	for i, face := range faces {
		font := truetype.Parse(face.ttf)
		for digit := range 10 {
			character, err := font.Outline(numerals[digit])
			if err != nil { // the fonts are part of the program
				panic(fmt.Sprintf("data: font %s: %v", face.name, err))
			}
			all[i][digit] = newOutline(character)
		}
	}
	return all
})
