package export

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/png"
	"io"
	"maps"
	"slices"
	"time"
)

// Messages of TensorBoard: field numbers are those of event.proto, summary.proto and, of the
// plugin hparams, plugin_data.proto.

// event returns a tensorflow.Event of that time and step, without content.
func event(at time.Time, step int64) (m message) {
	m.double(1, float64(at.UnixMilli())/1000)
	m.number(2, step)
	return m
}

// summary returns an event with values, of tensorflow.Summary.Value.
func summary(at time.Time, step int64, values ...message) message {
	var all message
	for _, v := range values {
		all.bytes(1, v)
	}
	m := event(at, step)
	m.bytes(5, all)
	return m
}

// picture returns the value of a picture.
func picture(p Picture) (value message, err error) {
	file, err := p.PNG()
	if err != nil {
		return nil, err
	}
	config, err := png.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("picture %s: %w", p.Name, err)
	}
	var m message
	m.number(1, int64(config.Height))
	m.number(2, int64(config.Width))
	m.number(3, 3) // red, green and blue, to which readers bring grey ones
	m.bytes(4, file)
	value.text(1, p.Name)
	value.bytes(4, m)
	return value, nil
}

// settings returns the value from which the plugin hparams takes the settings of a run.
func settings(h History) (value message) {
	var session message
	for _, name := range slices.Sorted(maps.Keys(h.Settings)) {
		var entry message
		entry.text(1, name)
		entry.bytes(2, setting(h.Settings[name]))
		session.bytes(1, entry)
	}
	session.double(5, float64(h.Began.UnixMilli())/1000)

	var content, plugin, metadata, nothing message
	content.bytes(3, session)
	plugin.text(1, "hparams")
	plugin.bytes(2, content)
	metadata.bytes(1, plugin)
	nothing.number(1, 1)  // a tensor of float32
	nothing.bytes(2, nil) // of one number
	nothing.bytes(5, []byte{0, 0, 0, 0})
	value.text(1, "_hparams_/session_start_info")
	value.bytes(8, nothing)
	value.bytes(9, metadata)
	return value
}

// setting returns a google.protobuf.Value.
func setting(v any) (m message) {
	switch v := v.(type) {
	case float64:
		m.double(2, v)
	case bool:
		yes := int64(0)
		if v {
			yes = 1
		}
		m.number(4, yes)
	default:
		m.text(3, fmt.Sprint(v))
	}
	return m
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// writeRecord writes a record of a TFRecord file: its length, a check sum of that, its content and
// a check sum of this.
func writeRecord(w io.Writer, content []byte) error {
	record := binary.LittleEndian.AppendUint64(nil, uint64(len(content)))
	record = binary.LittleEndian.AppendUint32(record, masked(record))
	record = append(record, content...)
	record = binary.LittleEndian.AppendUint32(record, masked(content))
	_, err := w.Write(record)
	return err
}

// masked returns the check sum of a part of a record.
func masked(b []byte) uint32 {
	sum := crc32.Checksum(b, castagnoli)
	return (sum>>15 | sum<<17) + 0xa282ead8
}
