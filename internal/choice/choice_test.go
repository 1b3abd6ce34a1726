package choice_test

import (
	"fmt"

	"vae/internal/choice"
)

func ExampleList_Find() {
	fruit := choice.List[int]{{Name: "apple", Value: 3}, {Name: "pear", Value: 5, Help: "ripe in autumn"}}
	n, err := fruit.Find("fruit", "pear")
	fmt.Println(n, err)
	_, err = fruit.Find("fruit", "plum")
	fmt.Println(err)
	fmt.Printf("%q\n", fruit.Help())
	// Output:
	// 5 <nil>
	// unknown fruit "plum" (known: apple, pear)
	// ["" "ripe in autumn"]
}
