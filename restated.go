package ctostudy

import (
	"bytes"
	_ "embed"

	"github.com/ctostudy/ctostudy/internal/study2021"
)

//go:embed testdata/restated.csv
var restatedCSV []byte

// Restated returns what the 2021 report prints again beside [Published]: the
// numbers of a figure that stand in a text or a pull quote too, and sentences
// and captions that order printed numbers. [Audit] compares them; a claim that
// is computed on a wave is in [Published]. The caller may change the slice.
func Restated() []Figure { return embeddedFigures(restatedCSV, "restated.csv") }

// embeddedFigures reads a file of the library's own, which tests read too.
func embeddedFigures(text []byte, file string) []Figure {
	figures, err := readFigures(bytes.NewReader(text), file, study2021.Study())
	if err != nil {
		panic("ctostudy: embedded figures: " + err.Error())
	}
	for i := range figures {
		figures[i].shipped = true
	}
	return figures
}
