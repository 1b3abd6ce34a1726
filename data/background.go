package data

import (
	"encoding/hex"
	"fmt"
	"image/color"
	"strings"

	"vae/internal/fault"
)

// Background is what is seen through transparent pictures: a luminance from 0, black, to 65535,
// white.
type Background uint16

// ParseBackground returns the background that is called black or white, or given as a colour of the
// form #rrggbb. The error is an *OptionError.
func ParseBackground(name string) (_ Background, err error) {
	defer fault.Mark("data", &err)
	switch name {
	case "black":
		return 0, nil
	case "white":
		return 1<<16 - 1, nil
	}
	digits, ok := strings.CutPrefix(name, "#")
	rgb, err := hex.DecodeString(digits)
	if !ok || err != nil || len(rgb) != 3 {
		return 0, &OptionError{"background", fmt.Sprintf("%q is not black, white or a colour such as #8080ff", name)}
	}
	grey := color.Gray16Model.Convert(color.RGBA{rgb[0], rgb[1], rgb[2], 255}).(color.Gray16)
	return Background(grey.Y), nil
}

func (b Background) String() string {
	switch b {
	case 0:
		return "black"
	case 1<<16 - 1:
		return "white"
	}
	return "grey"
}
