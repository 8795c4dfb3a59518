package ctostudy

import (
	"math/rand/v2"
	"testing"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
)

// Parts of the shipped wave are samples in whose population nearly every figure
// is true, so that no more verdicts may differ on average than the printed
// bound says. Contradicted figures are meant to differ and do not count.
func TestChanceDifferencesKeepToTheirBound(t *testing.T) {
	base, err := Wave2021()
	assert.NoError(t, err)
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{60, 200, 1000} {
		const waves = 4
		differ, bound := 0, 0.0
		for range waves {
			w := base.Select(r.Perm(base.Len())[:n])
			w = wavetest.Described(t, w, func(book *survey.Codebook) { book.Synthetic = false })
			a, _ := quick(t, w)
			j, err := a.Check(Published())
			assert.NoError(t, err)
			bound += j.ExpectedByChance
			for _, v := range j.Verdicts {
				if v.Agreement == Differs && v.Figure.Evidence != Contradicted {
					differ++
					t.Log(n, v.Figure.ID, v.Why)
				}
			}
		}
		t.Log(n, float64(differ)/waves, bound/waves)
		assert.LessOrEqual(t, float64(differ), bound, "%d respondents", n)
	}
}
