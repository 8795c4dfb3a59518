package stats

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/ctostudy/ctostudy/internal/tails"
	"github.com/ctostudy/ctostudy/internal/words"
)

// ProportionMethod is how the interval of a share is made.
type ProportionMethod int

const (
	// WilsonInterval inverts the score test (Wilson 1927), with the effective
	// number of respondents.
	WilsonInterval ProportionMethod = iota
	// LogitInterval is symmetric on the logit scale, on the t distribution.
	LogitInterval
	// KornGraubardInterval is the exact interval (Clopper and Pearson 1934)
	// with the effective number of respondents (Korn and Graubard 1998): at
	// least its level, at the price of width.
	KornGraubardInterval
)

func (m ProportionMethod) String() string { return words.Of(m, "Wilson", "logit", "Korn-Graubard") }

// ProportionSettings choose the interval.
type ProportionSettings struct {
	Method ProportionMethod
	// Level is the confidence level; if zero, 0.95.
	Level float64
}

// Proportion returns the share, 0 to 1, of respondents who gave the answer
// with the given code, among those who answered:
//
//	p = sum w 1[x = code] / sum w
//
// with the linearised standard error v^(1/2) under the design. The Wilson and
// Korn-Graubard intervals use the effective number of respondents
//
//	n* = p(1-p)/v  (t_{N-1} / t_df)^2
//
// with the quantiles of t at the level, df the design's degrees of freedom and v
// scaled so that n* = N in a simple random sample of M, or a subpopulation of
// one, for Wilson (v (M-1)/M); for
// Korn-Graubard v stands as it is, as in R's svyciprop. For shares of 0 and 1
// the standard error is 0 and says nothing: n* is then Kish's effective n (or
// the number of first-stage units where it is smaller), the logit interval is
// Korn-Graubard's, and a warning says so.
//
// Missing answers of every kind are left out. N counts the answers. Nobody left
// is [ErrEmpty]; other errors are those of [Linearized.Estimate]. It panics when
// lengths differ or the code is no level.
func Proportion(x *Codes, code int8, d *Design, s *ProportionSettings) (*Estimate, error) {
	set := ProportionSettings{}
	if s != nil {
		set = *s
	}
	known(int(set.Method), int(KornGraubardInterval), "proportion method")
	e, err := estimated(LinearMean(x.gave(code), nil, d), d, &EstimateSettings{Level: set.Level})
	if err != nil {
		return nil, err
	}
	p, n, v := e.Value, float64(e.N), e.StdErr*e.StdErr
	t := tails.Critical(e.Level, e.DF)
	shrink := 1.0
	if e.DF != n-1 {
		shrink = math.Pow(tails.Critical(e.Level, n-1)/t, 2)
	}
	effective := p * (1 - p) / v * shrink
	if p == 0 || p == 1 {
		effective = math.Min(e.EffectiveN, d.unitsOf(x)) * shrink
		if !math.IsNaN(effective) {
			e.Warnings = append(e.Warnings, NewWarning("share-at-limit",
				"a share of %v has no standard error of its own: the interval rests on "+
					"%.4g effective respondents alone", p, effective))
		}
		if set.Method == LogitInterval {
			set.Method = KornGraubardInterval
		}
	} else if set.Method == WilsonInterval {
		// v divides by the whole sample less 1, of which the share's respondents
		// may be a part.
		whole := d.respondents(x.Len())
		effective *= whole / (whole - 1)
	}
	switch {
	case math.IsNaN(effective):
		e.Low, e.High = math.NaN(), math.NaN()
	case effective > 1e10*n: // the share is fixed by raking
		e.Low, e.High = p, p
	case set.Method == WilsonInterval:
		z := tails.Critical(e.Level, math.Inf(1))
		centre := (p + z*z/(2*effective)) / (1 + z*z/effective)
		half := z / (1 + z*z/effective) * math.Sqrt(p*(1-p)/effective+z*z/(4*effective*effective))
		e.Low, e.High = math.Max(0, centre-half), math.Min(1, centre+half)
		// Centre and half are equal there, but for their rounding.
		if p == 0 {
			e.Low = 0
		}
		if p == 1 {
			e.High = 1
		}
	case set.Method == LogitInterval:
		half, c := t*e.StdErr/(p*(1-p)), math.Log(p/(1-p))
		e.Low, e.High = 1/(1+math.Exp(half-c)), 1/(1+math.Exp(-half-c))
	default:
		yes, no := effective*p, effective*(1-p)
		upper := 0.5 + e.Level/2
		e.Low, e.High = 0, 1
		if p > 0 {
			e.Low = mathext.InvRegIncBeta(yes, no+1, 1-upper)
		}
		if p < 1 {
			e.High = mathext.InvRegIncBeta(yes+1, no, upper)
		}
	}
	return e, nil
}

// unitsOf returns the number of first-stage units with an answer.
func (d *Design) unitsOf(x *Codes) float64 {
	f, seen, units := d.frameOf(x.Len()), map[int]bool{}, 0.0
	for i, k := range x.Data() {
		if u := f.of(i); k >= 0 && d.Weight(i) > 0 && !seen[u] {
			seen[u] = true
			units += f.count(u)
		}
	}
	return units
}

// respondents returns the number of respondents of the whole sample of n rows,
// whatever subpopulation the design is of.
func (d *Design) respondents(n int) float64 {
	total := 0.0
	for i := range n {
		total += d.count(i)
	}
	return total
}
