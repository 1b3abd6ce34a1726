package pictures

import (
	"bytes"
	"encoding/binary"
)

// Tags of TIFF 6.0, which EXIF shares.
const (
	tagWidth           = 256
	tagLength          = 257
	tagBits            = 258
	tagCompression     = 259
	tagPhotometric     = 262
	tagStripOffsets    = 273
	tagOrientation     = 274
	tagSamples         = 277
	tagRowsPerStrip    = 278
	tagStripByteCounts = 279
	tagPlanar          = 284
	tagTileWidth       = 322
	tagTileLength      = 323
	tagSampleFormat    = 339
)

// directory is the first image file directory of a TIFF file.
type directory struct {
	value map[uint16]int64 // the first of a tag's whole numbers
	count map[uint16]int64 // how many a tag has
	next  bool             // another directory follows
}

// readDirectory reads the first directory of a TIFF file. It skips what is missing or damaged.
func readDirectory(tiff []byte) directory {
	d := directory{map[uint16]int64{}, map[uint16]int64{}, false}
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		order = binary.BigEndian
	case !bytes.HasPrefix(tiff, []byte("II*\x00")):
		return d
	}
	if len(tiff) < 8 {
		return d
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return d
	}
	rest := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(rest) < 12 {
			return d
		}
		d.add(tiff, rest[:12], order)
		rest = rest[12:]
	}
	d.next = len(rest) >= 4 && order.Uint32(rest) != 0
	return d
}

// add adds an entry of 12 bytes.
func (d directory) add(tiff, entry []byte, order binary.ByteOrder) {
	tag, count, value := order.Uint16(entry), int64(order.Uint32(entry[4:])), entry[8:]
	size := map[uint16]int64{1: 1, 3: 2, 4: 4}[order.Uint16(entry[2:])] // BYTE, SHORT, LONG
	if _, twice := d.value[tag]; size == 0 || count == 0 || twice {
		return
	}
	if size*count > 4 {
		at := int64(order.Uint32(value))
		if at+size > int64(len(tiff)) {
			return
		}
		value = tiff[at : at+size]
	}
	d.count[tag] = count
	switch size {
	case 1:
		d.value[tag] = int64(value[0])
	case 2:
		d.value[tag] = int64(order.Uint16(value))
	default:
		d.value[tag] = int64(order.Uint32(value))
	}
}

// get returns the value of a tag, or otherwise if it is missing.
func (d directory) get(tag uint16, otherwise int64) int64 {
	if v, ok := d.value[tag]; ok {
		return v
	}
	return otherwise
}

// orientation returns the orientation of the picture, from 1, upright, to 8.
func (d directory) orientation() int {
	if v := d.get(tagOrientation, 1); v >= 1 && v <= 8 {
		return int(v)
	}
	return 1
}

// orient sets the orientation from EXIF data, with or without the mark before it in JPEG files.
func (h *Header) orient(exif []byte) {
	h.orientation = readDirectory(bytes.TrimPrefix(exif, []byte("Exif\x00\x00"))).orientation()
}
