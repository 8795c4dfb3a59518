package segment

import (
	"cmp"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/stats"
)

// LatentClassSettings say how a model is fitted. The zero value is the default.
type LatentClassSettings struct {
	// Seed of the random starts.
	Seed uint64
	// MinStarts is the least number of starts; if zero, 50.
	MinStarts int
	// Hits is how often the best solution has to be found; if zero, 5.
	Hits int
	// MaxStarts ends the search; if zero, 1,000.
	MaxStarts int
	// MaxIterations ends a start, in passes through the data; if zero, 2,000.
	MaxIterations int
	// Tolerance is the absolute gain of the penalised log-likelihood by one
	// EM step below which a start has converged; if zero, 1e-8.
	Tolerance float64
	// Prior is the weight of the prior, in respondents, that keeps estimates
	// off 0 and 1: each class is given Prior/K respondents, in its share, and
	// Prior/K answers to every item, spread as all respondents answered. If
	// zero, 1.
	Prior float64
	// NoPrior turns the prior off (maximum likelihood).
	NoPrior bool
	// Level of the confidence intervals; if zero, 0.95.
	Level float64
	// Progress, where not nil, is told the number of starts done and the
	// number that is sure to be run. It is called on the goroutine that called
	// the function.
	Progress func(done, total int) `json:"-"`
}

func (s *LatentClassSettings) resolved() (LatentClassSettings, error) {
	r := LatentClassSettings{}
	if s != nil {
		r = *s
	}
	if r.MinStarts < 0 || r.Hits < 0 || r.MaxStarts < 0 || r.MaxIterations < 0 ||
		!(r.Prior >= 0) || !(r.Tolerance >= 0) || math.IsInf(r.Prior+r.Tolerance, 0) {
		return r, fmt.Errorf("%w: %+v", errSettings, r)
	}
	if err := confidence(&r.Level); err != nil {
		return r, err
	}

	r.MinStarts = cmp.Or(r.MinStarts, 50)
	r.Hits = cmp.Or(r.Hits, 5)
	r.MaxStarts = cmp.Or(r.MaxStarts, 1000)
	r.MaxIterations = cmp.Or(r.MaxIterations, 2000)
	r.MinStarts = min(r.MinStarts, r.MaxStarts)
	r.Tolerance = cmp.Or(r.Tolerance, 1e-8)
	r.Prior = cmp.Or(r.Prior, 1)
	if r.NoPrior {
		r.Prior = 0
	}
	return r, nil
}

// LatentClassResult is a fitted model. Classes are in the order of falling
// share, ties by the first item's profile.
type LatentClassResult struct {
	// K is the number of classes, Items their items in order.
	K     int
	Items []string
	// Share[k] is the share of class k, 0 to 1, with an interval on the logit
	// scale.
	Share []stats.Estimate
	// Profile[k][j][c] is the probability of answer c of item j in class k,
	// with an interval on the logit scale. An answer that nobody gave has
	// probability 0. N is the sum of the class's posteriors r over the
	// respondents who answered the item, WeightedN that of w r, EffectiveN
	// Kish's (sum w r)^2 / sum w^2 r (N under frequency weights).
	Profile [][][]stats.Estimate
	// Posterior holds P(class k | answers of respondent i) in row i, column k.
	Posterior *mat.Dense `json:"-"`
	// Modal[i] is the class of highest posterior, ties to the lower number.
	Modal []int `json:"-"`
	// LogLik is the log-likelihood (pseudo where Pseudo), Objective the
	// penalised one.
	LogLik, Objective float64
	// NPar is the number of free parameters.
	NPar int
	// Criteria are those at N. Where Pseudo they are pseudo-criteria, of
	// weights scaled to sum to N, and Kish are those of weights scaled to sum
	// to EffectiveN; elsewhere Kish is the same.
	Criteria
	Kish Criteria
	// Pseudo says that sampling weights make the likelihood a pseudo one: no
	// likelihood-ratio test may be built on it.
	Pseudo bool
	// RelativeEntropy = 1 - sum(-p log p)/(n log K); EntropyR2 = 1 - mean
	// posterior entropy / entropy of the shares. 0 to 1, 1 is crisp.
	RelativeEntropy, EntropyR2 float64
	Search
	// N is the number of respondents of positive weight (the sum of frequency
	// weights), WeightedN the sum of weights, EffectiveN Kish's (sum w)^2 / sum w^2 (N
	// under frequency weights).
	N                     int
	WeightedN, EffectiveN float64
	Settings              LatentClassSettings
	Warnings              []stats.Warning

	fitted *fitted // what further questions to the model need
}

// fitted is a model with the data it was fitted to.
type fitted struct {
	*data
	m      model
	design *stats.Design // of the sample, of which x may have some rows only
	df     float64
	short  int // parameters that no answers to the items fix
	space  *space
	// inverse is that of the information, cov the covariance of the logits;
	// nil where the information is singular.
	inverse, cov *mat.SymDense
}

// MarshalJSON writes the result without what is said of single respondents;
// undefined numbers are null.
func (r *LatentClassResult) MarshalJSON() ([]byte, error) {
	type plain LatentClassResult
	return nulls.Marshal((*plain)(r))
}
