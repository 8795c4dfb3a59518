package ctostudy_test

import (
	"fmt"
	"log"

	"github.com/ctostudy/ctostudy"
)

// The report contradicts itself without any answers being looked at.
func ExampleAudit() {
	result, err := ctostudy.Audit(append(ctostudy.Published(), ctostudy.Restated()...), nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, rule := range result.Rules {
		fmt.Println(rule.Rule, rule.Found)
	}
	first := result.Findings[0]
	fmt.Println(first.Statement.ID, first.Strength)
	fmt.Println(first.Numbers)
	// Output:
	// order 2
	// repeated 3
	// caption 1
	// ownership 3
	// total 0
	// bounds 2
	// tech.trend.rises.rpa excluded
	// share expecting results in 5-10 years 35% < share expecting results in 2-3 years 43%
}
