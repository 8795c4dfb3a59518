package chart

import (
	"fmt"

	"gonum.org/v1/plot"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/internal/picture"
)

// Coefficients returns a dot for each coefficient with its confidence
// interval: a row per term, within it a dot per outcome, a line at zero. It
// is laid out for 18 cm across and 4 cm + 1.4 cm per term in height; on a much
// narrower canvas its texts would be cut.
//
// The picture shows what goes with each outcome given the other terms, the
// terms left out of the picture among them. At most six outcomes can be told
// apart; more, or a coefficient or limit that is not finite ([drivers.ErrValue]), or
// a term that the model lacks ([drivers.ErrTerm]), are errors.
func Coefficients(r *drivers.MultivariateResult, s *Settings) (*plot.Plot, error) {
	s = s.resolved()
	if len(r.Outcomes) > len(picture.Series) {
		return nil, tooMany(len(r.Outcomes), "outcomes")
	}
	terms := s.Terms
	if terms == nil {
		terms = r.Terms
		if r.Intercept {
			terms = terms[1:]
		}
	}
	rows := make([][]interval3, len(terms))
	for k, term := range terms {
		for _, outcome := range r.Outcomes {
			c, err := r.Coefficient(outcome, term)
			if err != nil {
				return nil, err
			}
			if bad(c.Estimate) || bad(c.Low) || bad(c.High) {
				return nil, fmt.Errorf("%w: %s on %s: %v [%v, %v]",
					drivers.ErrValue, term, outcome, c.Estimate, c.Low, c.High)
			}
			rows[k] = append(rows[k], interval3{c.Low, c.Estimate, c.High})
		}
	}

	// The unit says what a coefficient is, and the interval belongs to it.
	interval := s.say(
		fmt.Sprintf("with %g%% interval", 100*r.Settings.Level),
		fmt.Sprintf("线段为%g%%置信区间", 100*r.Settings.Level))
	if s.Unit == "" {
		interval = s.say("coefficient ", "") + interval
	}
	f := s.framed(s.say("Coefficients", "回归系数"), interval, r.N)
	return dotPicture(s.labels(terms), s.labels(r.Outcomes), rows, f), nil
}
