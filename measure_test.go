package ctostudy

import (
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/stats"
)

func TestMask(t *testing.T) {
	a := analyze(t, wavetest.Random(t, 300, nil))
	m := a.Measure([]int{1, 0, -1})
	all, err := m.Mask("all")
	require.NoError(t, err)
	assert.Equal(t, 300.0, total(all))
	cto, err := m.Mask("cto")
	require.NoError(t, err)
	assert.Equal(t, 150.0, total(cto))
	for _, p := range a.Populations {
		mask, err := m.Mask(p.Name)
		require.NoError(t, err)
		assert.Equal(t, float64(p.N), total(mask), p.Name)
	}

	// A mask is made once: of populations for all measuring of an analysis, of classes by each.
	same := func(population string, by *Measure) bool {
		first, err := m.Mask(population)
		require.NoError(t, err)
		again, err := by.Mask(population)
		require.NoError(t, err)
		return &first[0] == &again[0]
	}
	assert.True(t, same("cto", a.Measure(nil)))
	assert.True(t, same("cto.archetype1", m))
	assert.False(t, same("cto.archetype1", a.Measure([]int{0, 1})), "another class has the number")

	one, err := m.Mask("cto.archetype1")
	require.NoError(t, err)
	two, err := m.Mask("cto.archetype2")
	require.NoError(t, err)
	for i := range one {
		if cto[i] == 1 {
			assert.InEpsilon(t, 1, one[i]+two[i], 1e-12) // identity: posteriors sum to 1
		} else {
			assert.Zero(t, one[i]+two[i])
		}
	}
	assert.InEpsilon(t, a.Archetypes.Fit.Share[1].Value*150, total(one), 0.02) // archetype 1 names class 1; a prior moves the share

	_, err = m.Mask("cto.mars")
	assert.ErrorIs(t, err, ErrPopulation)
	assert.ErrorContains(t, err, `population "cto.mars"`)
	_, err = m.Mask("")
	assert.ErrorIs(t, err, ErrPopulation)
	_, err = m.Mask("archetype0")
	assert.ErrorIs(t, err, ErrPopulation)
	for _, p := range []string{"cto.archetype3", "cto.archetype4"} {
		_, err = m.Mask(p)
		assert.ErrorIs(t, err, ErrNotAvailable, p)
	}
	_, err = a.Measure(nil).Mask("cto.archetype1")
	assert.ErrorIs(t, err, ErrNotAvailable)
}

func total(x []float64) (sum float64) {
	for _, v := range x {
		sum += v
	}
	return sum
}

// Measured shares and contrasts against the plain formulas.
func TestMeasureShares(t *testing.T) {
	w := wavetest.Random(t, 300, nil)
	a := analyze(t, w)
	m := a.Measure(nil)
	for _, row := range a.Shares {
		l, err := m.Share(row.Population, row.Construct, row.Item)
		require.NoError(t, err)
		require.InDelta(t, row.Value, l.Value, 1e-12)
		require.Equal(t, row.N, l.N)
		e, err := m.Estimate(l)
		require.NoError(t, err)
		n := float64(row.N)
		want := math.Sqrt(row.Value * (1 - row.Value) / n * 300 / 299) // e_i = (x_i - p)/n over the 300, times n/(n-1)
		require.InDelta(t, want, e.StdErr, 1e-12)
	}
	// The difference of two items among the same CTOs is the mean of x - y.
	one, err := m.Share("cto", "responsibility", "strategy")
	require.NoError(t, err)
	two, err := m.Share("cto", "responsibility", "operations")
	require.NoError(t, err)
	e, err := m.Estimate(stats.Difference(one, two))
	require.NoError(t, err)
	x, y := w.Codes("responsibility", "strategy"), w.Codes("responsibility", "operations")
	sum, squares, n := 0.0, 0.0, 150.0
	for i := 0; i < 300; i += 2 {
		v := float64(x.At(i)) - float64(y.At(i))
		sum, squares = sum+v, squares+v*v
	}
	assert.InDelta(t, sum/n, e.Value, 1e-12)
	assert.InEpsilon(t, math.Sqrt((squares/n-sum*sum/n/n)/n*300/299), e.StdErr, 1e-12)

	_, err = m.Share("cto", "responsibility", "golf")
	assert.ErrorIs(t, err, ErrNotAvailable)
	_, err = m.Share("cto", "stage.2021", "security")
	assert.ErrorContains(t, err, "is no option but has 5 answers")
	_, err = m.Share("nobody", "responsibility", "strategy")
	assert.ErrorIs(t, err, ErrPopulation)
}

func TestMeasureScoresAndProfiles(t *testing.T) {
	a := analyze(t, wavetest.Random(t, 300, nil))
	m := a.Measure([]int{0, 1})
	l, err := m.ScoreMean("all", "people")
	require.NoError(t, err)
	assert.InDelta(t, 0, l.Value, 1e-12) // identity: the mean z of all
	l, err = m.ScoreMean("cto", "collaboration")
	require.NoError(t, err)
	assert.InDelta(t, 0, l.Value, 1e-12) // identity: standardised within role
	e, err := m.Profile(2, "resp.enduser")
	require.NoError(t, err)
	j := 2 // third of the archetype items
	assert.Equal(t, "resp.enduser", a.Archetypes.Items[j])
	assert.Equal(t, a.Archetypes.Fit.Profile[1][j][1].Value, e.Value)
	_, err = m.Profile(2, "resp.golf")
	assert.ErrorIs(t, err, ErrNotAvailable)
	_, err = m.Profile(3, "resp.enduser")
	assert.ErrorIs(t, err, ErrNotAvailable)
}

// The base of an archetype is the sum of its chances, and no weight changes a
// base: it counts respondents.
func TestBasesCountRespondents(t *testing.T) {
	a, j := shippedAnalysis(t)
	m := a.Measure(j.ClassOf)
	sum := 0
	for _, population := range []string{"cto.archetype1", "cto.archetype2", "cto.archetype3"} {
		l, err := m.ScoreMean(population, "maturity")
		require.NoError(t, err)
		sum += l.N
	}
	assert.InDelta(t, 2500, sum, 1) // each of the three is rounded

	w := wavetest.Read(t, `{"title": "weighted",
		"fields": [{"name": "a", "type": "string", "constraints": {"enum": ["no", "yes"]}}, {"name": "w", "type": "number"}],
		"constructs": [{"name": "own", "items": [{"name": "a", "field": "a", "values": ["yes"]}]}, {"name": "design", "items": [{"name": "weight", "field": "w"}]}]}`,
		"a,w\nyes,9\nno,1\nno,1\nyes,1\nno,1\nyes,1\n")
	weighted := analyze(t, w)
	figures, err := ReadFigures(strings.NewReader("id,population,value,unit,claim\na,all,79,%,share own/a\n"), nil)
	require.NoError(t, err)
	judged, err := weighted.Check(figures)
	require.NoError(t, err)
	require.NotNil(t, judged.Verdicts[0].Estimate)
	assert.Equal(t, 6, judged.Verdicts[0].Estimate.N)
	assert.InEpsilon(t, 100*11.0/14, judged.Verdicts[0].Estimate.Value, 1e-12) // 9 + 1 + 1 of 14
	assert.Less(t, judged.Verdicts[0].Estimate.EffectiveN, 3.0)
}
