package drivers

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/internal/words"
	"github.com/ctostudy/ctostudy/stats"
)

// CutKind is where a metric is cut into high and low.
type CutKind int

const (
	// MeanCut: high is above the weighted mean, low is not.
	MeanCut CutKind = iota
	// MedianCut: high is above the weighted median, low is not.
	MedianCut
	// TercileCut: high is above the upper tercile, low at or below the lower;
	// those between are left out.
	TercileCut
	// QuartileCut: high is above the upper quartile, low at or below the
	// lower; those between are left out.
	QuartileCut
)

func (k CutKind) String() string { return words.Of(k, "mean", "median", "terciles", "quartiles") }

// MarshalText writes the kind in words.
func (k CutKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// CutResult is a metric cut into high and low.
type CutResult struct {
	Kind CutKind `json:"kind"`
	// Low and High are the cut points in units of the metric, equal for mean
	// and median.
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	// Groups is 1 for high and 0 for low; between the cuts it is missing
	// ([stats.NotAsked]), as without a value ([stats.Skipped]). Other is the
	// same with those exactly at a cut on its other side.
	Groups *stats.Codes `json:"-"`
	Other  *stats.Codes `json:"-"`
	// Ties is 1 for those exactly at a cut and 0 for all others: the Ties of
	// [PremiumSettings].
	Ties *stats.Codes `json:"-"`
	// TieShare is the weighted share (0 to 1) of those with a value who are
	// exactly at a cut: within 1e-12 of the largest absolute value.
	TieShare float64 `json:"tie_share"`
}

// MarshalJSON writes the cut points; who is where is left out.
func (r *CutResult) MarshalJSON() ([]byte, error) {
	type plain CutResult
	return nulls.Marshal((*plain)(r))
}

// Cut divides respondents by a metric. x is NaN where missing; weights enter
// means and quantiles. Cut sums of answers rather than standardised scores:
// there a tie is a tie. A metric that nobody has is an error, an infinite value
// an [ErrValue], a kind that does not exist an [ErrSettings]; groups may come
// out empty, which a premium then refuses. It panics when the design has
// another length.
func Cut(x []float64, kind CutKind, d *stats.Design) (*CutResult, error) {
	d.Check(len(x))
	if kind < MeanCut || kind > QuartileCut {
		return nil, fmt.Errorf("%w: %s", ErrSettings, kind)
	}
	largest := 0.0
	for i, v := range x {
		if math.IsInf(v, 0) {
			return nil, fmt.Errorf("%w: row %d: metric %v", ErrValue, i, v)
		}
		if !math.IsNaN(v) {
			largest = math.Max(largest, math.Abs(v))
		}
	}
	out := &CutResult{Kind: kind}
	if kind == MeanCut {
		mean := stats.LinearMean(x, nil, d)
		if mean.N == 0 {
			return nil, stats.ErrEmpty
		}
		out.Low, out.High = mean.Value, mean.Value
	} else {
		p := map[CutKind]float64{MedianCut: 0.5, TercileCut: 1.0 / 3, QuartileCut: 0.25}[kind]
		q, err := quantiles(x, d, p, 1-p)
		if err != nil {
			return nil, err
		}
		out.Low, out.High = q[0], q[1]
	}
	groups, other, ties := make([]int8, len(x)), make([]int8, len(x)), make([]int8, len(x))
	tied, total := 0.0, 0.0
	for i, v := range x {
		if math.IsNaN(v) {
			groups[i], other[i] = stats.Skipped, stats.Skipped
			continue
		}
		atLow, atHigh := math.Abs(v-out.Low) <= 1e-12*largest, math.Abs(v-out.High) <= 1e-12*largest
		total += d.Weight(i)
		if atLow || atHigh {
			tied += d.Weight(i)
			ties[i] = 1
		}
		groups[i] = side(v > out.High && !atHigh, v < out.Low || atLow)
		other[i] = side(v > out.High || atHigh, v < out.Low && !atLow)
	}
	out.TieShare = tied / total
	out.Groups, out.Other, out.Ties = tickCodes("high", groups), tickCodes("high",
		other), tickCodes("tied", ties)
	return out, nil
}

func side(high, low bool) int8 {
	switch {
	case high:
		return 1
	case low:
		return 0
	}
	return stats.NotAsked
}

func tickCodes(name string, data []int8) *stats.Codes {
	out, err := stats.NewTicks(name, data)
	if err != nil {
		panic(err) // codes of this package are valid
	}
	return out
}
