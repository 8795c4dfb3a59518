package ctostudy

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/study2021"
	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/stats"
)

var (
	//go:embed testdata/reference/ownwave/parts.csv
	ownParts string
	//go:embed testdata/reference/ownwave/wave.csv
	ownWave string
	//go:embed testdata/reference/ownwave/output.csv
	ownByR []byte
)

// ownValues are what R made of the two waves: R 4.2.2, survey 4.1.1, sandwich
// 3.0.2, testdata/reference/ownwave/script.R.
func ownValues(t *testing.T) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	for _, row := range tableOf(t, ownByR) {
		out[row[0]] = numberOf(t, row[1])
	}
	return out
}

// bookOf describes a wave by its fields and by constructs with their items, which
// are called as their fields unless they are "name=field".
func bookOf(t *testing.T, fields []string, constructs [][2]string) string {
	t.Helper()
	type object map[string]any
	book := object{"title": "own"}

	var list []object
	for _, f := range fields {
		name, rest, _ := strings.Cut(f, " ")
		field := object{"name": name}
		require.NoError(t, json.Unmarshal([]byte("{"+rest+"}"), &field))
		list = append(list, field)
	}
	book["fields"] = list

	list = nil
	for _, c := range constructs {
		var items []object
		for _, item := range strings.Fields(c[1]) {
			name, field, renamed := strings.Cut(item, "=")
			if !renamed {
				field = name
			}
			items = append(items, object{"name": name, "field": field})
		}
		list = append(list, object{"name": c[0], "items": items})
	}
	book["constructs"] = list

	text, err := json.Marshal(book)
	require.NoError(t, err)
	return string(text)
}

const (
	rating = ` "type":"integer","constraints":{"minimum":1,"maximum":5}`
	amount = ` "type":"number"`
	free   = ` "type":"string"`
)

func choice(answers ...string) string {
	return ` "type":"string","constraints":{"enum":["` + strings.Join(answers, `","`) + `"]}`
}

// Every construct maturity.* is a part of maturity, the study's own or not.
func TestOwnPartsOfMaturity(t *testing.T) {
	want := ownValues(t)
	fields := []string{"id" + free}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		fields = append(fields, name+rating)
	}
	a := analyze(t, wavetest.Read(t, bookOf(t, fields, [][2]string{{"maturity.cloud", "a"}, {"maturity.ai", "b"},
		{"maturity.data", "c"}, {"maturity.edge", "d"}, {"driver.people", "e"}}), ownParts))

	c, err := a.Regression.Coefficient("maturity", "people")
	require.NoError(t, err)
	assert.InEpsilon(t, want["parts/people"], c.Estimate, 1e-9)
	assert.InEpsilon(t, want["parts/people/se"], c.StdErr, 1e-9)
	missing := fmt.Sprint(a.Warnings)
	assert.Contains(t, missing, `no construct "maturity.automation"`)
	assert.Contains(t, missing, "maturity.cloud, maturity.ai, maturity.data, maturity.edge")
}

// What has a name that the analysis knows, or nearly, and enters nothing is named.
func TestUnusedItemsAreNamed(t *testing.T) {
	fields := []string{"id" + free, "a" + rating, "b" + rating, "x" + amount, "y" + amount, "r" + choice("CTO", "CIO"),
		"s" + rating, `k "type":"boolean"`, `flag "type":"integer","constraints":{"minimum":0,"maximum":1}`}
	book := bookOf(t, fields, [][2]string{{"driver.people", "a"}, {"driver.culture", "b"}, {"driver.agility", "k"},
		{"finance", "revenue.2020=x revenue.2021=y revenue.fy22=x employees.2021=y"},
		{"respondent", "id industry=r role=r"}, {"population", "cto=k cio=r china=flag large=b"},
		{"stage.now", "seen=a unseen=s"}})
	text := fmt.Sprint(codebookWarnings(wavetest.Codebook(t, book), study2021.Study()))

	for _, name := range []string{`"driver.culture"`, `"driver.agility"`, `"revenue.fy22"`, `"employees.2021"`, `"role"`, `"cio" (CIO)`, `"large" of`, `"unseen"`} {
		assert.Contains(t, text, name)
	}
	for _, name := range []string{`"driver.people"`, `"revenue.2020"`, `"industry"`, `"cto"`, `"china"`, `"seen"`} {
		assert.NotContains(t, text, name)
	}
}

// An item that should name groups, and is free text or a number, is not absent.
func TestGroupsOfFreeText(t *testing.T) {
	fields := []string{"sector" + free, "role" + amount, "roi" + amount, "often" + rating}
	var rows strings.Builder
	rows.WriteString("sector,role,roi,often\n")
	for i := range 40 {
		fmt.Fprintf(&rows, "s%d,%d,%d,%d\n", i%3, i%2, i, 1+i%5)
	}
	w := wavetest.Read(t, bookOf(t, fields, [][2]string{{"respondent", "industry=sector"}, {"control", "role"},
		{"roi", "roi"}, {"collaboration", "frequency=often"}}), rows.String())
	scores, err := NewScores(w, nil, nil)
	require.NoError(t, err)
	assert.Contains(t, fmt.Sprint(scores.Get("roi").Warnings), `item "industry" of "respondent" is a number or free text`)
	assert.Contains(t, fmt.Sprint(scores.Get("collaboration").Warnings), `item "role" of "control" is a number or free text`)
}

// A wave with a design in which one industry and one role have one respondent,
// answers are missing for whole clusters, and some weights are 0.
func TestOwnWaveAgainstR(t *testing.T) {
	want := ownValues(t)
	fields := []string{"id" + free, "weight" + amount, "stratum" + amount, "cluster" + amount,
		"role" + choice("CTO", "CIO", "CDO", "COO"), "industry" + choice("banking", "energy", "retail", "space"),
		"cloud" + rating, "ai" + rating, "pe" + rating, "pr" + rating, "roi" + amount, "often" + rating, "vital" + rating,
		"revenue.2020" + amount, "revenue.2021" + amount}
	a := analyze(t, wavetest.Read(t, bookOf(t, fields, [][2]string{{"design", "weight stratum cluster"},
		{"respondent", "industry"}, {"control", "role industry revenue=revenue.2020"},
		{"maturity.cloud", "cloud"}, {"maturity.ai", "ai"}, {"roi", "roi"}, {"driver.people", "pe"}, {"driver.process", "pr"},
		{"collaboration", "frequency=often importance=vital"},
		{"finance", "revenue.2020 revenue.2021"}}), ownWave))

	// The one respondent takes no score with him but his own.
	require.NotNil(t, a.Scores.Get("roi"))
	require.NotNil(t, a.Scores.Get("collaboration"))
	assert.InEpsilon(t, want["z/roi/first"], a.Scores.Get("roi").Z[0], 1e-9)
	assert.True(t, math.IsNaN(a.Scores.Get("roi").Z[16]))
	assert.True(t, math.IsNaN(a.Scores.Get("collaboration").Z[29]))
	warnings := fmt.Sprint(a.Warnings)
	assert.Contains(t, warnings, `industry "space" have no score of roi, which`)
	assert.Contains(t, warnings, `role "CDO" have no score of collaboration.frequency`)
	assert.NotContains(t, warnings, "COO", "whose weight is 0")

	// The regression is of a domain of the design.
	fit := a.Regression
	require.NotNil(t, fit)
	assert.Equal(t, stats.Survey, fit.Settings.Covariance)
	assert.Equal(t, int(want["n"]), fit.N)
	for metric, byR := range map[string]string{"maturity": "maturity", "roi": "zroi"} {
		for _, term := range []string{"people", "process"} {
			c, err := fit.Coefficient(metric, term)
			require.NoError(t, err)
			assert.InEpsilon(t, want[byR+"/"+term], c.Estimate, 1e-8)
			assert.InEpsilon(t, want[byR+"/"+term+"/se"], c.StdErr, 1e-8)
		}
	}
	assert.Equal(t, want["maturity/df"], fit.Fits[0].TestDF)
	require.NotNil(t, a.Importance)

	row, err := a.Measure(nil).Premium("revenue", "maturity", HighLow)
	require.NoError(t, err)
	p := row.Result
	assert.Equal(t, [2]int{int(want["premium/n_high"]), int(want["premium/n_low"])}, [2]int{p.NHigh, p.NLow})
	for name, got := range map[string]float64{"premium": p.Value, "premium/se": p.StdErr,
		"difference": p.Difference.Value, "difference/se": p.Difference.StdErr, "difference/df": p.DifferenceDF,
		"tie_share": p.TieShare, "effective_n": p.EffectiveN, "weighted_n": p.WeightedN} {
		assert.InEpsilon(t, want[name], got, 1e-8, name)
	}
	assert.Equal(t, want["difference/df"], p.Set.DF)
}

// Two respondents who share a level that nobody else has, in two controls, and a
// control that hardly anybody answered, leave the regression of all others alone.
func TestSmallGroupsLeaveTheRegression(t *testing.T) {
	fields := []string{"industry" + choice("banking", "retail", "space"), "country" + choice("FR", "DE", "LU"),
		"size" + amount, "cloud" + rating, "e" + rating, "pe" + rating}
	constructs := [][2]string{{"maturity.cloud", "cloud"}, {"effectiveness", "e"}, {"driver.people", "pe"}}
	var rows strings.Builder
	rows.WriteString("industry,country,size,cloud,e,pe\n")
	for i := range 120 {
		industry, country, size := []string{"banking", "retail"}[i%2], []string{"FR", "DE"}[i/2%2], ""
		if i < 2 {
			industry, country = "space", "LU"
		}
		if i%40 == 0 {
			size = fmt.Sprint(10 + i)
		}
		fmt.Fprintf(&rows, "%s,%s,%s,%d,%d,%d\n", industry, country, size, 1+i*7%5, 1+i*i%5, 1+(i+i/3)%5)
	}

	all := analyze(t, wavetest.Read(t, bookOf(t, fields, append(constructs, [2]string{"control", "industry country size"})), rows.String()))
	require.NotNil(t, all.Regression)
	assert.Equal(t, 120, all.Regression.N)
	assert.Contains(t, fmt.Sprint(all.Warnings), "country: LU")
	assert.Contains(t, fmt.Sprint(all.Warnings), `"size" was answered by too few`)
	require.NotNil(t, all.Importance)

	want := ownValues(t)
	for _, metric := range []string{"maturity", "effectiveness"} {
		c, err := all.Regression.Coefficient(metric, "people")
		require.NoError(t, err)
		assert.InEpsilon(t, want["alias/"+metric], c.Estimate, 1e-9)
		assert.InEpsilon(t, want["alias/"+metric+"/se"], c.StdErr, 1e-9)
	}
}
