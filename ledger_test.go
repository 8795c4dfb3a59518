package ctostudy

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/study2021"
)

func TestLedger(t *testing.T) {
	l := ledgerOf(t, []Figure{
		{ID: "order", Population: "cto", Claim: "order t/a > t/b"},
		{ID: "more", Population: "cto", Claim: "share t/a", HasValue: true, Value: 40, AtLeast: true},
		{ID: "exact", Population: "cto", Claim: "  share  t/a ", HasValue: true, Value: 41},
		{ID: "other", Population: "cio", Claim: "share t/a", HasValue: true, Value: 50},
		{ID: "none", Population: "cto", Claim: "none", HasValue: true, Value: 1},
	})

	f, ok := l.number("share t/a", "cto")
	assert.True(t, ok)
	assert.Equal(t, "more", f.ID, "the first of two printings")
	f, _ = l.suchNumber("share t/a", "cto", func(f Figure) bool { return !f.AtLeast })
	assert.Equal(t, "exact", f.ID)
	for _, missing := range [][2]string{{"share t/a", "all"}, {"share t/b", "cto"}, {"none", "cto"}} {
		_, ok = l.number(missing[0], missing[1])
		assert.False(t, ok, missing)
	}
	assert.True(t, l.first(1))
	assert.False(t, l.first(2), "printed before")
	assert.False(t, l.first(0), "no number")
}

// A figure whose claim a program changes after it was read has the new claim.
func TestFigureReadsAChangedClaim(t *testing.T) {
	f := Published()[0]
	f.Claim = "share t/b"
	assert.Equal(t, "share t/b", f.Claimed().String())
	f.Claim = "share"
	assert.Equal(t, "none", f.Claimed().String())
}

// Names that a study does not have are refused where the study is known, whoever made the figure.
func TestUnknownNamesOfAStudy(t *testing.T) {
	for _, claim := range []string{"premium sales maturity", "close profit speed", "both sales", "score speed",
		"order score(roi) > score(speed)", "order premium(profit speed) > 0"} {
		_, err := ParseClaim(claim)
		require.NoError(t, err, "another study may have the name")

		_, err = newLedger([]Figure{{ID: "x", Population: "all", Claim: claim}}, study2021.Study())
		require.ErrorIs(t, err, ErrClaim, claim)
		assert.ErrorContains(t, err, `figure "x"`)
		assert.ErrorContains(t, err, "want a")
	}
}
