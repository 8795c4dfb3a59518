package ctostudy_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/ctostudy/ctostudy"
)

// The whole pipeline: answers, analysis, verdicts.
func Example() {
	ctx := context.Background()
	wave, err := ctostudy.Wave2021() // synthetic
	if err != nil {
		log.Fatal(err)
	}
	analysis, err := ctostudy.Analyze(ctx, wave, nil)
	if err != nil {
		log.Fatal(err)
	}
	judged, err := analysis.Check(ctostudy.Published())
	if err != nil {
		log.Fatal(err)
	}
	for _, row := range judged.Summary() {
		fmt.Println(row.N, row.Evidence)
	}
	fmt.Println("as expected:", judged.OK())
	// Output:
	// 148 calibrated
	// 39 recovered
	// 2 contradicted
	// 8 ambiguous
	// 9 external
	// as expected: true
}

// A wave of one's own is a CSV file and a codebook that says what its columns
// mean.
func ExampleReadCSV() {
	codebook, err := ctostudy.ReadCodebook(strings.NewReader(`{
		"title": "Three people",
		"missingValues": ["", {"value": "-8", "means": "not asked"}],
		"fields": [
			{"name": "who", "type": "string", "constraints": {"required": true, "unique": true}},
			{"name": "job", "type": "string", "constraints": {"enum": ["CTO", "CIO"]}},
			{"name": "q7", "type": "string", "constraints": {"enum": ["rarely", "often"]}}],
		"constructs": [
			{"name": "respondent", "items": [{"name": "id", "field": "who"}]},
			{"name": "population", "items": [{"name": "cto", "field": "job", "values": ["CTO"]}]},
			{"name": "collaboration.often", "items": [{"name": "often", "field": "q7", "values": ["often"]}]}]}`))
	if err != nil {
		log.Fatal(err)
	}
	wave, err := ctostudy.ReadCSV(context.Background(), strings.NewReader("who,job,q7\na,CTO,often\nb,CTO,-8\nc,CIO,rarely\n"), codebook, nil)
	if err != nil {
		log.Fatal(err)
	}
	often := wave.Codes("collaboration.often", "often")
	fmt.Println(wave.Len(), "respondents,", often.Answered(), "of them asked")

	_, err = ctostudy.ReadCSV(context.Background(), strings.NewReader("who,job,q7\na,CEO,often\na,CTO,never\n"), codebook, nil)
	fmt.Println(err)
	// Output:
	// 3 respondents, 2 of them asked
	// 3 problems
	// wave:2: column "job": not one of the answers: "CEO" ("CTO", "CIO")
	// wave:3: column "who": value given twice: "a" (first in line 2)
	// wave:3: column "q7": not one of the answers: "never" ("rarely", "often")
}

// A data team judges claims of its own.
func ExampleReadFigures() {
	figures, err := ctostudy.ReadFigures(strings.NewReader(
		"id,source,population,base,measure,item,value,unit,reading,evidence,claim,note\n" +
			"often,our press release,cto,2500,share,interacts often with the CIO,50,%,stated,recovered,share collaboration.often/often,\n"))
	if err != nil {
		log.Fatal(err)
	}
	wave, err := ctostudy.Wave2021() // synthetic
	if err != nil {
		log.Fatal(err)
	}
	analysis, err := ctostudy.Analyze(context.Background(), wave, nil)
	if err != nil {
		log.Fatal(err)
	}
	judged, err := analysis.Check(figures)
	if err != nil {
		log.Fatal(err)
	}
	v := judged.Verdicts[0]
	fmt.Printf("%s: printed %s, found %.1f%%: %v\n", v.Figure.ID, v.Figure.Text(), v.Estimate.Value, v.Outcome)
	// Output:
	// often: printed 50%, found 45.0%: differs
}
