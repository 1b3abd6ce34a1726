package choice_test

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"testing"

	"vae/internal/choice"
)

var fruit = choice.List[int]{
	{Name: "apple", Value: 3, Options: []choice.Option{{Name: "sour-ness", Default: 0.5, Most: 1}}},
	{Name: "pear", Value: 5, Help: "ripe in autumn", Options: []choice.Option{
		{Name: "sour-ness", Default: 0.5, Most: 1}, {Name: "cores", Default: 1, Above: 0.5, Most: 9, Whole: true},
	}},
	{Name: "fig", Value: 2},
}

func ExampleList_Find() {
	fruit := choice.List[int]{{Name: "apple", Value: 3}, {Name: "pear", Value: 5, Help: "ripe in autumn"}}
	n, err := fruit.Find("fruit", "pear")
	fmt.Println(n, err)
	_, err = fruit.Find("fruit", "plum")
	fmt.Println(err)
	fmt.Printf("%q\n", fruit.Menu().Help)
	// Output:
	// 5 <nil>
	// unknown fruit "plum" (known: apple, pear)
	// ["" "ripe in autumn"]
}

func TestMenu_hasEachOptionOnce(t *testing.T) {
	var of []string
	for _, o := range fruit.Menu().Options {
		of = append(of, fmt.Sprint(o.Name, o.Of))
	}
	if want := []string{"sour-ness[apple pear]", "cores[pear]"}; !reflect.DeepEqual(of, want) {
		t.Errorf("options %q, want %q", of, want)
	}
}

func TestMenu_complete(t *testing.T) {
	given := choice.Values{"sour-ness": 0.1, "cores": 2, "weight": 7}
	for name, want := range map[string]choice.Values{
		"apple": {"sour-ness": 0.1, "weight": 7},
		"pear":  given,
		"fig":   {"weight": 7},
	} {
		if got := fruit.Menu().Complete(name, given); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	if got := fruit.Menu().Complete("pear", nil); !reflect.DeepEqual(got, choice.Values{"sour-ness": 0.5, "cores": 1}) {
		t.Errorf("the defaults are %v", got)
	}
	if got := fruit.Menu().Complete("fig", choice.Values{"cores": 2}); got != nil {
		t.Errorf("of no options are left %v", got)
	}
}

func TestList_choose(t *testing.T) {
	value, own, err := fruit.Choose("fruit", "pear", choice.Values{"cores": 2, "weight": 7})
	if value != 5 || err != nil || !reflect.DeepEqual(own, choice.Values{"sour-ness": 0.5, "cores": 2}) {
		t.Errorf("chosen is %v with %v, error %v", value, own, err)
	}
	for want, given := range map[string]choice.Values{
		"cores 2.5 is not a whole number":               {"cores": 2.5},
		"cores 0 is not above 0.5 and at most 9":        {"cores": 0},
		"cores +Inf is not above 0.5 and at most 9":     {"cores": math.Inf(1)},
		"sour-ness NaN is not above 0 and at most 1":    {"sour-ness": math.NaN()},
		"nothing that is chosen has the option weight":  {"cores": 1, "weight": 7},
		"nothing that is chosen has the option a/color": {"weight": 7, "a/color": 7},
	} {
		_, own, err := fruit.Choose("fruit", "pear", given)
		if err == nil {
			err = choice.Stray(given, own)
		}
		if err == nil || err.Error() != want {
			t.Errorf("error %v, want %s", err, want)
		}
	}
}

// box is a struct with options beside its fields.
type box struct {
	Fruit  string
	Values choice.Values `json:"-"`
}

func (b box) MarshalJSON() ([]byte, error) {
	type fields box
	return choice.Marshal(fields(b), b.Values, fruit.Menu().Options)
}

func (b *box) UnmarshalJSON(text []byte) (err error) {
	type fields box
	b.Values, err = choice.Unmarshal(text, (*fields)(b), fruit.Menu().Options)
	return err
}

// TestUnmarshal_readsWhatMarshalWrites expects options in the order of the menu, under names with
// underscores.
func TestUnmarshal_readsWhatMarshalWrites(t *testing.T) {
	for want, b := range map[string]box{
		`{"Fruit":"fig"}`: {Fruit: "fig"},
		`{"Fruit":"pear","sour_ness":0.25,"cores":2}`: {"pear", choice.Values{"cores": 2, "sour-ness": 0.25}},
	} {
		text, err := json.Marshal(b)
		if err != nil || string(text) != want {
			t.Errorf("written is %s, error %v, want %s", text, err, want)
		}
		var again box
		if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again, b) {
			t.Errorf("%s is read as %v, error %v", text, again, err)
		}
	}
	for _, text := range []string{`{"Fruit":"fig","weight":7}`, `{"cores":"two"}`, `[]`, `{"sour-ness":1}`} {
		if err := json.Unmarshal([]byte(text), &box{}); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}
