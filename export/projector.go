package export

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"io"
	"math"
	"strconv"
	"strings"

	"vae"
	"vae/data"
	"vae/internal/grid"
)

// Images are images as the model was trained to see them, with what is known of each.
type Images struct {
	vae.Input
	About []data.Array // (n), such as index and label
}

// asDraws is the option that codes are draws z ~ q(z|x), not the means.
const asDraws = "samples"

// widestSprite is the most pixels in a row of the picture of all images, and in a column.
const widestSprite = 8192

// mostPoints returns how many images of that shape the picture of all of them has room for.
func mostPoints(s vae.Shape) int {
	columns := widestSprite / max(s.H, s.W)
	return columns * columns
}

// projector returns the codes of images, what is known of these, and small pictures of them, as
// TensorBoard's Projector shows them.
func projector(s *Subject) ([]File, error) {
	codes, err := s.Model.Encode(s.Images.Input)
	if err != nil {
		return nil, err
	}
	z := codes.Mean
	if s.Options[asDraws] {
		z = codes.Sample(1)
	}
	shape := s.Model.Config().Shape()
	sprite := sprite(s.Images.Input.Images, codes.Len(), shape)
	config := fmt.Sprintf(`embeddings {
  tensor_name: %q
  tensor_path: "tensors.tsv"
  metadata_path: "metadata.tsv"
  sprite {
    image_path: "sprite.png"
    single_image_dim: %d
    single_image_dim: %d
  }
}
`, "codes of "+s.Name, shape.W, shape.H)
	return []File{
		content("tensors.tsv", tensors(z, codes.Latent)),
		content("metadata.tsv", about(s.Images.About)),
		{Name: "sprite.png", Write: func(w io.Writer) error { return grid.EncodePNG(w, sprite) }},
		content("projector_config.pbtxt", []byte(config)),
	}, nil
}

// tensors returns a line for each row of numbers, with tabs between them.
func tensors(rows []float32, width int) (text []byte) {
	for i, v := range rows {
		text = strconv.AppendFloat(text, float64(v), 'g', -1, 32)
		if i%width == width-1 {
			text = append(text, '\n')
		} else {
			text = append(text, '\t')
		}
	}
	return text
}

// about returns a line for each element of the columns, below their names. A single column has no
// name: the Projector takes the first line for an image then.
func about(columns []data.Array) []byte {
	var text bytes.Buffer
	line := func(of func(c data.Array) string) {
		for j, c := range columns {
			if j > 0 {
				text.WriteByte('\t')
			}
			text.WriteString(strings.Join(strings.Fields(of(c)), " ")) // without tabs and ends of lines
		}
		text.WriteByte('\n')
	}
	if len(columns) > 1 {
		line(func(c data.Array) string { return c.Name })
	}
	for i := range columns[0].Shape[0] {
		line(func(c data.Array) string {
			if c.Text != nil {
				return strings.ToValidUTF8(c.Text(i), "\uFFFD")
			}
			return strconv.Itoa(c.Int(i))
		})
	}
	return text.Bytes()
}

// sprite returns n images side by side, as many in a row as there are rows, with nothing between.
func sprite(pixels []float32, n int, shape vae.Shape) image.Image {
	columns := int(math.Ceil(math.Sqrt(float64(n))))
	rows := (n + columns - 1) / columns
	bounds := image.Rect(0, 0, columns*shape.W, rows*shape.H)
	var all draw.Image = image.NewGray(bounds)
	if shape.C > 1 {
		all = image.NewRGBA(bounds)
	}
	draw.Draw(all, bounds, image.Black, image.Point{}, draw.Src) // where no image is
	for i := range n {
		one := grid.Image(pixels[i*shape.Size():(i+1)*shape.Size()], shape)
		at := image.Pt(i%columns*shape.W, i/columns*shape.H)
		draw.Draw(all, one.Bounds().Add(at), one, image.Point{}, draw.Src)
	}
	return all
}
