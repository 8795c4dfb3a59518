package ctostudy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shopFigures are claims in the names of the shop's study. The profiles name the classes.
const shopFigures = `id,population,value,unit,claim
class,buyers,50,%,class 1
name.0,buyers.segment1,85,%,profile h0
name.3,buyers.segment2,85,%,profile h3
habit,buyers.segment1,85,%,share habits/h0
media,buyers.segment1,50,%,share media/tv
score,buyers.segment1,,order,order score(satisfaction) > -1
premium,all,3,%,premium sales satisfaction
close,all,3,%,close sales loyalty
both,all,3,%,both sales
`

// Claims speak of another study by its own names, and what rests on its uncertain classes or is
// withheld of them is found by these names too.
func TestClaimsOfAnotherStudy(t *testing.T) {
	w, _ := shopWave(t, shopStudy)
	a := analyze(t, w)
	study := w.Codebook().OwnStudy()
	figures, err := ReadFigures(strings.NewReader(shopFigures), study)
	require.NoError(t, err)
	j, err := a.Check(figures)
	require.NoError(t, err)

	got := verdicts(j)
	for id, v := range got {
		assert.NotNil(t, v.Estimate, "%s: %s", id, v.Why)
	}
	for id, uncertain := range map[string]bool{
		"class": false, "name.0": false, "habit": false, "media": true, "score": true,
	} {
		assert.Equal(t, uncertain, got[id].Uncertain, id)
	}
	for _, row := range a.Premiums {
		if row.Outcome == "sales" && row.Metric == "satisfaction" && row.Kind == HighLow {
			assert.InDelta(t, 100*row.Result.Value, got["premium"].Estimate.Value, 1e-12)
		}
	}

	// Growth of each comparison is a sum that readers know, whatever the metrics are called.
	growth, _, err := growthOf(w, a.Design, a.Study, "sales")
	require.NoError(t, err)
	sums := newGrowthSums(newCrowd(a, j.ClassOf), a.Study, a.Scores, growth)
	for _, metric := range []string{"satisfaction", "loyalty"} {
		for _, kind := range []PremiumKind{HighLow, CloseDistant, BothNeither} {
			assert.Contains(t, sums.column, comparisonKey{metric, kind, false})
		}
	}
	published, judged := Publishable(a, j)
	assert.NotNil(t, published.Archetypes)
	for _, v := range judged.Verdicts {
		assert.NotEqual(t, Suppressed, v.Agreement, v.Figure.ID)
	}
}

// A name that the study does not have is refused where the file says it, and 2021's are no others'.
func TestFiguresWithNamesOfAnotherStudy(t *testing.T) {
	w, _ := shopWave(t, shopStudy)
	for _, claim := range []string{
		"premium revenue satisfaction", "premium sales maturity", "score collaboration",
	} {
		list := "id,population,value,unit,claim\nx,all,1,%," + claim + "\n"
		_, err := ReadFigures(strings.NewReader(list), w.Codebook().OwnStudy())
		assert.ErrorContains(t, err, "claims:2", claim)
	}
	_, err := ReadFigures(strings.NewReader(shopFigures), nil)
	assert.ErrorContains(t, err, "want an outcome (revenue, profit)")
}
