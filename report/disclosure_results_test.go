package report

import (
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// firmBook has one metric of one rated item, ROI by industry, collaboration and
// finances.
const firmBook = `{"title": "Firms", "fields": [
	{"name": "id", "type": "string"},
	{"name": "eff", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
	{"name": "often", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
	{"name": "near", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}},
	{"name": "roi", "type": "number"}, {"name": "industry", "type": "string", "constraints": {"enum": ["A", "B"]}},
	{"name": "x0", "type": "number"}, {"name": "x1", "type": "number"}],
	"constructs": [
	{"name": "population", "items": [{"name": "inA", "field": "industry", "values": ["A"]}, {"name": "inB", "field": "industry", "values": ["B"]}]},
	{"name": "respondent", "items": [{"name": "id", "field": "id"}, {"name": "industry", "field": "industry"}]},
	{"name": "effectiveness", "items": [{"name": "eff", "field": "eff"}]},
	{"name": "roi", "items": [{"name": "roi", "field": "roi"}]},
	{"name": "collaboration", "items": [{"name": "often", "field": "often"}, {"name": "near", "field": "near"}]},
	{"name": "finance", "items": [{"name": "revenue.2020", "field": "x0"}, {"name": "revenue.2021", "field": "x1"},
		{"name": "profit.2020", "field": "x0"}, {"name": "profit.2021", "field": "x1"}]}]}`

// firms writes respondents of firmBook: so many with a metric and a
// collaboration ("" for none), whose growth differs.
type firms struct {
	strings.Builder
	n int
}

func (f *firms) add(n, eff int, close, industry string) {
	if f.n == 0 {
		f.WriteString("id,eff,often,near,roi,industry,x0,x1\n")
	}
	for range n {
		f.n++
		growth := 8 + (f.n*7)%11 // percent
		fmt.Fprintf(f, "%d,%d,%s,%s,%d,%s,100,%d\n", f.n, eff, close, close, (f.n*5)%13, industry,
			100+growth)
	}
}

func (f *firms) written(t *testing.T) folder {
	return writtenFolder(t, analyzed(t, waveOf(t, firmBook, f.String())), ownClaims(t,
		[2]string{"all", "premium revenue effectiveness"},
		[2]string{"all", "close revenue effectiveness"},
		[2]string{"all", "order premium(revenue effectiveness) > 0"},
		[2]string{"all", "order close(revenue effectiveness) > 0"}), nil)
}

// premium returns the row of revenue and effectiveness.
func premiumRowOf(t *testing.T, f folder, comparison string) map[string]string {
	return find(t, f.table(t, "premiums.csv"), "outcome", "revenue", "metric", "effectiveness",
		"comparison", comparison)
}

// assertPremium checks in every file whether a premium is shown.
func assertPremium(t *testing.T, f folder, kind ctostudy.PremiumKind, shown bool) {
	t.Helper()
	row := premiumRowOf(t, f, kind.String())
	assert.Equal(t, shown, row["estimate"] != "", "%v", row)
	assert.Equal(t, shown, row["n_high"] != "", "%v", row)
	assert.Equal(t, shown, row["difference_points"] != "", "%v", row)
	if !shown {
		assert.Empty(t, row["n_low"]+row["tie_share"]+row["estimate_ties_other"]+row["std_error"])
	}

	for i, p := range f.results(t).Analysis.Premiums {
		if p.Outcome != "revenue" || p.Metric != "effectiveness" ||
			f.table(t, "premiums.csv")[i]["comparison"] != kind.String() {
			continue
		}
		r := p.Result
		for _, e := range []*float64{r.Premium.Estimate, r.Difference.Estimate, r.HighMean.Estimate,
			r.LowMean.Estimate, r.Fieller.Low, r.Fieller.High} {
			assert.Equal(t, shown, e != nil, "%v", kind)
		}
		assert.Equal(t, shown, r.NHigh > 0 && r.NLow > 0)
	}

	// The report has a table row of the metric under a heading of the kind.
	_, after, ok := strings.Cut(f["report.md"], "revenue · "+kind.String())
	require.True(t, ok)
	assert.Equal(t, !shown, markdownRow(t, after, "effectiveness")[1] == "s", "%v", kind)
}

func TestPremiumsWithheld(t *testing.T) {
	for _, c := range []struct {
		name                    string
		groups                  func(f *firms)
		highLow, close, neither bool
	}{
		{"large groups", func(f *firms) {
			f.add(10, 4, "5", "A")
			f.add(10, 4, "2", "A")
			f.add(10, 2, "5", "A")
			f.add(10, 2, "2", "A")
		}, true, true, true},
		// Three of the high are distant; with the high and the high and close they
		// would be known.
		{"one small group", func(f *firms) {
			f.add(17, 4, "5", "A")
			f.add(3, 4, "2", "A")
			f.add(5, 2, "5", "A")
			f.add(20, 2, "2", "A")
		}, true, false, false},
		// One of the high has no collaboration: high less close less distant.
		{"one left over", func(f *firms) {
			f.add(10, 4, "5", "A")
			f.add(9, 4, "2", "A")
			f.add(1, 4, "", "A")
			f.add(10, 2, "5", "A")
			f.add(12, 2, "2", "A")
		}, true, false, true},
		{"a small side", func(f *firms) {
			f.add(2, 5, "5", "A")
			f.add(2, 5, "2", "A")
			f.add(40, 2, "2", "A")
			f.add(20, 2, "5", "A")
		}, false, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := &firms{}
			c.groups(f)
			out := f.written(t)
			assertPremium(t, out, ctostudy.HighLow, c.highLow)
			assertPremium(t, out, ctostudy.CloseDistant, c.close)
			assertPremium(t, out, ctostudy.BothNeither, c.neither)

			claims := out.table(t, "claims.csv")
			for id, shown := range []bool{c.highLow, c.close, c.highLow, c.close} {
				assert.Equal(t, shown, claims[id]["verdict"] != "suppressed" && claims[id]["estimate"] != "",
					"%v", claims[id])
			}
			picture := out["figures/figure8-collaboration.svg"]
			assert.Equal(t, c.close, strings.Contains(picture, ">effectiveness<"),
				"the panel of four groups")
		})
	}
}

// One respondent at the cut: the premium with the tie on the other side, beside
// the premium, is the growth of one respondent.
func TestTiesOfFew(t *testing.T) {
	for tied, shown := range map[int]bool{1: false, 4: false, 6: true} {
		f := &firms{}
		f.add(20, 4, "4", "A")
		f.add(20, 2, "2", "A")
		f.add(tied, 3, "3", "A")
		out := f.written(t)

		row := premiumRowOf(t, out, ctostudy.HighLow.String())
		assert.NotEmpty(t, row["estimate"])
		assert.Equal(t, shown, row["estimate_ties_other"] != "", "%d tied: %v", tied, row)
		assert.Equal(t, shown, row["tie_share"] != "", "%d tied: %v", tied, row)
		_, after, _ := strings.Cut(out["report.md"], "revenue · "+ctostudy.HighLow.String())
		cells := markdownRow(t, after, "effectiveness")
		assert.Equal(t, shown, cells[len(cells)-1] != document.Unknown &&
			cells[len(cells)-2] != document.Unknown, "%v", cells)

		for _, p := range out.results(t).Analysis.Premiums[:1] {
			assert.Equal(t, shown, p.Result.TiesOther != nil && p.Result.TieShare != nil, "%d tied", tied)
		}
		for _, s := range out.results(t).Analysis.Scores {
			if s.Name == "effectiveness" {
				assert.Equal(t, shown, s.Tied != nil, "%d tied", tied)
				assert.NotNil(t, s.N)
				assert.NotNil(t, s.High)
			}
		}
	}
}

// The norm of two people tells both of them, and the numbers of norms add up.
func TestNormsOfFew(t *testing.T) {
	f := &firms{}
	f.add(20, 4, "4", "A")
	f.add(18, 2, "2", "A")
	f.add(2, 2, "2", "B")
	norm := f.written(t).results(t).Analysis.Norms["roi.industry"]
	assert.Zero(t, norm.Pooled.N)
	assert.Empty(t, norm.Groups)

	f = &firms{}
	f.add(20, 4, "4", "A")
	f.add(18, 2, "2", "A")
	f.add(8, 2, "2", "B")
	norm = f.written(t).results(t).Analysis.Norms["roi.industry"]
	assert.Equal(t, 8, norm.Pooled.N)
	assert.Equal(t, 38, norm.Groups["A"].N)
}

// A mean score on three respondents, and the one that tells it, since scores add
// up to zero over all.
func TestMeanScoresOfFew(t *testing.T) {
	f := &firms{}
	f.add(20, 4, "4", "A")
	f.add(20, 2, "2", "A")
	f.add(3, 5, "5", "B")
	text := f.String()
	for i := range 7 { // who have no score
		text += fmt.Sprintf("y%d,,2,2,3,B,,\n", i)
	}
	out := writtenFolder(t, analyzed(t, waveOf(t, firmBook, text)),
		ownClaims(t, [2]string{"inB", "count"}, [2]string{"inB", "order score(effectiveness) > 0"},
			[2]string{"inA", "order score(effectiveness) > 0"},
			[2]string{"all", "order score(effectiveness)@inB > score(effectiveness)@inA"},
			[2]string{"inA", "order score(roi) > -9"}), &Settings{NoPictures: true})
	for i, verdict := range []bool{true, false, false, false, true} {
		row := out.table(t, "claims.csv")[i]
		assert.Equal(t, verdict, row["verdict"] != "suppressed" && row["estimate"] != "", "%v", row)
	}
}

// Numbers of few stand in sentences too.
func TestSentencesOfFew(t *testing.T) {
	f := &firms{}
	f.add(20, 4, "4", "A")
	f.add(20, 2, "2", "A")
	text := f.String() + "x1,2,2,2,3,A,0,5\nx2,2,2,2,3,A,-4,5\n" // no growth
	out := writtenFolder(t, analyzed(t, waveOf(t, firmBook, text)),
		ownClaims(t, [2]string{"all", "count"}), &Settings{NoPictures: true})
	for _, name := range []string{"report.md", "results.json"} {
		assert.Contains(t, out[name], "fewer than 5 respondents with a revenue of 2020 of zero or less")
	}
}

// realSample is 300 respondents of the shipped wave and three of an industry
// that the others are not of, called real.
func realSample(t *testing.T) *ctostudy.Analysis {
	t.Helper()
	a, err := realSampleOnce()
	require.NoError(t, err)
	return a
}

var realSampleOnce = sync.OnceValues(func() (*ctostudy.Analysis, error) {
	w, err := ctostudy.Wave2021()
	if err != nil {
		return nil, err
	}
	industry := w.Codes("control", "industry")
	var rows, few []int
	for i := 0; len(rows) < 300 || len(few) < 3; i++ {
		switch {
		case industry.At(i*7%w.Len()) == 2 && len(few) < 3:
			few = append(few, i*7%w.Len())
		case industry.At(i*7%w.Len()) != 2 && len(rows) < 300:
			rows = append(rows, i*7%w.Len())
		}
	}
	part := w.Select(append(rows, few...))
	part, err = wavetest.Changed(part, func(book *survey.Codebook) { book.Synthetic = false }, nil)
	if err != nil {
		return nil, err
	}
	return ctostudy.Analyze(context.Background(), part,
		&ctostudy.AnalysisSettings{MinStarts: 1, Resamples: 2})
})

// behindClass counts who in a class gave an answer, by the chances of belonging.
func behindClass(a *ctostudy.Analysis, construct, item string, k, code int) (n, with float64) {
	x := a.Wave.Codes(construct, item)
	for j, i := range a.Archetypes.Rows {
		if x.At(i) >= 0 {
			p := a.Archetypes.Fit.Posterior.At(j, k)
			n += p
			if int(x.At(i)) == code {
				with += p
			}
		}
	}
	return n, with
}

func fewOf(n, with float64) bool {
	round := func(x float64) bool { x = math.Round(x); return x >= 1 && x <= 4 }
	return math.Round(n) < 5 || round(with) || round(n-with)
}

// A whole folder of a real wave: classes, held-out answers, regression, every
// share in every file.
func TestRealFolderWithholdsAlike(t *testing.T) {
	a := realSample(t)
	require.NotNil(t, a.Regression)
	require.NotNil(t, a.Archetypes)
	out := writtenFolder(t, a, ctostudy.Published(), nil)
	got := out.results(t)

	t.Run("classes", func(t *testing.T) {
		rows := out.table(t, "archetypes.csv")
		few := 0
		check := func(part, construct, item string, inJSON func(k int) *float64) {
			hidden := 0
			for k := range a.Archetypes.Classes() {
				row := find(t, rows, "class", strconv.Itoa(k+1), "part", part, "item", item)
				n, with := behindClass(a, construct, item, k, 1)
				if fewOf(n, with) {
					few++
					assert.Empty(t, row["estimate"], "%.1f of %.1f: %v", with, n, row)
				}
				if row["estimate"] == "" {
					hidden++
					assert.Empty(t, row["std_error"]+row["conf_low"]+row["conf_high"]+row["n"], "%v", row)
				}
				assert.Equal(t, row["estimate"] == "", inJSON(k) == nil, "results.json: %v", row)
			}
			assert.NotEqual(t, 1, hidden, "one class alone follows from the share of all CTOs: %s", item)
		}
		for j, item := range a.Archetypes.Items {
			check("profile", "archetype", item, func(k int) *float64 {
				return got.Analysis.Archetypes.Fit.Profile[k][j][1].Estimate
			})
			for k := range a.Archetypes.Classes() {
				assert.Equal(t, got.Analysis.Archetypes.Fit.Profile[k][j][1].Estimate == nil,
					got.Analysis.Archetypes.Fit.Profile[k][j][0].Estimate == nil,
					"the other answer of two")
			}
		}
		for i, h := range a.Archetypes.HeldOut {
			check("held out", "heldout", h.Item, func(k int) *float64 {
				return got.Analysis.Archetypes.HeldOut[i].Class[k].Estimate
			})
		}
		assert.Positive(t, few, "the wave has what is tested")

		// Every estimate that figure 10 draws is a dot; one more is in the key.
		drawn, shown := map[string]bool{}, 0
		for _, v := range ctostudy.Published() {
			if c, _ := ctostudy.ParseClaim(v.Claim); c.Kind() == "profile" {
				drawn[c.Arguments()[0]] = true
			}
		}
		for item := range drawn {
			for k := range a.Archetypes.Classes() {
				row := find(t, rows, "class", strconv.Itoa(k+1), "part", "profile", "item", item)
				if row["estimate"] != "" {
					shown++
				}
			}
		}
		picture := out["figures/figure10-archetypes.svg"]
		require.NotEmpty(t, picture)
		assert.Len(t, regexp.MustCompile(`<path [^>]*style="fill:#14304F"`).FindAllString(picture, -1), shown+1)
		assert.Less(t, shown, len(drawn)*a.Archetypes.Classes(), "some cells are withheld")
	})

	t.Run("shares", func(t *testing.T) {
		rows, _, _ := strings.Cut(out["report.md"], "## Verdicts: ")
		_, rows, _ = strings.Cut(rows, "## Shares\n")
		withheld := 0
		for i, row := range out.table(t, "shares.csv") {
			s := got.Analysis.Shares[i]
			require.Equal(t, row["item"], s.Item)
			hidden := row["suppressed"] == "true"
			assert.Equal(t, hidden, row["estimate"] == "", "%v", row)
			assert.Equal(t, hidden, s.Share.Estimate == nil, "%v", row)
			if hidden {
				withheld++
				continue
			}
			n, ticked := 0.0, 0.0
			mask, err := a.Measure(nil).Mask(row["population"])
			require.NoError(t, err)
			x := a.Wave.Codes(row["construct"], row["item"])
			for i, in := range mask {
				if in > 0 && x.At(i) >= 0 {
					n++
					ticked += float64(x.At(i))
				}
			}
			assert.False(t, fewOf(n, ticked), "%v of %v: %v", ticked, n, row)
		}
		assert.Positive(t, withheld)
		assert.Contains(t, rows, "| s |")
	})

	t.Run("regression", func(t *testing.T) {
		label := a.Wave.Codes("control", "industry").Levels()[2].Label
		hidden := 0
		for _, row := range out.table(t, "regression-maturity.csv") {
			control := strings.HasPrefix(row["term"], "industry: ") || row["term"] == "(Intercept)"
			if control {
				hidden++
				assert.Empty(t, row["estimate"]+row["std_error"]+row["statistic"]+row["p_value"]+row["conf_low"]+row["vif"], "%v", row)
			}
			if row["term"] == "mission" {
				assert.NotEmpty(t, row["estimate"])
			}
		}
		assert.Greater(t, hidden, 10)
		find(t, out.table(t, "regression-maturity.csv"), "term", "industry: "+label)
		for _, c := range got.Analysis.Regression.Coefficients {
			if strings.HasPrefix(c.Term, "industry: ") || c.Term == "(Intercept)" {
				assert.Nil(t, c.Estimate, c.Term)
			}
		}
		assert.Contains(t, out["report.md"], `control "industry" has answers that fewer than 5 respondents gave`)
	})
}

// Claims on classes reach no withheld cell either.
func TestClaimsOnWithheldClasses(t *testing.T) {
	a := realSample(t)
	j, err := a.Check(ctostudy.Published())
	require.NoError(t, err)
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	withheld, shown := 0, 0
	for i, v := range r.judgement.Verdicts {
		c, err := ctostudy.ParseClaim(v.Figure.Claim)
		require.NoError(t, err)
		archetype, ok := v.Figure.Archetype()
		if c.Kind() != "profile" || !ok || j.Verdicts[i].Agreement == ctostudy.NotComputable {
			continue
		}
		n, with := behindClass(a, "archetype", c.Arguments()[0], j.ClassOf[archetype-1], 1)
		if fewOf(n, with) {
			withheld++
			assert.Equal(t, ctostudy.Suppressed, v.Agreement, v.Figure.ID)
		}
		if v.Agreement != ctostudy.Suppressed {
			shown++
		}
	}
	assert.Positive(t, withheld)
	assert.Positive(t, shown)
}

// A wave whose frequencies count respondents withholds what the same
// respondents, a row each, would.
func TestFrequenciesCountRespondents(t *testing.T) {
	book := strings.Replace(groupsBook, `{"name": "weight", "field": "w"}`, `{"name": "frequency", "field": "w"}`, 1)
	book = strings.Replace(book, `{"name": "w", "type": "number"}`, `{"name": "w", "type": "integer"}`, 1)
	c, err := survey.ReadCodebook(strings.NewReader(book))
	require.NoError(t, err)
	counted := groupsHeader +
		"CTO,north,0,1,,1,a,3\nCTO,north,0,0,,1,a,30\nCIO,north,0,1,,1,a,20\nCIO,north,0,0,,1,a,25\n"
	w, err := survey.ReadCSV(context.Background(), strings.NewReader(counted), c, nil)
	require.NoError(t, err)
	f := writtenFolder(t, analyzed(t, w), ownClaims(t, [2]string{"all", "count"}),
		&Settings{NoPictures: true})
	for population, shown := range map[string]string{"all": "0.294872", "cto": "", "cio": ""} {
		row := find(t, f.table(t, "shares.csv"), "population", population, "item", "use")
		assert.Equal(t, shown, row["estimate"], population)
	}
}

// No file names a number of 1 to 4 respondents under any of the words for it.
func TestNoBaseOfFewInAnyFile(t *testing.T) {
	out := writtenFolder(t, realSample(t), ctostudy.Published(), &Settings{NoPictures: true})
	assert.NotRegexp(t, `"(n|N|n_high|n_low|n_tied|respondents|tied|high|low)": [1-4]\b[^.]`, out["results.json"])
	assert.NotRegexp(t, `\b[1-4] (respondents|CTOs|CIOs|people|members)`, out["report.md"]+out["results.json"])
	assert.NotRegexp(t, `\| [^|]* \([1-4]\)`, out["report.md"])
	for name := range out {
		if !strings.HasSuffix(name, ".csv") {
			continue
		}
		for _, row := range out.table(t, name) {
			for _, column := range []string{"n", "n_high", "n_low", "weighted_n"} {
				assert.NotRegexp(t, `^[1-4](\.\d+)?$`, row[column], "%s: %v", name, row)
			}
		}
	}
}
