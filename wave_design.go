package ctostudy

import (
	"fmt"
	"math"
	"strconv"

	"github.com/ctostudy/ctostudy/stats"
)

// Design returns the survey design that the codebook's construct "design"
// describes, nil where it has none. Its items are weight (sampling weights, at
// least 0), stratum, cluster (within its stratum) and population (first-stage
// units in the stratum's population, for the finite population correction).
// Missing strata are one stratum, missing clusters one in each stratum. The
// error says what no design can have: a missing or negative weight, weights
// that are all 0, a population that is not above 0; [ReadCSV] has returned it
// already.
func (w *Wave) Design() (*stats.Design, error) {
	if !w.Has("design", "") {
		return nil, nil
	}
	var weights *stats.Weights
	if x := w.Numbers("design", "weight"); x != nil {
		weights = &stats.Weights{Kind: stats.SamplingWeights, Values: x}
	}
	s := &stats.DesignSettings{Strata: groups(w.keys("stratum")), PopulationSize: w.Numbers("design", "population")}
	if clusters := w.keys("cluster"); clusters != nil {
		// A file may number its clusters anew in each stratum.
		for i := range s.Strata {
			clusters[i] = strconv.Itoa(s.Strata[i]) + "\x1f" + clusters[i]
		}
		s.Clusters = groups(clusters)
	}
	if weights == nil && s.Strata == nil && s.Clusters == nil && s.PopulationSize == nil {
		return nil, nil // a construct without columns
	}
	for i, x := range s.PopulationSize {
		if !(x > 0) {
			return nil, fmt.Errorf("ctostudy: respondent %d: population size %v is not above 0", i+1, x)
		}
	}
	d, err := stats.NewDesign(w.n, weights, s)
	if err != nil {
		return nil, fmt.Errorf("ctostudy: survey design: %w", err)
	}
	return d, nil
}

// keys returns a new slice with each respondent's answer to a design item as a
// text, nil where the item is absent. Missing answers are one group, "".
func (w *Wave) keys(item string) []string {
	out := make([]string, w.n)
	if text := w.Text("design", item); text != nil {
		copy(out, text)
		return out
	}
	x := w.Numbers("design", item)
	if x == nil {
		return nil
	}
	for i, v := range x {
		if !math.IsNaN(v) {
			out[i] = strconv.FormatFloat(v, 'g', -1, 64)
		}
	}
	return out
}

// groups numbers equal texts in the order of their first appearance.
func groups(keys []string) []int {
	if keys == nil {
		return nil
	}
	number := map[string]int{}
	out := make([]int, len(keys))
	for i, k := range keys {
		g, ok := number[k]
		if !ok {
			g = len(number)
			number[k] = g
		}
		out[i] = g
	}
	return out
}
