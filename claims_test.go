package ctostudy

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/study2021"
)

func TestParseClaim(t *testing.T) {
	// want is the canonical text; empty where it is the input's.
	for _, c := range []struct {
		text, want string
		kind       *claimKind
	}{
		{"none", "", noClaim},
		{"count", "", countClaim},
		{"  share   tech.near/5g ", "share tech.near/5g", shareClaim},
		{"levels respondent/country", "", levelsClaim},
		{"asked crucial", "", askedClaim},
		{"average duty.sdlc/both duty.advise/both", "", averageClaim},
		{"growth mature.2019/security mature.2021/security", "", growthClaim},
		{"premium revenue maturity", "", premiumClaim},
		{"close profit roi", "", closeClaim},
		{"both profit", "", bothClaim},
		{"class 3", "", classClaim},
		{"profile resp.advise", "", profileClaim},
		{"score collaboration", "", scoreClaim},
		{"dispersion time", "", dispersionClaim},
		{"disagreement responsibility", "", disagreementClaim},
		{"grouping duty.sdlc/both duty.advise/both", "", groupingClaim},
		{"order a/x>b/x", "order a/x > b/x", orderClaim},
		{"order a/x, a/y@cto > 0.50 ; a/*#2@cio.china > a/y", "order a/x, a/y@cto > 0.5; a/*#2@cio.china > a/y", orderClaim},
		{"order growth(a/* b/*)@cto > close(profit roi) > -0.25", "", orderClaim},
		{"order score(roi)@cto.archetype2 > score(roi)@cto", "", orderClaim},
		{"order share(技术/云) > 技术/*", "order 技术/云 > 技术/*", orderClaim},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := ParseClaim(c.text)
			require.NoError(t, err)
			want := c.want
			if want == "" {
				want = c.text
			}
			assert.Equal(t, want, got.String())
			assert.Same(t, c.kind, got.row())
		})
	}
}

func TestParseClaimErrors(t *testing.T) {
	for _, c := range []struct {
		text   string
		column int // in bytes from 1
		reason string
	}{
		{"", 1, `"" is none of none, count`},
		{"shares a/b", 1, `"shares" is none of`},
		{"share", 6, "want an item such as tech.near/cloud"},
		{"share tech", 7, `have "tech"`},
		{"share a/*", 7, "want an item"},
		{"share a/b/c", 7, "want an item"},
		{"share a/", 7, "want an item"},
		{"share a/b c/d", 11, `"c/d" after the end`},
		{"count all", 7, `"all" after the end`},
		{"growth a/b", 11, "want an item"},
		{"premium sales maturity", 9, "want an outcome (revenue, profit)"},
		{"premium profit speed", 16, "want a metric (maturity, effectiveness, roi)"},
		{"score speed", 7, "want a score (maturity, effectiveness, roi, mission, people, partners, process, innovation, technology, collaboration)"},
		{"class 0", 7, "want an archetype's number"},
		{"class 01", 7, "want an archetype's number"},
		{"class one", 7, "want an archetype's number"},
		{"asked a/b", 7, "want a construct"},
		{"average", 8, "want an item"},
		{"order", 6, "want a quantity"},
		{"order a/b", 10, `want >, have ""`},
		{"order a/b > ", 13, "want a quantity"},
		{"order a/b > c", 13, `"c" is neither a number nor an item`},
		{"order a/b > NaN", 13, "neither a number"},
		{"order a/b > Inf", 13, "neither a number"},
		{"order 1 > 2", 12, "two numbers"},
		{"order a/b > score(roi)", 23, `score(roi) is in "SD", not in "%"`},
		{"order count > a/b", 7, "count cannot be part of an order"},
		{"order close profit roi > 0", 13, "want ( after close"},
		{"order close(profit roi > 0", 24, "want )"},
		{"order a/b#2 > 0", 11, "a rank needs construct/*"},
		{"order a/*#0 > 0", 11, "want a rank from 1 to 99"},
		{"order a/b@ > 0", 12, "want a population"},
		{"order a/b > 0;", 15, "want a quantity"},
		{"order a/b > 0 \xff", 15, "after the end"},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, err := parseClaim(c.text, study2021.Study())
			require.ErrorIs(t, err, ErrClaim)
			var at *claimError
			require.ErrorAs(t, err, &at)
			assert.Equal(t, c.column, at.Column)
			assert.Contains(t, at.Reason, c.reason)
		})
	}
}

// A row of the table of kinds has all that is asked of one.
func TestClaimKinds(t *testing.T) {
	for _, k := range claimKinds {
		t.Run(k.word, func(t *testing.T) {
			assert.Same(t, k, claimKindOf(k.word))
			assert.True(t, k.evaluate != nil || k.linear != nil, "it is computed")
			assert.True(t, k.linear != nil || !k.inOrder, "a term of an order has an influence")
			assert.True(t, k.tell != nil || k == orderClaim, "somebody says whether it may be shown")
			assert.False(t, k.bare && !k.inOrder)
		})
	}
	assert.Nil(t, claimKindOf("shares"))
	assert.Equal(t, "none", Claim{}.Kind())
	assert.Equal(t, "none", Claim{}.String())
}

// FuzzParseClaim: no panic; errors wrap ErrClaim and point into the text; what
// was read reads back as itself.
func FuzzParseClaim(f *testing.F) {
	for _, figure := range Published() {
		f.Add(figure.Claim)
	}
	f.Add("order a/*#2@b.c > growth(a/* b/*), -0.5; 技/云 > 1e300")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := ParseClaim(text)
		if err != nil {
			var at *claimError
			require.ErrorAs(t, err, &at)
			require.ErrorIs(t, err, ErrClaim)
			require.GreaterOrEqual(t, at.Column, 1)
			require.LessOrEqual(t, at.Column, len(text)+1)
			return
		}
		again, err := ParseClaim(c.String())
		require.NoError(t, err, c.String())
		require.Equal(t, c, again)
	})
}

func TestFiguresOfANilFile(t *testing.T) {
	var file *os.File
	_, err := ReadFigures(file, nil)
	assert.ErrorContains(t, err, "claims: there is nothing to read from")
}
