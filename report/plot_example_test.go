package report_test

import (
	"fmt"
	"io"
	"log"

	"github.com/ctostudy/ctostudy/report"
)

// show writes a figure of the shipped wave and says what it is.
func show(n report.FigureNumber) {
	analysis, judged, err := report.ShippedAnalysis() // Wave2021, Analyze and Check
	if err != nil {
		log.Fatal(err)
	}
	figure, err := report.PlotFigure(n, analysis, judged, nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := figure.WriteSVG(io.Discard); err != nil { // to a file of one's own
		log.Fatal(err)
	}
	fmt.Printf("%s.svg, %.0f x %.0f points\n%s\n", figure.Name, figure.Width, figure.Height, figure.Title)
}

// In Chinese.
func ExamplePlotFigure() {
	analysis, judged, err := report.ShippedAnalysis() // Wave2021, Analyze and Check
	if err != nil {
		log.Fatal(err)
	}
	figure, err := report.PlotFigure(report.FigureInvestments, analysis, judged, &report.PictureSettings{Language: report.Chinese})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(figure.Name, figure.Title)
	// Output:
	// figure4-investments 未来三年最大的技术投资
}

func ExamplePictures() {
	analysis, judged, err := report.ShippedAnalysis() // Wave2021, Analyze and Check
	if err != nil {
		log.Fatal(err)
	}
	figures, err := report.Pictures(analysis, judged, nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range figures {
		fmt.Println(f.Name)
	}
	// Output:
	// figure2-growth
	// figure3-technologies
	// figure4-investments
	// figure5-interaction
	// figure6-responsibility
	// figure7-premiums
	// figure8-collaboration
	// figure9-drivers
	// figure10-archetypes
}

func ExamplePlotFigure_growth() {
	show(report.FigureGrowth)
	// Output:
	// figure2-growth.svg, 510 x 307 points
	// Growth of the share at an advanced stage, 2019 to 2021
}

func ExamplePlotFigure_technologies() {
	show(report.FigureTechnologies)
	// Output:
	// figure3-technologies.svg, 510 x 564 points
	// Technologies expected to help: nearer and farther horizon
}

func ExamplePlotFigure_investments() {
	show(report.FigureInvestments)
	// Output:
	// figure4-investments.svg, 510 x 300 points
	// Largest technology investments of the next three years
}

func ExamplePlotFigure_interaction() {
	show(report.FigureInteraction)
	// Output:
	// figure5-interaction.svg, 510 x 316 points
	// Whom CTOs and CIOs interact with most
}

func ExamplePlotFigure_responsibility() {
	show(report.FigureResponsibility)
	// Output:
	// figure6-responsibility.svg, 510 x 495 points
	// Who is responsible for which duty
}

func ExamplePlotFigure_premiums() {
	show(report.FigurePremiums)
	// Output:
	// figure7-premiums.svg, 510 x 213 points
	// How much faster organisations with a high metric grew
}

func ExamplePlotFigure_collaboration() {
	show(report.FigureCollaboration)
	// Output:
	// figure8-collaboration.svg, 510 x 344 points
	// Growth of operating profit by metric and CTO-CIO collaboration
}

func ExamplePlotFigure_drivers() {
	show(report.FigureDrivers)
	// Output:
	// figure9-drivers.svg, 510 x 351 points
	// What goes with three technology metrics
}

func ExamplePlotFigure_archetypes() {
	show(report.FigureArchetypes)
	// Output:
	// figure10-archetypes.svg, 510 x 415 points
	// Three archetypes of CTOs: what they answer for and spend time on
}
