package export

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// tensorboard returns a file of events, which TensorBoard shows.
func tensorboard(s *Subject) ([]File, error) {
	return []File{{Name: EventsName(s.History.Began), Write: func(w io.Writer) error {
		return WriteEvents(w, s.History)
	}}}, nil
}

// What the names of our files of events begin and end with.
const (
	eventsPrefix = "events.out.tfevents."
	eventsSuffix = ".vae"
)

// EventsName returns the name of a file of events from that time on. TensorBoard reads the files of
// a folder in the order of their names.
func EventsName(began time.Time) string {
	return fmt.Sprintf("%s%010d%s", eventsPrefix, began.Unix(), eventsSuffix)
}

// IsEvents reports whether EventsName gives such names.
func IsEvents(name string) bool {
	return strings.HasPrefix(name, eventsPrefix) && strings.HasSuffix(name, eventsSuffix)
}

// WriteEvents writes a whole file of events: the settings, then all epochs. Readers that know other
// files of the run forget the steps in these.
func WriteEvents(w io.Writer, h History) error {
	first := event(h.Began, 0)
	first.text(3, "brain.Event:2")
	if err := writeRecord(w, first); err != nil {
		return err
	}
	start, restart := event(h.Began, 0), message{}
	restart.number(1, 1) // SessionLog.START
	start.bytes(7, restart)
	if err := writeRecord(w, start); err != nil {
		return err
	}
	if err := writeRecord(w, summary(h.Began, 0, settings(h))); err != nil {
		return err
	}
	for _, e := range h.Epochs {
		if err := WriteEpoch(w, e); err != nil {
			return err
		}
	}
	return nil
}

// WriteEpoch writes the events of an epoch behind those of WriteEvents.
func WriteEpoch(w io.Writer, e Epoch) error {
	var values []message
	for _, f := range e.Figures {
		var value message
		value.text(1, f.Name)
		value.float(2, float32(f.Value))
		values = append(values, value)
	}
	for _, p := range e.Pictures {
		value, err := picture(p)
		if err != nil {
			return err
		}
		values = append(values, value)
	}
	return writeRecord(w, summary(e.Ended, e.Step, values...))
}
