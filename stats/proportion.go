package stats

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// ProportionMethod is how the interval of a share is made.
type ProportionMethod int

const (
	// WilsonInterval inverts the score test (Wilson 1927), with the effective
	// number of respondents under weights.
	WilsonInterval ProportionMethod = iota
	// LogitInterval is symmetric on the logit scale.
	LogitInterval
)

func (m ProportionMethod) String() string {
	return [...]string{"Wilson", "logit"}[m]
}

// ProportionSettings choose the interval.
type ProportionSettings struct {
	Method ProportionMethod
	// Level is the confidence level; if zero, 0.95.
	Level float64
}

// ErrEmpty is returned where nobody is left to estimate from.
var ErrEmpty = errors.New("stats: no respondent answered")

// Proportion returns the share, 0 to 1, of respondents who gave the answer
// with the given code, among those who answered:
//
//	p = sum w 1[x = code] / sum w
//
// with the linearised standard error. Missing answers of every kind are left
// out. N counts the answers, unweighted. It panics when lengths differ or the
// code is no level.
func Proportion(x *Codes, code int8, d *Design, s *ProportionSettings) (*Estimate, error) {
	d.Check(x.Len())
	if code < 0 || int(code) >= len(x.Levels()) {
		panic("stats: code is not a level of the column")
	}
	set := ProportionSettings{Level: 0.95}
	if s != nil {
		set = *s
		if set.Level == 0 {
			set.Level = 0.95
		}
	}
	values := make([]float64, x.Len())
	for i, k := range x.Data() {
		switch {
		case k < 0:
			values[i] = math.NaN()
		case k == code:
			values[i] = 1
		}
	}
	l := LinearMean(values, nil, d)
	if l.N == 0 {
		return nil, ErrEmpty
	}
	e, err := l.Estimate(d, &EstimateSettings{Level: set.Level})
	if err != nil {
		return nil, err
	}
	z := distuv.UnitNormal.Quantile(0.5 + set.Level/2)
	p, n := e.Value, e.EffectiveN
	switch set.Method {
	case WilsonInterval:
		centre := (p + z*z/(2*n)) / (1 + z*z/n)
		half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
		e.Low, e.High = math.Max(0, centre-half), math.Min(1, centre+half)
	case LogitInterval:
		if p > 0 && p < 1 {
			half, c := z*e.StdErr/(p*(1-p)), math.Log(p/(1-p))
			e.Low, e.High = 1/(1+math.Exp(half-c)), 1/(1+math.Exp(-half-c))
		}
	}
	return e, nil
}
