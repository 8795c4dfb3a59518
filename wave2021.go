package ctostudy

import (
	"bytes"
	"context"
	_ "embed"

	"github.com/ctostudy/ctostudy/survey"
)

//go:embed testdata/codebook-2021.json
var codebook2021JSON []byte

//go:embed testdata/wave-2021.csv
var wave2021CSV []byte

// Wave2021 returns the shipped wave of 5,000 respondents. It is synthetic: no
// answer in it was given by a person (see [Synthesize]).
func Wave2021() (*survey.Wave, error) {
	c, err := codebook2021()
	if err != nil {
		return nil, err
	}
	return survey.ReadCSV(context.Background(), bytes.NewReader(wave2021CSV), c, &survey.ReadSettings{File: "testdata/wave-2021.csv"})
}

func codebook2021() (*survey.Codebook, error) {
	return survey.ReadCodebook(bytes.NewReader(codebook2021JSON))
}
