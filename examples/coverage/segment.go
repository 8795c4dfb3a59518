package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// The population of the simulated waves: three classes, twelve ticks, chances
// from 0.1 to 0.8; 1,000 respondents a wave, 500 waves a setting.
const (
	segmentRows  = 1000
	segmentItems = 12
	segmentWaves = 500
)

var (
	segmentShares  = [3]float64{.45, .33, .22}
	segmentChances = [6]float64{.8, .65, .5, .35, .2, .1}
)

func segmentChance(k, j int) float64 { return segmentChances[((k+1)*j+2*k)%6] }

// segmentSettings say how a wave departs from a simple random sample.
var segmentSettings = []struct {
	name                       string
	weights, clusters, missing bool
}{
	{name: "simple random sample"},
	{name: "sampling weights from 0.4 to 2.7", weights: true},
	{name: "100 clusters with their own shares", clusters: true},
	{name: "half of three items missing where item 1 is ticked", missing: true},
}

// segmentExperiments hold for every share and every cell of the profiles how
// often the 95% interval has the truth.
func segmentExperiments(ctx context.Context) []experiment {
	var figures []figure
	for k := range segmentShares {
		figures = append(figures, figure{name: fmt.Sprintf("share of class %d", k+1), expected: .95})
	}
	for k := range segmentShares {
		for j := range segmentItems {
			figures = append(figures, figure{name: fmt.Sprintf("class %d, item %d", k+1, j+1), expected: .95})
		}
	}
	var out []experiment
	for _, s := range segmentSettings {
		out = append(out, experiment{setting: s.name, replicates: segmentWaves, figures: figures, draw: func(rng *rand.Rand) ([]bool, error) {
			columns, design, err := segmentWave(rng, s.weights, s.clusters, s.missing)
			if err != nil {
				return nil, err
			}
			x, err := segment.NewItems(columns, nil)
			if err != nil {
				return nil, err
			}
			r, err := segment.LatentClass(ctx, x, 3, design, &segment.LatentClassSettings{Seed: seed, MinStarts: 10, Hits: 3})
			if err != nil {
				return nil, err
			}
			return segmentHits(r), nil
		}})
	}
	return out
}

// segmentWave draws one wave. The weights are unrelated to the answers, so
// that they cost precision and no more.
func segmentWave(rng *rand.Rand, weights, clusters, missing bool) ([]*stats.Codes, *stats.Design, error) {
	data, w, cluster := make([][]int8, segmentItems), make([]float64, segmentRows), make([]int, segmentRows)
	for j := range data {
		data[j] = make([]int8, segmentRows)
	}
	tilt := 0.0
	for i := range segmentRows {
		if i%10 == 0 && clusters { // mean 0, so that the shares of all clusters together stay
			tilt = .4*rng.Float64() - .2
		}
		cluster[i], w[i] = i/10, math.Exp(2*rng.Float64()-1)
		k, u := 0, rng.Float64()
		for cut := segmentShares[0] + tilt; u >= cut && k < 2; cut += segmentShares[k] - tilt/2 {
			k++
		}
		for j := range data {
			if rng.Float64() < segmentChance(k, j) {
				data[j][i] = 1
			}
			if missing && j > 8 && data[0][i] == 1 && rng.Float64() < .5 {
				data[j][i] = stats.NotAsked
			}
		}
	}
	var columns []*stats.Codes
	for j := range data {
		c, err := stats.NewTicks(fmt.Sprint("item ", j+1), data[j])
		if err != nil {
			return nil, nil, err
		}
		columns = append(columns, c)
	}
	if !weights && !clusters {
		return columns, nil, nil
	}
	settings, values := (*stats.DesignSettings)(nil), (*stats.Weights)(nil)
	if weights {
		values = &stats.Weights{Values: w}
	}
	if clusters {
		settings = &stats.DesignSettings{Clusters: cluster}
	}
	d, err := stats.NewDesign(segmentRows, values, settings)
	return columns, d, err
}

// segmentHits names the classes by the truth they are nearest to and says which
// intervals have it.
func segmentHits(r *segment.LatentClassResult) []bool {
	best, order := math.Inf(1), [3]int{}
	for _, p := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		sum := 0.0
		for k := range p {
			for j := range segmentItems {
				d := r.Profile[p[k]][j][1].Value - segmentChance(k, j)
				sum += d * d
			}
		}
		if sum < best {
			best, order = sum, p
		}
	}
	holds := func(e stats.Estimate, truth float64) bool { return e.Low <= truth && truth <= e.High }
	var out []bool
	for k, share := range segmentShares {
		out = append(out, holds(r.Share[order[k]], share))
	}
	for k := range segmentShares {
		for j := range segmentItems {
			out = append(out, holds(r.Profile[order[k]][j][1], segmentChance(k, j)))
		}
	}
	return out
}

// segmentTable writes each rate, then per setting the mean over the cells of
// the profiles and the least of them; ok means that the means lie within 94 and
// 96 percent and no cell under 91.
func segmentTable(rates []rate, date string) (rows [][]string, ok bool) {
	rows = [][]string{{"setting", "figure", "waves", "coverage", "mc_error", "date"}}
	ok = true
	per := len(segmentShares) * (1 + segmentItems)
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
	for from := 0; from < len(rates); from += per {
		mean, least := 0.0, 1.0
		for i, r := range rates[from : from+per] {
			rows = append(rows, []string{r.setting, r.name, strconv.Itoa(r.replicates), number(r.observed()), number(r.mcError()), date})
			if i >= len(segmentShares) {
				mean += r.observed() / float64(per-len(segmentShares))
				least = min(least, r.observed())
			}
		}
		r := rates[from]
		rows = append(rows,
			[]string{r.setting, "mean over the cells of the profiles", strconv.Itoa(r.replicates), number(mean), "", date},
			[]string{r.setting, "least of the cells of the profiles", strconv.Itoa(r.replicates), number(least), "", date})
		ok = ok && mean >= .94 && mean <= .96 && least >= .91
	}
	return rows, ok
}
