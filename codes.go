package ctostudy

import (
	"math"

	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// mustCodes is for columns made from valid ones.
func mustCodes(c *stats.Codes, err error) *stats.Codes {
	if err != nil {
		panic("ctostudy: a column made from a valid one is valid: " + err.Error())
	}
	return c
}

// ticks returns an option as numbers: 1 ticked, 0 not ticked, NaN missing.
func ticks(x *stats.Codes) []float64 {
	out := make([]float64, x.Len())
	for i := range out {
		out[i] = math.NaN()
		if k := x.At(i); k >= 0 {
			out[i] = float64(k)
		}
	}
	return out
}

// isOption reports whether an item is ticked or not, rather than rated or
// chosen among several answers.
func isOption(c *survey.Codebook, item survey.Item) bool {
	if len(item.Values) > 0 {
		return true
	}
	for _, f := range c.Fields {
		if f.Name == item.Field {
			return f.Type == "boolean"
		}
	}
	return false
}

// answerLabels returns the labels of an item's answers, nil for an option.
func answerLabels(w *survey.Wave, item survey.Item, x *stats.Codes) []string {
	if len(x.Levels()) == 2 && isOption(w.Codebook(), item) {
		return nil
	}
	var out []string
	for _, level := range x.Levels() {
		out = append(out, level.Label)
	}
	return out
}

// gave returns 1 for an answer, 0 for another and NaN for none.
func gave(x *stats.Codes, answer int) []float64 {
	out := ticks(x)
	for i, v := range out {
		if !math.IsNaN(v) {
			out[i] = 0
			if int(v) == answer {
				out[i] = 1
			}
		}
	}
	return out
}

// ones counts the respondents with code 1.
func ones(x *stats.Codes) (n int) {
	for i := range x.Len() {
		if x.At(i) == 1 {
			n++
		}
	}
	return n
}
