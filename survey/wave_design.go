package survey

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

const (
	// Sums of squares of weights within these bounds, and their inverses, keep
	// all digits of a float64.
	leastWeight, greatestWeight = 1e-50, 1e50
	// namedStrata is how many lonely strata an error names.
	namedStrata = 20
	// mostRespondents bounds the respondents that counted rows may stand for,
	// since an analysis holds the answers of each.
	mostRespondents = 20_000_000
)

// Design returns the survey design that the codebook's construct "design"
// describes, nil where it has none. Its items are weight (sampling weights, at
// least 0), frequency (the number of identical respondents that a row stands
// for), stratum, cluster (within its stratum) and population (first-stage
// units in the stratum's population, for the finite population correction).
// Missing strata are one stratum, missing clusters one in each stratum.
//
// A stratum with a single cluster adds to variances what the construct's
// lonely says, by default its squared distance from the mean of all
// ([stats.LonelyAdjust]).
//
// The error says what no design can have: a missing or negative weight, one
// beyond 1e-50 to 1e50, weights that are all 0, weights beside frequencies, a
// population that is not above 0 and, where lonely is "fail", a stratum with a
// single cluster; [ReadCSV] has returned it already.
func (w *Wave) Design() (*stats.Design, error) {
	if !w.Has("design", "") {
		return nil, nil
	}
	weights, err := w.weights()
	if err != nil {
		return nil, err
	}
	return w.designWith(weights)
}

// DesignOfRows returns the design of a wave that has a row for each respondent,
// whatever its column of frequencies says (see respondents).
func (w *Wave) DesignOfRows() (*stats.Design, error) {
	if !w.Counted() {
		return w.Design()
	}
	return w.designWith(nil)
}

// designWith returns the design with these weights.
func (w *Wave) designWith(weights *stats.Weights) (*stats.Design, error) {
	settings, err := w.sampling()
	if err != nil {
		return nil, err
	}
	if weights == nil && settings.Strata == nil && settings.Clusters == nil && settings.PopulationSize == nil {
		return nil, nil // a construct without columns
	}

	d, err := stats.NewDesign(w.n, weights, settings)
	if err != nil {
		return nil, fmt.Errorf("ctostudy: survey design: %w", err)
	}
	if lonely := d.Lonely(); settings.Lonely == stats.LonelyFail && lonely != nil {
		return nil, fmt.Errorf("ctostudy: survey design: strata with a single cluster, which says nothing of their spread: %s; "+
			`join each with a similar stratum, or let the design's "lonely" be "adjust"`, strings.Join(lonely[:min(len(lonely), namedStrata)], ", "))
	}
	return d, nil
}

// weights returns the design's weights or frequencies, nil where it has
// neither.
func (w *Wave) weights() (*stats.Weights, error) {
	x, counts := w.Numbers("design", "weight"), w.Numbers("design", "frequency")
	if x != nil && counts != nil {
		return nil, fmt.Errorf("ctostudy: survey design: weights beside frequencies: " +
			"a row stands for so many respondents or is weighted; give one or the other")
	}

	for i, v := range x {
		if v != 0 && (math.Abs(v) < leastWeight || math.Abs(v) > greatestWeight) {
			return nil, fmt.Errorf("ctostudy: respondent %d: weight %v is not 0 and beyond %g to %g; "+
				"divide all weights by their mean", i+1, v, leastWeight, greatestWeight)
		}
	}
	switch {
	case counts != nil:
		return &stats.Weights{Kind: stats.FrequencyWeights, Values: counts}, nil
	case x != nil:
		return &stats.Weights{Kind: stats.SamplingWeights, Values: x}, nil
	}
	return nil, nil
}

// sampling returns how the wave was sampled, but for its weights.
func (w *Wave) sampling() (*stats.DesignSettings, error) {
	out := &stats.DesignSettings{
		Strata:         groups(w.keys("stratum")),
		PopulationSize: w.Numbers("design", "population"),
		StrataLabels:   map[int]string{},
		Lonely:         stats.LonelyAdjust,
	}
	label := w.labels("stratum")
	for i, h := range out.Strata {
		if _, known := out.StrataLabels[h]; !known {
			out.StrataLabels[h] = label(i)
		}
	}

	if clusters := w.keys("cluster"); clusters != nil {
		// A file may number its clusters anew in each stratum.
		for i := range out.Strata {
			clusters[i] = strconv.Itoa(out.Strata[i]) + "\x1f" + clusters[i]
		}
		out.Clusters = groups(clusters)
	}
	for i, x := range out.PopulationSize {
		if !(x > 0) {
			return nil, fmt.Errorf("ctostudy: respondent %d: population size %v is not above 0", i+1, x)
		}
	}

	switch w.Construct("design").Lonely {
	case "fail":
		out.Lonely = stats.LonelyFail
	case "remove":
		out.Lonely = stats.LonelyRemove
	case "average":
		out.Lonely = stats.LonelyAverage
	}
	return out, nil
}

// Counted reports whether rows stand for so many identical respondents.
func (w *Wave) Counted() bool { return w.Numbers("design", "frequency") != nil }

// Respondents returns the wave with a row for each respondent: a row with
// frequency 3 three times, one with frequency 0 not at all. All that is
// computed from it, numbers of respondents too, is what the file before it was
// counted would give. Its column of frequencies must not be used again.
func (w *Wave) Respondents() (*Wave, error) {
	counts := w.Numbers("design", "frequency")
	total := 0.0
	for i, x := range counts {
		if !(x >= 0) || x != math.Trunc(x) {
			return nil, fmt.Errorf("ctostudy: respondent %d: frequency %v is not a whole number of respondents", i+1, x)
		}
		total += x
	}
	if total > mostRespondents {
		return nil, fmt.Errorf("ctostudy: the frequencies add up to %.0f respondents, more than the %d that an analysis holds; "+
			"divide sampling weights by their mean and call them weights", total, mostRespondents)
	}

	rows := make([]int, 0, int(total))
	for i, x := range counts {
		for range int(x) {
			rows = append(rows, i)
		}
	}
	return w.Select(rows), nil
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

// labels returns the function from a respondent to the answer to a design item
// in the words of the file or, for a choice, of the codebook.
func (w *Wave) labels(item string) func(i int) string {
	const missing = "(no answer)"
	if x := w.Codes("design", item); x != nil {
		return func(i int) string {
			if k := x.At(i); k >= 0 {
				return x.Levels()[k].Label
			}
			return missing
		}
	}

	keys := w.keys(item)
	return func(i int) string {
		if keys[i] == "" {
			return missing
		}
		return keys[i]
	}
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
