package report_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/report"
)

// The report's text begins with what the wave is.
func ExampleReport_WriteText() {
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
	written, err := report.New(analysis, judged, &report.Settings{NoPictures: true})
	if err != nil {
		log.Fatal(err)
	}
	var text strings.Builder
	if err := written.WriteText(&text); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Join(strings.SplitAfterN(text.String(), "\n", 4)[:3], ""))
	// Output:
	// CTO study 2021, synthetic wave
	// ==============================
	// This wave is synthetic: no answer in it was given by a person. It was made from the published
}
