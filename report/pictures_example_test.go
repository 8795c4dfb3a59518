package report_test

import (
	"fmt"
	"io"
	"log"

	"github.com/ctostudy/ctostudy/report"
)

// All pictures of the shipped wave.
func ExamplePictures() {
	analysis, judged, err := report.ShippedAnalysis() // Wave2021, Analyze and Check
	if err != nil {
		log.Fatal(err)
	}
	pictures, err := report.Pictures(analysis, judged, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range pictures {
		fmt.Printf("%s, %.0f x %.0f points: %s\n", p.Name, p.Width, p.Height, p.Title)
	}
	// Output:
	// figure2-growth, 510 x 307 points: Growth of the share at an advanced stage, 2019 to 2021
	// figure3-technologies, 510 x 564 points: Technologies expected to help: nearer and farther horizon
	// figure4-investments, 510 x 300 points: Largest technology investments of the next three years
	// figure5-interaction, 510 x 316 points: Whom CTOs and CIOs interact with most
	// figure6-responsibility, 510 x 495 points: Who is responsible for which duty
	// figure7-premiums, 510 x 213 points: How much faster organisations with a high metric grew
	// figure8-collaboration, 510 x 344 points: Growth of operating profit by metric and CTO-CIO collaboration
	// figure9-drivers, 510 x 351 points: What goes with three technology metrics
	// figure10-archetypes, 510 x 415 points: Three archetypes of CTOs: what they answer for and spend time on
}

// One picture, in Chinese.
func ExamplePicture_WriteSVG() {
	analysis, judged, err := report.ShippedAnalysis() // Wave2021, Analyze and Check
	if err != nil {
		log.Fatal(err)
	}
	pictures, err := report.Pictures(analysis, judged,
		&report.PictureSettings{Language: report.Chinese})
	if err != nil {
		log.Fatal(err)
	}
	for _, p := range pictures {
		if p.Number != 4 {
			continue
		}
		if err := p.WriteSVG(io.Discard); err != nil { // to a file of one's own
			log.Fatal(err)
		}
		fmt.Println(p.Name, p.Title)
	}
	// Output:
	// figure4-investments 未来三年最大的技术投资
}
