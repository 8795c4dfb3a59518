package stats

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/internal/nulls"
)

// ReliabilityResult is how well the items of a scale hold together.
type ReliabilityResult struct {
	// Alpha is Cronbach's alpha of the items as they are (at most 1, higher is
	// better; negative where items contradict each other).
	Alpha *Estimate `json:"alpha"`
	// Interval is how Alpha's interval was made.
	Interval AlphaInterval `json:"interval"`
	// Standardized is alpha of the items with equal variances.
	Standardized float64 `json:"standardized"`
	// AverageR is the mean correlation between items.
	AverageR float64 `json:"average_r"`
	// Mean and SD are those of the mean of the items (divisor n - 1).
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
	// Items holds one line per item, in the order given.
	Items    []ItemReliability `json:"items"`
	Warnings []Warning         `json:"warnings,omitempty"`
}

// ItemReliability is what one item does for its scale. Correlations run from -1
// to 1.
type ItemReliability struct {
	Name string `json:"name"`
	// Mean and SD are those of the item, reversed where it is (divisor n - 1).
	Mean float64 `json:"mean"`
	SD   float64 `json:"sd"`
	// TotalR is the item's correlation with the sum of all items, RestR with
	// the sum of the others; NaN where that does not vary.
	TotalR float64 `json:"total_r"`
	RestR  float64 `json:"rest_r"`
	// AlphaIfDropped and StandardizedIfDropped are alpha without the item; NaN
	// where one item would be left, and the first where the sum of the others
	// does not vary.
	AlphaIfDropped        float64 `json:"alpha_if_dropped"`
	StandardizedIfDropped float64 `json:"standardized_if_dropped"`
}

// AlphaInterval is how the interval of Cronbach's alpha is made.
type AlphaInterval int

const (
	// FeldtInterval is exact for normal, parallel items (Feldt 1965):
	// 1 - (1-alpha) F(n-1, (n-1)(k-1)).
	FeldtInterval AlphaInterval = iota
	// LinearizedInterval is symmetric on the scale log(1-alpha), with the
	// design's linearised error; it takes nothing for granted of the answers.
	LinearizedInterval
)

func (a AlphaInterval) String() string {
	if a < FeldtInterval || a > LinearizedInterval {
		return fmt.Sprintf("AlphaInterval(%d)", int(a))
	}
	return [...]string{"Feldt", "linearized"}[a]
}

// MarshalText writes the name.
func (a AlphaInterval) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// ReliabilitySettings choose the interval.
type ReliabilitySettings struct {
	// Interval is FeldtInterval unless set. Under sampling weights that differ,
	// strata, clusters or a finite population, where Feldt's does not hold, it
	// is LinearizedInterval whatever is set.
	Interval AlphaInterval
	// Level is the confidence level in (0, 1); if zero, 0.95.
	Level float64
}

// CronbachAlpha returns the internal consistency of a scale of k >= 2 items,
//
//	alpha = k/(k-1) (1 - sum_j c_jj / sum_jl c_jl)
//	standardised: k r / (1 + (k-1) r),  r the mean correlation
//
// with c the (weighted) covariances of the respondents who answered every
// item; how many were left out as incomplete is a warning. The standard error
// is that of Taylor linearisation, which needs no normality (Maydeu-Olivares,
// Coffman and Hartmann 2007) and follows the design. Frequency weights count
// rows; sampling weights weigh the covariances.
//
// Designs differing in length from the items panic. Fewer than two items
// are an error, an item that does not vary is [ErrConstant], no complete row
// [ErrEmpty].
// Cronbach (1951), Coefficient alpha and the internal structure of tests.
func CronbachAlpha(s *Scale, d *Design, settings *ReliabilitySettings) (*ReliabilityResult, error) {
	items, err := s.scored(2)
	if err != nil {
		return nil, err
	}
	m, err := newItemMoments(items, s.names(), d)
	if err != nil {
		return nil, err
	}
	var set ReliabilitySettings
	if settings != nil {
		known(int(settings.Interval), int(LinearizedInterval), "interval of alpha")
		set = *settings
	}
	if !d.Simple() || m.kish < m.n*(1-1e-12) {
		set.Interval = LinearizedInterval
	}
	k := float64(len(items))
	out := &ReliabilityResult{Interval: set.Interval}
	trace, total := mat.Trace(m.cov), mat.Sum(m.cov)
	if !(total > 1e-12*trace) {
		return nil, fmt.Errorf("%w (the sum of the items of %q)", ErrConstant, s.Name)
	}
	l := m.linearized(k/(k-1)*(1-trace/total), len(items[0]), d, func(r int) float64 {
		squares, sum := 0.0, 0.0
		for j := range items {
			squares += m.dev[j][r] * m.dev[j][r]
			sum += m.dev[j][r]
		}
		return k / (k - 1) * (trace*sum*sum/total - squares) / total
	})
	if out.Alpha, err = l.Estimate(d, &EstimateSettings{Level: set.Level}); err != nil {
		return nil, err
	}
	out.interval(m.n, k)
	out.items(m, s.names())
	if m.left > 0 {
		out.Warnings = append(out.Warnings, NewWarning("incomplete-rows",
			"%.0f respondents who answered some but not all items are left out", m.left))
	}
	return out, nil
}

func (o *ReliabilityResult) interval(n, k float64) {
	a := o.Alpha
	if o.Interval == LinearizedInterval {
		half := (a.High - a.Value) / (1 - a.Value)
		a.Low, a.High = 1-(1-a.Value)*math.Exp(half), 1-(1-a.Value)*math.Exp(-half)
		return
	}
	f := distuv.F{D1: n - 1, D2: (n - 1) * (k - 1)}
	a.Low, a.High = 1-(1-a.Value)*f.Quantile(0.5+a.Level/2), 1-(1-a.Value)*f.Quantile(0.5-a.Level/2)
}

func (o *ReliabilityResult) items(m *itemMoments, names []string) {
	k := len(names)
	r := m.correlation()
	unbias := math.Ldexp(math.Sqrt(m.n/(m.n-1)), m.power)
	trace, total, sumR := mat.Trace(m.cov), mat.Sum(m.cov), mat.Sum(r)
	o.Standardized = alphaOf(k, float64(k), sumR)
	o.AverageR = (sumR - float64(k)) / float64(k*(k-1))
	o.SD = unbias * math.Sqrt(total) / float64(k)
	for j, name := range names {
		row, rowR := 0.0, 0.0
		for l := range k {
			row += m.cov.At(j, l)
			rowR += r.At(j, l)
		}
		v := m.cov.At(j, j)
		sd, rest := math.Sqrt(v), total-2*row+v
		if !(rest > 1e-12*trace) { // the others add up to the same for all
			rest = math.NaN()
		}
		item := ItemReliability{Name: name, Mean: m.mean[j], SD: unbias * sd,
			TotalR: row / (sd * math.Sqrt(total)), RestR: (row - v) / (sd * math.Sqrt(rest)),
			AlphaIfDropped:        alphaOf(k-1, trace-v, rest),
			StandardizedIfDropped: alphaOf(k-1, float64(k-1), sumR-2*rowR+1)}
		o.Items = append(o.Items, item)
		o.Mean += m.mean[j] / float64(k)
		if item.RestR < noCorrelation {
			o.Warnings = append(o.Warnings, against(name, "correlation with the rest", item.RestR))
		}
	}
}

// alphaOf returns alpha of k items from the trace and sum of their covariances.
func alphaOf(k int, trace, total float64) float64 {
	if k < 2 {
		return math.NaN()
	}
	return float64(k) / float64(k-1) * (1 - trace/total)
}

// MarshalJSON writes the scale.
func (r ReliabilityResult) MarshalJSON() ([]byte, error) {
	type plain ReliabilityResult
	return nulls.Marshal(plain(r))
}

// MarshalJSON writes the item.
func (r ItemReliability) MarshalJSON() ([]byte, error) {
	type plain ItemReliability
	return nulls.Marshal(plain(r))
}
