package segment

import (
	"math"

	"github.com/ctostudy/ctostudy/internal/words"
)

// Criteria compare models of the same data; smaller is better in all of them.
// With n respondents, p parameters and the log-likelihood L,
//
//	AIC = -2L + 2p    AIC3 = -2L + 3p    BIC = -2L + p log n
//	CAIC = -2L + p (log n + 1)    SABIC = -2L + p log((n+2)/24)
//	ICL = BIC - 2 sum_ik r_ik log r_ik
//
// (Akaike 1974; Bozdogan 1987, 1993; Schwarz 1978; Sclove 1987; Biernacki,
// Celeux and Govaert 2000).
type Criteria struct {
	AIC, AIC3, BIC, CAIC, SABIC, ICL float64
}

func newCriteria(logLik, entropy, n float64, parameters int) Criteria {
	p := float64(parameters)
	bic := -2*logLik + p*math.Log(n)
	return Criteria{AIC: -2*logLik + 2*p, AIC3: -2*logLik + 3*p, BIC: bic, CAIC: bic + p,
		SABIC: -2*logLik + p*math.Log((n+2)/24), ICL: bic + 2*entropy}
}

// Criterion names one of the [Criteria].
type Criterion int

// The criteria, smaller being better in all.
const (
	BIC Criterion = iota
	AIC
	AIC3
	CAIC
	SABIC
	ICL
)

func (c Criterion) String() string {
	return words.Of(c, "BIC", "AIC", "AIC3", "CAIC", "SABIC", "ICL")
}

// Of returns the criterion's value.
func (c Criterion) of(v Criteria) float64 {
	return [...]float64{v.BIC, v.AIC, v.AIC3, v.CAIC, v.SABIC, v.ICL}[c]
}
