package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
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
	// telling weights undo that the classes were not drawn alike, and the last
	// item has three answers.
	telling bool
}{
	{name: "simple random sample"},
	{name: "sampling weights from 0.4 to 2.7", weights: true},
	{name: "100 clusters with their own shares", clusters: true},
	{name: "half of three items missing where item 1 is ticked", missing: true},
	{name: "weights that go with the class, an item of three answers", telling: true},
}

// Where weights go with the class, class k is drawn with a chance in proportion to
// its share over segmentTold[k], which its weights undo; those who do not give
// the second of three answers give the third with chance segmentThird[k].
var (
	segmentTold  = [3]float64{1, 2, .7}
	segmentThird = [3]float64{.2, .5, .8}
)

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
	for e, s := range segmentSettings {
		if s.telling {
			for k := range segmentShares {
				figures = append(figures, figure{name: fmt.Sprintf("class %d, item %d, third answer", k+1, segmentItems), expected: .95})
			}
		}
		out = append(out, experiment{setting: s.name, replicates: segmentWaves, figures: figures, draw: func(rng *rand.Rand) ([]bool, error) {
			columns, design, err := segmentWave(rng, e)
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
	return append(out, segmentNulls(ctx)...)
}

// segmentWave draws one wave of a setting. But where they go with the class, the
// weights are unrelated to the answers, so that they cost precision and no more.
func segmentWave(rng *rand.Rand, setting int) ([]*stats.Codes, *stats.Design, error) {
	s := segmentSettings[setting]
	drawn, total := segmentShares, 1.0
	if s.telling {
		total = 0
		for k := range drawn {
			drawn[k] /= segmentTold[k]
			total += drawn[k]
		}
	}
	data, w, cluster := make([][]int8, segmentItems), make([]float64, segmentRows), make([]int, segmentRows)
	for j := range data {
		data[j] = make([]int8, segmentRows)
	}
	tilt := 0.0
	for i := range segmentRows {
		if i%10 == 0 && s.clusters { // mean 0, so that the shares of all clusters together stay
			tilt = .4*rng.Float64() - .2
		}
		cluster[i], w[i] = i/10, math.Exp(2*rng.Float64()-1)
		k, u := 0, rng.Float64()
		for cut := drawn[0]/total + tilt; u >= cut && k < 2; cut += drawn[k]/total - tilt/2 {
			k++
		}
		if s.telling {
			w[i] *= segmentTold[k]
		}
		for j := range data {
			if rng.Float64() < segmentChance(k, j) {
				data[j][i] = 1
			} else if s.telling && j == segmentItems-1 && rng.Float64() < segmentThird[k] {
				data[j][i] = 2
			}
			if s.missing && j > 8 && data[0][i] == 1 && rng.Float64() < .5 {
				data[j][i] = stats.NotAsked
			}
		}
	}
	if !s.weights && !s.telling {
		w = nil
	}
	if !s.clusters {
		cluster = nil
	}
	return segmentSample(data, w, cluster)
}

// segmentSample makes columns, of as many answers as were given, and the design of
// weights and clusters, either of which may be nil.
func segmentSample(data [][]int8, w []float64, cluster []int) ([]*stats.Codes, *stats.Design, error) {
	var columns []*stats.Codes
	for j := range data {
		levels := make([]stats.Level, max(2, 1+int(slices.Max(data[j]))))
		c, err := stats.NewCodes(fmt.Sprint("item ", j+1), levels, data[j])
		if err != nil {
			return nil, nil, err
		}
		columns = append(columns, c)
	}
	if w == nil && cluster == nil {
		return columns, nil, nil
	}
	settings, values := (*stats.DesignSettings)(nil), (*stats.Weights)(nil)
	if w != nil {
		values = &stats.Weights{Values: w}
	}
	if cluster != nil {
		settings = &stats.DesignSettings{Clusters: cluster}
	}
	d, err := stats.NewDesign(len(data[0]), values, settings)
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
	for k := range segmentShares {
		if last := r.Profile[order[k]][segmentItems-1]; len(last) == 3 {
			out = append(out, holds(last[2], (1-segmentChance(k, segmentItems-1))*segmentThird[k]))
		}
	}
	return out
}

// segmentTable writes each rate of an interval, then per setting the mean over the
// cells of the profiles and the least of them, and the rates of true nulls; ok
// means that the means lie within 94 and 96 percent and no rate under 91, and
// that nulls are rejected as often as they should ([nullsInside]).
func segmentTable(rates []rate, date string) (rows [][]string, ok bool) {
	rows = [][]string{{"setting", "figure", "waves", "rate", "mc_error", "date"}}
	ok = true
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
	for len(rates) > 0 {
		per := 1
		for per < len(rates) && rates[per].setting == rates[0].setting {
			per++
		}
		part, first := rates[:per], rates[0]
		rates = rates[per:]
		if first.expected == alpha {
			ok = ok && nullsInside(part)
			rows = append(rows, nullRows(part, date)...)
			continue
		}
		mean, least := 0.0, 1.0
		for i, r := range part {
			rows = append(rows, []string{r.setting, r.name, strconv.Itoa(r.replicates), number(r.observed()), number(r.mcError()), date})
			ok = ok && r.observed() >= .91
			if i >= len(segmentShares) {
				mean += r.observed() / float64(per-len(segmentShares))
				least = min(least, r.observed())
			}
		}
		rows = append(rows,
			[]string{first.setting, "mean over the cells of the profiles", strconv.Itoa(first.replicates), number(mean), "", date},
			[]string{first.setting, "least of the cells of the profiles", strconv.Itoa(first.replicates), number(least), "", date})
		ok = ok && mean >= .94 && mean <= .96
	}
	return rows, ok
}
