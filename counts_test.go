package ctostudy

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/wavetest"
)

// countedFirms has 54 firms of weight 1 and, if asked, six of weight 0: three in "idle",
// where nobody else is, and three among "asked", whose answers nobody else gave.
func countedFirms(t *testing.T, weightless bool) *Analysis {
	t.Helper()
	fields := []string{"asked" + option, "idle" + option, "tool" + option, "rare" + option, "weight" + amount,
		"place" + free, "cloud" + rating, "e" + rating, "before" + amount, "after" + amount}
	var rows strings.Builder
	rows.WriteString("asked,idle,tool,rare,weight,place,cloud,e,before,after\n")
	for i := range 54 {
		fmt.Fprintf(&rows, "%d,0,%d,,1,p%d,%d,%d,%d,%d\n", i%2, i/2%2, i%4, 1+i%5, 1+i/2%5, 100+i%7, 110+i*i%31)
	}
	if weightless {
		rows.WriteString("0,1,1,1,0,moon,5,5,-1,9\n0,1,1,1,0,mars,5,5,9,9\n0,1,0,,0,mars,5,5,9,9\n" +
			"1,0,1,,0,sun,5,5,9,9\n1,0,1,,0,sun,1,1,9,9\n1,0,1,,0,p0,3,3,-9,9\n")
	}
	w := wavetest.Read(t, bookOf(t, fields, [][2]string{{"population", "asked idle cto=asked"}, {"own", "tool rare"},
		{"respondent", "place"}, {"archetype", "tool"}, {"design", "weight"}, {"maturity.cloud", "cloud"}, {"effectiveness", "e"},
		{"finance", "profit.2020=before profit.2021=after"}}), rows.String())
	return analyze(t, w)
}

const option = ` "type":"boolean"`

// Rows that weigh nothing count nowhere: everything that is printed is what it is
// without them.
func TestRowsWithoutWeightCountNowhere(t *testing.T) {
	with, without := countedFirms(t, true), countedFirms(t, false)
	assert.Equal(t, 54, with.N)
	assert.Equal(t, without.Populations, with.Populations)
	assert.Equal(t, fmt.Sprint(without.LeftOut), fmt.Sprint(with.LeftOut))
	ofFile := func(a *Analysis) int { return len(a.Wave.Warnings()) } // they are of all rows of a file
	assert.Equal(t, fmt.Sprint(without.Warnings[ofFile(without):]), fmt.Sprint(with.Warnings[ofFile(with):]))
	for i, s := range with.Scores.All {
		counts, err := json.Marshal(&s)
		require.NoError(t, err)
		want, err := json.Marshal(&without.Scores.All[i])
		require.NoError(t, err)
		assert.JSONEq(t, string(want), string(counts))
	}

	claims := "id,population,value,unit,claim,evidence\na,all,54,n,count,reproduced\n" +
		"b,asked,27,n,count,reproduced\nc,idle,0,n,count,reproduced\nd,asked,27,n,asked own,reproduced\n" +
		"e,asked,2,n,levels respondent/place,reproduced\nf,all,4,n,levels respondent/place,reproduced\n"
	figures, err := ReadFigures(strings.NewReader(claims), nil)
	require.NoError(t, err)
	judged, err := with.Check(figures)
	require.NoError(t, err)
	_, published := Publishable(with, judged)
	for _, j := range []*Judgement{judged, published} {
		for _, v := range j.Verdicts {
			assert.Equal(t, Match, v.Agreement, "%s: %s", v.Figure.ID, v.Why)
		}
	}
}
