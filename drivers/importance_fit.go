package drivers

import (
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// importance is what an analysis works on.
type importance struct {
	model     *stats.Model
	design    *stats.Design
	settings  ImportanceSettings
	layout    layout
	order     []int    // of the model's columns
	names     []string // of the drivers
	columns   columnsOf
	orderings [][]int
	rows      []int // of the data, one per row of columns
	strata    []int // of the data; nil: one
}

// arrange puts the model's columns in the order of the layout.
func (w *importance) arrange() error {
	m := w.model
	columns := map[string][]int{}
	for j, term := range m.Terms {
		if term != "" {
			columns[term] = append(columns[term], j)
		}
	}
	group := map[string]int{} // of a term: -1 for controls, else its number from 1
	for k, g := range append([]DriverGroup{{Terms: w.settings.Controls}}, w.settings.Groups...) {
		for _, term := range g.Terms {
			if columns[term] == nil || group[term] != 0 {
				return fmt.Errorf("%w: %q is not a term of the model, or is used twice", ErrTerm,
					term)
			}
			group[term] = k
			if k == 0 {
				group[term] = -1
				w.order = append(w.order, columns[term]...)
			}
		}
	}
	called := map[string]bool{}
	for _, g := range w.settings.Groups {
		single := columns[g.Name] != nil && group[g.Name] == 0 // a driver by itself
		if g.Name == "" || len(g.Terms) == 0 || called[g.Name] || single {
			return fmt.Errorf("%w: group %q has no terms, or the name of another driver", ErrTerm,
				g.Name)
		}
		called[g.Name] = true
	}
	w.layout.controls = len(w.order)
	done := map[int]bool{}
	for j, term := range m.Terms {
		k := group[term]
		if term == "" || k < 0 || done[k] || j > 0 && k == 0 && m.Terms[j-1] == term {
			continue
		}
		members, name := []string{term}, term
		if k > 0 {
			done[k] = true
			members, name = w.settings.Groups[k-1].Terms, w.settings.Groups[k-1].Name
		}
		for _, term := range members {
			w.order = append(w.order, columns[term]...)
		}
		w.names, w.layout.ends = append(w.names, name), append(w.layout.ends, len(w.order))
	}
	if len(w.names) == 0 {
		return fmt.Errorf("%w: every term is a control", ErrTerm)
	}
	return nil
}

// fits refuses resamples, permutations and orderings that memory cannot hold.
func (w *importance) fits(outcomes int) error {
	s, drivers := w.settings, len(w.names)
	if !s.NoResamples {
		if err := fits("resamples of the shares", s.Resamples, drivers, outcomes); err != nil {
			return err
		}
	}
	if drivers > exactDrivers && s.Method == LMG {
		if err := fits("orderings of the drivers", 2, s.Orderings, drivers); err != nil {
			return err
		}
	}
	return fits("permutations", s.Permutations, drivers, outcomes)
}

// scaled divides weights by the power of two next to the largest, which changes no
// digit, so that no product of sums overflows.
func scaled(weights []float64) {
	if weights == nil {
		return
	}
	_, exponent := math.Frexp(slices.Max(weights))
	for i, v := range weights {
		weights[i] = math.Ldexp(v, -exponent)
	}
}

// inSquareRange divides column j by a power of two, which changes no digit, if
// squares of its numbers would vanish or overflow. Shares of R2 have no unit.
func (x *columnsOf) inSquareRange(j int) {
	largest := 0.0
	for i := range x.n {
		largest = math.Max(largest, math.Abs(x.x[i*x.c+j]))
	}
	_, exponent := math.Frexp(largest)
	if exponent >= -200 && exponent <= 200 {
		return
	}
	for i := range x.n {
		x.x[i*x.c+j] = math.Ldexp(x.x[i*x.c+j], -exponent)
	}
}

// standardise fills the columns with mean 0 and mean square 1. Frequency
// weights become repeated rows.
func (w *importance) standardise(kept, rows []int, data *Data) error {
	w.layout.outcomes = len(data.Outcomes)
	x := columnsOf{c: w.layout.columns()}
	if err := fitCopies(w.design, rows, x.c); err != nil {
		return err
	}
	frequency := w.design.Weighted() && w.design.Kind() == stats.FrequencyWeights
	for k, row := range rows {
		for range int(w.design.Copies(row)) {
			for _, j := range w.order {
				x.x = append(x.x, w.model.X.At(kept[k], j))
			}
			x.x = append(x.x, data.Y.RawRowView(row)...)
			if w.design.Weighted() && !frequency {
				x.weight = append(x.weight, w.design.Weight(row))
			}
			w.rows = append(w.rows, row)
		}
	}
	scaled(x.weight)
	x.n = len(w.rows)
	w.columns = x
	for j := range x.c {
		x.inSquareRange(j)
		total, mean, ss := 0.0, 0.0, 0.0
		for i := range x.n {
			total += x.weightOf(i)
			mean += x.weightOf(i) * x.x[i*x.c+j]
		}
		mean /= total
		for i := range x.n {
			e := x.x[i*x.c+j] - mean
			x.x[i*x.c+j] = e
			ss += x.weightOf(i) * e * e
		}
		sd := math.Sqrt(ss / total)
		if !(sd > 1e-12*math.Abs(mean)) {
			if j >= w.layout.predictors() {
				o := j - w.layout.predictors()
				return fmt.Errorf("%w: %q is %v for everybody", ErrConstant, data.Outcomes[o],
					data.Y.At(rows[0], o))
			}
			return &stats.AliasError{Columns: []string{w.model.Names[w.order[j]]}}
		}
		for i := range x.n {
			x.x[i*x.c+j] /= sd
		}
	}
	return nil
}

// estimate fills the shares.
func (w *importance) estimate(out *ImportanceResult) error {
	if w.layout.drivers() > exactDrivers && w.settings.Method == LMG {
		w.orderings = orderingsOf(w.layout.drivers(), w.settings.Orderings,
			random.Stream(w.settings.Seed, random.Permutation, 1<<63))
	}
	n := w.layout.columns()
	cross := make([]float64, n*n)
	w.columns.crossProducts(cross, w.columns.weightedSums(func(int) float64 { return 1 }))
	if err := w.aliases(cross); err != nil {
		return err
	}
	d := newDecomposer(w.layout, w.settings.Method, w.orderings)
	d.shares(slices.Clone(cross), w.columns.total())
	q := len(out.Outcomes)
	out.R2, out.ControlR2 = append([]float64(nil), d.controlR2...), d.controlR2
	for o, outcome := range out.Outcomes {
		for g := range w.names {
			out.R2[o] += d.share[g*q+o]
		}
		for g, name := range w.names {
			nan := math.NaN()
			row := ShareRow{Outcome: outcome, Driver: name, Estimate: d.share[g*q+o], StdErr: nan,
				Low: nan, High: nan,
				RelativeLow: nan, RelativeHigh: nan, PValue: nan, Rank: 1,
				MonteCarlo: d.errors[g*q+o]}
			row.Relative = row.Estimate / (out.R2[o] - out.ControlR2[o])
			for h := range w.names {
				if d.share[h*q+o] > row.Estimate {
					row.Rank++
				}
			}
			out.Shares = append(out.Shares, row)
		}
		if out.R2[o] > 1-exactFit {
			warning := stats.NewWarning("exact-fit",
				"outcome %s is fitted exactly by the drivers together", outcome)
			for k := range w.layout.predictors() { // columns have a mean square of 1
				if r := cross[k*n+w.layout.predictors()+o] / w.columns.total(); math.Abs(r) > 1-exactFit {
					warning = stats.NewWarning("exact-fit",
						"outcome %s is repeated by %s; leave it out",
						outcome, w.model.Names[w.order[k]])
				}
			}
			out.Warnings = append(out.Warnings, warning)
		}
	}
	return nil
}

// aliases names the columns that earlier ones explain.
func (w *importance) aliases(cross []float64) error {
	n := w.layout.columns()
	c := append([]float64(nil), cross...)
	d := &decomposer{layout: w.layout}
	var names []string
	for k, j := range w.order {
		before := d.dropped
		if d.sweep(c, k, n, n, pivotTolerance*cross[k*n+k]); d.dropped > before {
			names = append(names, w.model.Names[j])
		}
	}
	if names != nil {
		return &stats.AliasError{Columns: names}
	}
	return nil
}
