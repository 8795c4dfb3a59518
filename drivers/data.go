package drivers

import (
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/stats"
)

// Data are what outcomes are regressed on.
type Data struct {
	// Model holds the terms of the respondents who are complete in all of them.
	Model *stats.Model
	// Y has a row per respondent of the data (Model.N of them, not only the
	// complete ones) and a column per outcome, NaN where missing.
	Y *mat.Dense
	// Outcomes are the names of the columns of Y, each another.
	Outcomes []string
	// Design holds weights, strata and clusters; nil is a simple random sample.
	Design *stats.Design
}

// check panics for outcomes of another shape, or of the same name, and for a design
// of another length.
func (d *Data) check() {
	if n, q := d.Y.Dims(); n != d.Model.N || q != len(d.Outcomes) {
		panic(badOutcomes)
	}
	for j, name := range d.Outcomes {
		for _, earlier := range d.Outcomes[:j] {
			if name == earlier {
				panic(badNames)
			}
		}
	}
	d.Design.Check(d.Model.N)
}

// with returns the data with another model of the same respondents.
func (d *Data) with(m *stats.Model) *Data {
	out := *d
	out.Model = m
	return &out
}

// growthData are the data of a model of growth.
func growthData(m *stats.Model, growth []float64, d *stats.Design) *Data {
	return &Data{Model: m, Y: mat.NewDense(len(growth), 1, growth), Outcomes: []string{"growth"},
		Design: d}
}
