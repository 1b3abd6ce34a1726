package data

import "fmt"

// Size is the height and width of images in pixels; the zero value leaves them open.
type Size struct {
	Height int `json:"height"`
	Width  int `json:"width"`
}

// maxSide is the greatest height and width of an image.
const maxSide = 1 << 14

func (s Size) String() string { return fmt.Sprintf("%d×%d", s.Height, s.Width) }

// check returns an *OptionError unless the size is open or can be had.
func (s Size) check() error {
	if s == (Size{}) || s.Height > 0 && s.Width > 0 && s.Height <= maxSide && s.Width <= maxSide {
		return nil
	}
	return &OptionError{"size", fmt.Sprintf("%v is not a size from 1×1 to %d×%d", s, maxSide, maxSide)}
}
