package study2021

import (
	"fmt"
	"math"
	"slices"

	"github.com/ctostudy/ctostudy/internal/portable"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// The years of which amounts are asked. Growth is that of the last one over the one before.
const (
	firstYear  = 2018
	baseYear   = 2020
	growthYear = 2021
)

// writeFinances writes revenue and operating profit of 2018 to 2021, such that the mean growth of
// the cells satisfies figures 7 and 8 and the sentences beside them at once.
func writeFinances(g *generator, above func(*survey.Wave) ([]*stats.Codes, error)) error {
	revenue := drawRevenue(g)
	cell, err := respondentCells(g, revenue, above)
	if err != nil {
		return err
	}

	profit := drawProfit(g, revenue)
	refused := drawRefusals(g)
	growth := assumed[map[string]float64](g.assumptions, "finance.growth")
	history := assumed[map[string][2]float64](g.assumptions, "finance.history")

	for _, outcome := range []struct {
		name string
		base []float64
	}{{"revenue", revenue}, {"profit", profit}} {
		grows := slices.Clone(cell)
		for i := range grows {
			if refused[i] || outcome.base[i] <= 0 {
				grows[i] = noCell
			}
		}

		means, err := plantedGrowth(g, outcome.name, grows)
		if err != nil {
			return err
		}
		g.truth.Cells[outcome.name] = means[:]

		next := grow(g, outcome.name, outcome.base, grows, means, growth[outcome.name])
		writeYears(g, outcome.name, outcome.base, next, refused, history[outcome.name])
	}
	return nil
}

// respondentCells returns each respondent's cell, by the cuts of the analysis. The scores use no
// finances, but the codebook wants some: revenue stands in for all of them.
func respondentCells(
	g *generator, revenue []float64, above func(*survey.Wave) ([]*stats.Codes, error),
) ([]int, error) {
	for year := firstYear; year <= growthYear; year++ {
		g.wave.SetNumbers(fmt.Sprintf("revenue_%d", year), revenue)
		g.wave.SetNumbers(fmt.Sprintf("profit_%d", year), revenue)
	}
	wave, err := g.wave.Wave()
	if err != nil {
		return nil, err
	}
	columns, err := above(wave)
	if err != nil {
		return nil, err
	}

	cell := make([]int, g.frame.n)
	for bit, column := range columns {
		for i := range cell {
			switch side := column.At(i); {
			case side != 0 && side != 1:
				cell[i] = noCell
			case cell[i] != noCell:
				cell[i] |= int(side) << bit
			}
		}
	}
	return cell, nil
}

// drawRevenue draws the revenue of 2020 in thousandths of a million.
func drawRevenue(g *generator) []float64 {
	a := assumed[struct {
		LogMean []float64 `json:"log.mean"` // by size of the organisation
		LogSD   float64   `json:"log.sd"`
	}](g.assumptions, "finance.revenue")
	noise := g.normal("revenue 2020")

	out := make([]float64, g.frame.n)
	for i, size := range g.frame.size {
		if int(size) >= len(a.LogMean) {
			const text = "study2021: assumption finance.revenue: %d size classes needed"
			g.assumptions.fail(fmt.Errorf(text, size+1))
			return out
		}
		out[i] = thousandths(portable.Exp(a.LogMean[size] + float64(a.LogSD*noise[i])))
	}
	return out
}

// drawProfit draws an operating profit of 2020 from the revenue; a few are losses.
func drawProfit(g *generator, revenue []float64) []float64 {
	margin := assumed[struct {
		Mean float64 `json:"margin.mean"`
		SD   float64 `json:"margin.sd"`
	}](g.assumptions, "finance.revenue")
	noise := g.normal("margin 2020")

	out := make([]float64, g.frame.n)
	for i := range out {
		out[i] = thousandths(float64(revenue[i] * (margin.Mean + float64(margin.SD*noise[i]))))
		if out[i] >= 0 {
			out[i] = math.Max(out[i], 1) // so that rounding to thousandths is far below the growth
		}
	}
	return out
}

// drawRefusals draws who refuses to give finances.
func drawRefusals(g *generator) []bool {
	share := assumed[map[string]float64](g.assumptions, "missing")["finance"]
	r := g.stream("finances refused")

	out := make([]bool, g.frame.n)
	for i := range out {
		out[i] = r.Float64() < share
	}
	return out
}

// grow returns the amounts of 2021: base (1 + mean g (1 + v e)) with g the cell's relative mean,
// and noise e that sums to zero within each cell. If growth is not defined the amount moves by the
// same noise without a premium.
func grow(
	g *generator, name string, base []float64, cell []int, means Cells, mean float64,
) []float64 {
	variation := assumed[float64](g.assumptions, "finance.noise")
	noise := g.normal("growth " + name)

	var sum, count Cells
	for i, c := range cell {
		if c != noCell {
			sum[c] += noise[i]
			count[c]++
		}
	}

	out := make([]float64, len(base))
	for i, c := range cell {
		relative := 1.0
		if c != noCell {
			relative = means[c]
			noise[i] -= sum[c] / count[c]
		}
		rate := float64(float64(mean*relative) * (1 + float64(variation*noise[i])))
		out[i] = thousandths(base[i] + float64(math.Abs(base[i])*rate))
	}
	return out
}

// writeYears writes the four years of one outcome. The years before 2020 are found backwards; their
// yearly change has the given mean and standard deviation.
func writeYears(
	g *generator, name string, base, next []float64, refused []bool, change [2]float64,
) {
	years := map[int][]float64{baseYear: slices.Clone(base), growthYear: slices.Clone(next)}
	for year := baseYear - 1; year >= firstYear; year-- {
		later, noise := years[year+1], g.normal(fmt.Sprintf("history %s %d", name, year))
		years[year] = make([]float64, g.frame.n)
		for i := range noise {
			rate := change[0] + float64(change[1]*noise[i])
			years[year][i] = thousandths(later[i] - float64(math.Abs(later[i])*rate))
		}
	}

	for year, amounts := range years {
		for i := range amounts {
			if refused[i] {
				amounts[i] = math.NaN()
			}
		}
		field := fmt.Sprintf("%s_%d", name, year)
		g.wave.SetNumbers(field, amounts)
		g.wave.SetMissing(field, refused, stats.Refused)
	}
}
