package drivers

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"

	"github.com/ctostudy/ctostudy/internal/ordered"
	"github.com/ctostudy/ctostudy/internal/parallel"
	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// resample fills Draws.
func (w *importance) resample(ctx context.Context, out *ImportanceResult) error {
	resamples, q := w.settings.Resamples, len(out.Outcomes)
	out.Draws = mat.NewDense(resamples, len(out.Shares), nil)
	block := w.columns.drawBlock()
	pieces := (resamples + block - 1) / block
	dropped, constant := make([]int, pieces), make([][]int, pieces)
	err := parallel.Try(ctx, pieces, func(piece int) error {
		first := piece * block
		count := min(block, resamples-first)
		sums, err := w.sums(ctx, first, count)
		if err != nil {
			return err
		}
		d := newDecomposer(w.layout, w.settings.Method, w.orderings)
		constant[piece] = make([]int, q)
		cross := make([]float64, w.columns.c*w.columns.c)
		for b := range count {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			w.columns.crossProducts(cross, sums[b])
			d.shares(cross, sums[b][0])
			if d.dropped > 0 {
				dropped[piece]++
			}
			for o, yes := range d.constant {
				if yes {
					constant[piece][o]++
				}
			}
			row := out.Draws.RawRowView(first + b)
			for j, v := range d.share {
				row[j%q*len(w.names)+j/q] = v
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	lost, still := 0, make([]int, q)
	for piece, n := range dropped {
		lost += n
		for o, n := range constant[piece] {
			still[o] += n
		}
	}
	if lost > 0 {
		out.Warnings = append(out.Warnings, stats.NewWarning("resample-alias",
			"in %d of %d resamples a column did not vary or repeated others, and added nothing; merge rare levels", lost, resamples))
	}
	for o, n := range still {
		if n > 0 {
			out.Warnings = append(out.Warnings, stats.NewWarning("resample-constant",
				"in %d of %d resamples the outcome %q did not vary; its errors, intervals and ranks rest on the others", n, resamples, out.Outcomes[o]))
		}
	}
	return nil
}

// sums returns the sums of moments of some resamples.
func (w *importance) sums(ctx context.Context, first, count int) ([][]float64, error) {
	if w.design.Simple() {
		return w.columns.bootstrapSums(w.settings.Seed, first, count), nil
	}
	replicates, err := w.design.Bootstrap(w.model.N,
		&stats.BootstrapSettings{Replicates: w.settings.Resamples, Seed: w.settings.Seed})
	if err != nil {
		return nil, err
	}
	out := make([][]float64, count)
	for b := range out {
		d, err := replicates.Design(ctx, first+b)
		if err != nil {
			return nil, err
		}
		out[b] = w.columns.weightedSums(func(i int) float64 { return d.Weight(w.rows[i]) / w.design.Weight(w.rows[i]) })
	}
	return out, nil
}

// summarise fills everything that rests on the draws.
func (r *ImportanceResult) summarise() {
	g, alpha := len(r.Drivers), 1-r.Settings.Level
	columns := make([][]float64, len(r.Shares))
	for j := range columns {
		columns[j] = mat.Col(nil, j, r.Draws)
		row := &r.Shares[j]
		row.StdErr, row.Low, row.High = spread(columns[j], alpha)
	}
	for o := range r.Outcomes {
		relative := make([][]float64, g)
		for b := range r.Settings.Resamples {
			total := 0.0
			for j := range g {
				total += columns[o*g+j][b]
			}
			for j := range g {
				relative[j] = append(relative[j], columns[o*g+j][b]/total)
			}
		}
		for j := range g {
			row := &r.Shares[o*g+j]
			_, row.RelativeLow, row.RelativeHigh = spread(relative[j], alpha)
		}
	}
	largest := make([]float64, r.Settings.Resamples) // NaN where an outcome is
	for o, outcome := range r.Outcomes {
		for j := range g {
			for k := j + 1; k < g; k++ {
				a, b := &r.Shares[o*g+j], &r.Shares[o*g+k]
				row := DifferenceRow{Outcome: outcome, A: a.Driver, B: b.Driver,
					Estimate: a.Estimate - b.Estimate}
				draws := make([]float64, len(largest))
				known := 0.0
				for i := range draws {
					if draws[i] = columns[o*g+j][i] - columns[o*g+k][i]; !math.IsNaN(draws[i]) {
						known++
					}
				}
				for _, v := range draws {
					switch {
					case v > 0:
						row.Support += 1 / known
					case v == 0:
						row.Support += 0.5 / known
					}
				}
				row.StdErr, row.Low, row.High = spread(draws, alpha)
				for i, v := range draws {
					if !(row.StdErr <= 0) { // or it is NaN, as then is the largest
						largest[i] = math.Max(largest[i], math.Abs(v-row.Estimate)/row.StdErr)
					}
				}
				r.Differences = append(r.Differences, row)
			}
		}
	}
	r.rank(ordered.Quantile(ordered.Numbers(largest), r.Settings.Level))
}

// rank fills the simultaneous intervals and the rank sets, c being the
// critical value.
func (r *ImportanceResult) rank(c float64) {
	g := len(r.Drivers)
	for j := range r.Shares {
		r.Shares[j].RankLow, r.Shares[j].RankHigh = 1, g
	}
	next := 0
	for o := range r.Outcomes {
		for j := range g {
			for k := j + 1; k < g; k++ {
				row := &r.Differences[next]
				next++
				row.SimultaneousLow, row.SimultaneousHigh = row.Estimate-c*row.StdErr, row.Estimate+c*row.StdErr
				a, b := &r.Shares[o*g+j], &r.Shares[o*g+k]
				if row.SimultaneousHigh < 0 {
					a, b = b, a
				}
				if row.SimultaneousHigh < 0 || row.SimultaneousLow > 0 {
					a.RankHigh--
					b.RankLow++
				}
			}
		}
	}
}

// spread returns the standard deviation and the percentile interval of the
// draws that are numbers.
func spread(draws []float64, alpha float64) (sd, low, high float64) {
	sorted := ordered.Numbers(draws)
	if len(sorted) < len(draws) {
		draws = slices.DeleteFunc(slices.Clone(draws), math.IsNaN)
	}
	return stat.StdDev(draws, nil), ordered.Quantile(sorted, alpha/2), ordered.Quantile(sorted,
		1-alpha/2)
}

// permute fills the p values: each driver, less what the controls explain of
// it, is shuffled among the respondents while all else stays. The controls stay
// in: they explain something of a driver that was shuffled, too, and without them
// the test would reject true nulls too often where they are many.
func (w *importance) permute(ctx context.Context, out *ImportanceResult) error {
	x, q, g, c, l := w.residuals(), len(out.Outcomes), len(w.names), w.columns.c, &w.layout
	base, total := make([]float64, c*c), w.columns.total()
	x.crossProducts(base, x.weightedSums(func(int) float64 { return 1 }))
	strata := make([]int, w.columns.n)
	for i, row := range w.rows {
		if w.strata != nil {
			strata[i] = w.strata[row]
		}
	}
	rows := newExchange(strata)
	reached := make([]int, g*w.settings.Permutations*q)
	err := parallel.Try(ctx, g*w.settings.Permutations, func(piece int) error {
		k := piece % g
		first, last := l.start(k), l.ends[k]
		order := rows.permutation(random.Stream(w.settings.Seed, random.Permutation, uint64(piece)))
		cross := slices.Clone(base)
		x.shuffled(cross, first, last, order)
		d := newDecomposer(*l, w.settings.Method, w.orderings)
		d.shares(cross, total)
		for o := range q {
			// R2 after the controls, in units of the outcome's whole variance
			share := d.share[k*q+o] * (1 - out.ControlR2[o])
			if share >= out.Shares[o*g+k].Estimate {
				reached[piece*q+o] = 1
			}
		}
		return nil
	})
	for j := range out.Shares {
		count := 1
		for b := range w.settings.Permutations {
			count += reached[(b*g+j%g)*q+j/g]
		}
		out.Shares[j].PValue = float64(count) / float64(1+w.settings.Permutations)
	}
	return err
}

// shuffled replaces the cross products of the columns from first to last by
// those of the columns with rows in another order.
func (x *columnsOf) shuffled(cross []float64, first, last int, order []int) {
	for j := first; j < last; j++ {
		sums := make([]float64, x.c) // with each column, the shuffled ones excepted
		within := make([]float64, last-j)
		mean, means, total := 0.0, make([]float64, x.c), 0.0
		meansWithin := make([]float64, last-j)
		for i, from := range order {
			v, w, row := x.x[from*x.c+j], x.weightOf(i), x.x[i*x.c:(i+1)*x.c]
			mean += w * v
			total += w
			for k, u := range row {
				sums[k] += w * v * u
				means[k] += w * u
			}
			for k := range within {
				u := x.x[from*x.c+j+k]
				within[k] += w * v * u
				meansWithin[k] += w * u
			}
		}
		for k := range sums {
			if k < first || k >= last {
				cross[min(j, k)*x.c+max(j, k)] = sums[k] - mean*means[k]/total
			}
		}
		for k := range within {
			cross[j*x.c+j+k] = within[k] - mean*meansWithin[k]/total
		}
	}
}

// residuals returns the controls, and drivers and outcomes less what the
// controls explain.
func (w *importance) residuals() *columnsOf {
	x, controls := &w.columns, w.layout.controls
	out := &columnsOf{n: x.n, c: x.c, x: slices.Clone(x.x), weight: x.weight}
	cross := make([]float64, x.c*x.c)
	x.crossProducts(cross, x.weightedSums(func(int) float64 { return 1 }))
	for k := range controls { // Gauss-Jordan: row k becomes the coefficients
		pivot := cross[k*x.c+k]
		for j := k; j < x.c; j++ {
			cross[k*x.c+j] /= pivot
		}
		for i := k + 1; i < controls; i++ {
			f := cross[k*x.c+i] * pivot
			for j := i; j < x.c; j++ {
				cross[i*x.c+j] -= f * cross[k*x.c+j]
			}
		}
	}
	for j := controls; j < x.c; j++ {
		b := make([]float64, controls)
		for k := controls - 1; k >= 0; k-- {
			b[k] = cross[k*x.c+j]
			for i := k + 1; i < controls; i++ {
				b[k] -= cross[k*x.c+i] * b[i]
			}
		}
		for i := range x.n {
			row := x.x[i*x.c : (i+1)*x.c]
			v := row[j]
			for k, f := range b {
				v -= f * row[k]
			}
			out.x[i*x.c+j] = v
		}
	}
	return out
}
