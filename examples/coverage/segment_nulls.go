package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"

	"github.com/ctostudy/ctostudy/segment"
)

// The population of the true nulls of package segment: two classes whose eight
// items are independent within classes, and who tick no more than their class.
const nullItems = 8

var (
	nullShares  = [2]float64{.55, .45}
	nullChances = [2][2]float64{{.75, .3}, {.25, .7}} // of items 1, 3, ... and 2, 4, ...
)

// nullSettings say how a wave of true nulls is drawn.
var nullSettings = []struct {
	name string
	rows int
	// telling weights go with the class, from 0.6 to 1.6 in class 1 and from 1.8
	// to 4.9 in class 2; clusters of ten have their own shares; three is how many
	// of the items have three answers.
	telling, clusters bool
	three             int
}{
	{name: "nulls, 600 respondents", rows: 600},
	{name: "nulls, 2500 respondents", rows: 2500},
	{name: "nulls, 600 respondents, weights that go with the class", rows: 600, telling: true},
	{name: "nulls, 600 respondents in 60 clusters with their own shares", rows: 600, clusters: true},
	{name: "nulls, 600 respondents, four items of three answers", rows: 600, three: 4},
}

// segmentNulls hold how often the tests of a fitted model reject at alpha that
// which is true: that each pair of items is independent within classes, that all
// are (after Holm), and that nobody ticks more than their class.
func segmentNulls(ctx context.Context) []experiment {
	var figures []figure
	for a := range nullItems {
		for b := a + 1; b < nullItems; b++ {
			figures = append(figures, figure{name: fmt.Sprintf("items %d and %d", a+1, b+1), expected: alpha})
		}
	}
	figures = append(figures, figure{name: "any pair of items after Holm", expected: alpha}, figure{name: "response style", expected: alpha})
	var out []experiment
	for e, s := range nullSettings {
		out = append(out, experiment{setting: s.name, replicates: segmentWaves, figures: figures, draw: func(rng *rand.Rand) ([]bool, error) {
			data, w, cluster := nullWave(rng, e)
			columns, design, err := segmentSample(data, w, cluster)
			if err != nil {
				return nil, err
			}
			x, err := segment.NewItems(columns, nil)
			if err != nil {
				return nil, err
			}
			r, err := segment.LatentClass(ctx, x, 2, design, &segment.LatentClassSettings{Seed: seed, MinStarts: 5, Hits: 2})
			if err != nil {
				return nil, err
			}
			return nullHits(r)
		}})
	}
	return out
}

func nullWave(rng *rand.Rand, setting int) (data [][]int8, w []float64, cluster []int) {
	s := nullSettings[setting]
	data = make([][]int8, nullItems)
	tilt := 0.0
	for i := range s.rows {
		if i%10 == 0 && s.clusters {
			tilt = .8*rng.Float64() - .4
		}
		k := 0
		if rng.Float64() >= nullShares[0]+tilt {
			k = 1
		}
		for j := range data {
			p, answer := nullChances[k][j%2], int8(0)
			switch u := rng.Float64(); {
			case u < .6*p && j >= nullItems-s.three:
				answer = 2
			case u < p:
				answer = 1
			}
			data[j] = append(data[j], answer)
		}
		if s.telling {
			w = append(w, []float64{1, 3}[k]*math.Exp(rng.Float64()-.5))
		}
		if s.clusters {
			cluster = append(cluster, i/10)
		}
	}
	return data, w, cluster
}

func nullHits(r *segment.LatentClassResult) ([]bool, error) {
	pairs, err := segment.BivariateResiduals(r)
	if err != nil {
		return nil, err
	}
	style, err := segment.ResponseStyle(r)
	if err != nil {
		return nil, err
	}
	var out []bool
	any := false
	for _, row := range pairs {
		out = append(out, row.PValue <= alpha)
		any = any || row.PAdjusted <= alpha
	}
	return append(out, any, style.PValue <= alpha), nil
}

// nullRows writes the mean over the pairs of items, whose rates hang together,
// and the other rates of one setting.
func nullRows(part []rate, date string) [][]string {
	number := func(x float64) string { return strconv.FormatFloat(x, 'f', 4, 64) }
	pairs := len(part) - 2
	rows := [][]string{{part[0].setting, "mean over the pairs of items", strconv.Itoa(part[0].replicates), number(pairMean(part)), "", date}}
	for _, r := range part[pairs:] {
		rows = append(rows, []string{r.setting, r.name, strconv.Itoa(r.replicates), number(r.observed()), number(r.mcError()), date})
	}
	return rows
}

func pairMean(part []rate) float64 {
	mean, pairs := 0.0, len(part)-2
	for _, r := range part[:pairs] {
		mean += r.observed() / float64(pairs)
	}
	return mean
}

// nullsInside says whether the mean over the pairs is within 4 and 6 percent, and
// the two others no more than 3.5 Monte-Carlo errors over 5: the laws are those
// of large samples.
func nullsInside(part []rate) bool {
	ok := pairMean(part) >= .04 && pairMean(part) <= .06
	for _, r := range part[len(part)-2:] {
		ok = ok && r.observed() <= alpha+3.5*r.mcError()
	}
	return ok
}
