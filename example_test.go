package ctostudy_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/ctostudy/ctostudy/survey"

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
		if row.N > 0 {
			fmt.Println(row.N, row.Evidence)
		}
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
	codebook, err := survey.ReadCodebook(strings.NewReader(`{
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
	wave, err := survey.ReadCSV(context.Background(), strings.NewReader("who,job,q7\na,CTO,often\nb,CTO,-8\nc,CIO,rarely\n"), codebook, nil)
	if err != nil {
		log.Fatal(err)
	}
	often := wave.Codes("collaboration.often", "often")
	fmt.Println(wave.Len(), "respondents,", often.Answered(), "of them asked")

	_, err = survey.ReadCSV(context.Background(), strings.NewReader("who,job,q7\na,CEO,often\na,CTO,never\n"), codebook, nil)
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
		"id,source,population,base,measure,item,value,unit,reading,evidence,claim,note\n"+
			"often,our press release,cto,2500,share,interacts often with the CIO,50,%,stated,recovered,share collaboration.often/often,\n"), nil)
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
	fmt.Printf("%s: printed %s, found %.1f%%: %v\n", v.Figure.ID, v.Figure.Text(), v.Estimate.Value, v.Agreement)
	// Output:
	// often: printed 50%, found 45.0%: differs
}

// A codebook's faults are found all at once, with lines and paths.
func ExampleReadCodebook() {
	_, err := survey.ReadCodebook(strings.NewReader(`{
  "title": "Ours",
  "fields": [{"name": "q1", "type": "likert"}],
  "constructs": [{"name": "roi", "items": [{"name": "roi", "field": "q2"}]}]
}`))
	fmt.Println(err)
	// Output:
	// 2 problems
	// codebook:3: fields[0].type: unknown type: "likert" ("string", "integer", "number", "boolean" or "list")
	// codebook:4: constructs[0].items[0].field: no such field: "q2"
}

// A claim says what is computed; its text is read and written.
func ExampleParseClaim() {
	c, err := ctostudy.ParseClaim("order responsibility/advise > responsibility/*#1")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(c.Kind(), "|", c)
	_, err = ctostudy.ParseClaim("share responsibility")
	fmt.Println(err)
	// Output:
	// order | order responsibility/advise > responsibility/*#1
	// ctostudy: claim cannot be read: "share responsibility", column 7: want an item such as tech.near/cloud, have "responsibility"
}

// Scores keep their norms, to be applied to a later wave.
func ExampleNewScores() {
	wave, err := ctostudy.Wave2021() // synthetic
	if err != nil {
		log.Fatal(err)
	}
	scores, err := ctostudy.NewScores(wave, nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	effectiveness := scores.Get("effectiveness")
	norm := scores.Norms["effectiveness"].Pooled
	fmt.Printf("first respondent: mean %.2f, z = (%.2f - %.3f) / %.3f = %.3f\n",
		effectiveness.Raw[0], effectiveness.Raw[0], norm.Mean, norm.SD, effectiveness.Z[0])
	later, err := ctostudy.NewScores(wave, nil, &ctostudy.ScoreSettings{Norms: scores.Norms})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("on this wave's norms:", later.Get("effectiveness").Z[0] == effectiveness.Z[0])
	// Output:
	// first respondent: mean 3.50, z = (3.50 - 3.260) / 0.946 = 0.254
	// on this wave's norms: true
}

// A counter-wave is made from figures one of which was moved, and shows that a
// verdict can fail.
func ExampleSynthesize() {
	ctx := context.Background()
	moved := ctostudy.Published()
	for i := range moved {
		if moved[i].ID == "valueprop" {
			moved[i].Value -= 6
		}
	}
	wave, _, err := ctostudy.Synthesize(ctx, &ctostudy.SynthesisSettings{Figures: moved})
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
	for _, v := range judged.Failures() {
		fmt.Printf("%s: printed %s, found %.1f%%: %v\n", v.Figure.ID, v.Figure.Text(), v.Estimate.Value, v.Agreement)
	}
	// Output:
	// valueprop: printed 85%, found 79.0%: differs
}
