package ctostudy_test

import (
	"fmt"
	"io"
	"log"

	"github.com/ctostudy/ctostudy"
)

// show writes a figure of the shipped wave and says what it is.
func show(n ctostudy.FigureNumber) {
	analysis, judged, err := ctostudy.ShippedAnalysis() // Wave2021, Analyze and Check
	if err != nil {
		log.Fatal(err)
	}
	figure, err := ctostudy.PlotFigure(n, analysis, judged, nil)
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
	analysis, judged, err := ctostudy.ShippedAnalysis() // Wave2021, Analyze and Check
	if err != nil {
		log.Fatal(err)
	}
	figure, err := ctostudy.PlotFigure(ctostudy.FigureInvestments, analysis, judged, &ctostudy.FigureSettings{Language: ctostudy.Chinese})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(figure.Name, figure.Title)
	// Output:
	// figure4-investments 未来三年最大的技术投资
}

func ExampleFigures() {
	analysis, judged, err := ctostudy.ShippedAnalysis() // Wave2021, Analyze and Check
	if err != nil {
		log.Fatal(err)
	}
	figures, err := ctostudy.Figures(analysis, judged, nil)
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
	show(ctostudy.FigureGrowth)
	// Output:
	// figure2-growth.svg, 510 x 307 points
	// Growth of the share at an advanced stage, 2019 to 2021
}

func ExamplePlotFigure_technologies() {
	show(ctostudy.FigureTechnologies)
	// Output:
	// figure3-technologies.svg, 510 x 564 points
	// Technologies expected to help: nearer and farther horizon
}

func ExamplePlotFigure_investments() {
	show(ctostudy.FigureInvestments)
	// Output:
	// figure4-investments.svg, 510 x 300 points
	// Largest technology investments of the next three years
}

func ExamplePlotFigure_interaction() {
	show(ctostudy.FigureInteraction)
	// Output:
	// figure5-interaction.svg, 510 x 316 points
	// Whom CTOs and CIOs interact with most
}

func ExamplePlotFigure_responsibility() {
	show(ctostudy.FigureResponsibility)
	// Output:
	// figure6-responsibility.svg, 510 x 495 points
	// Who is responsible for which duty
}

func ExamplePlotFigure_premiums() {
	show(ctostudy.FigurePremiums)
	// Output:
	// figure7-premiums.svg, 510 x 213 points
	// How much faster organisations with a high metric grew
}

func ExamplePlotFigure_collaboration() {
	show(ctostudy.FigureCollaboration)
	// Output:
	// figure8-collaboration.svg, 510 x 344 points
	// Growth of operating profit by metric and CTO-CIO collaboration
}

func ExamplePlotFigure_drivers() {
	show(ctostudy.FigureDrivers)
	// Output:
	// figure9-drivers.svg, 510 x 351 points
	// What goes with three technology metrics
}

func ExamplePlotFigure_archetypes() {
	show(ctostudy.FigureArchetypes)
	// Output:
	// figure10-archetypes.svg, 510 x 415 points
	// Three archetypes of CTOs: what they answer for and spend time on
}
