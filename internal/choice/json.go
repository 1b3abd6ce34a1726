package choice

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// key returns the name of the option in JSON.
func (o Option) key() string { return strings.ReplaceAll(o.Name, "-", "_") }

// Marshal returns a JSON object of the fields of a struct, then the values of the options in order.
func Marshal(fields any, values Values, options []Option) ([]byte, error) {
	text, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	for _, o := range options {
		value, ok := values[o.Name]
		if !ok {
			continue
		}
		number, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		text = fmt.Appendf(text[:len(text)-1], ",%q:%s}", o.key(), number)
	}
	return text, nil
}

// Unmarshal reads a JSON object into a struct, and returns the values of the options, nil if there
// are none. An unknown field is an error.
func Unmarshal(text []byte, fields any, options []Option) (Values, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	var values Values
	for _, o := range options {
		number, ok := all[o.key()]
		if !ok {
			continue
		}
		var value float64
		if err := json.Unmarshal(number, &value); err != nil {
			return nil, fmt.Errorf("%s: %w", o.key(), err)
		}
		if values == nil {
			values = Values{}
		}
		values[o.Name] = value
		delete(all, o.key())
	}
	rest, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(rest))
	decoder.DisallowUnknownFields()
	return values, decoder.Decode(fields)
}
