package ctostudy

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ctostudy/ctostudy/internal/study2021"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reportAudit is the audit of the 2021 report, which several tests read.
var reportAudit = sync.OnceValues(func() (*AuditResult, error) { return Audit(reportFigures(), nil) })

func reportFigures() []Figure { return append(Published(), Restated()...) }

// findings returns those of a rule about a statement.
func (r *AuditResult) findings(rule auditRule, id string) (out []finding) {
	for _, f := range r.Findings {
		if f.Rule == rule && f.Statement.ID == id {
			out = append(out, f)
		}
	}
	return out
}

// What the report is known to contradict; the numbers are the report's.
func TestAuditOfTheReport(t *testing.T) {
	r, err := reportAudit()
	require.NoError(t, err)
	assert.Equal(t, len(Published())+len(Restated()), r.Figures)
	for _, c := range []struct {
		rule     auditRule
		id       string
		strength strength
		sources  []string // of what speaks against it
		numbers  []string
	}{
		{ruleOrder, "tech.trend.rises.rpa", excludedStrength, []string{"figure 3", "figure 3"}, []string{"35%", "43%"}},
		{ruleOrder, "interact.main.china", excludedStrength, []string{"figure 5", "figure 5"}, []string{"CISO 51% < CIO 53%"}},
		{ruleCaption, "interact.caption.china", excludedStrength, []string{"figure 5", "figure 5", "figure 5"}, []string{"CEO 48% < CISO 51%", "CEO 48% < CIO 53%"}},
		{ruleRepeated, "core.strategy", narrowStrength, []string{"chapter 3 pull quote"}, []string{">90% and 90%", "between 90 and 90.5"}},
		{ruleRepeated, "core.operations", narrowStrength, []string{"chapter 3 pull quote"}, []string{">90% and 90%"}},
		{ruleRepeated, "core.architecture", narrowStrength, []string{"chapter 3 pull quote"}, []string{">90% and 90%"}},
	} {
		found := r.findings(c.rule, c.id)
		require.Len(t, found, 1, c.id)
		assert.Equal(t, c.strength, found[0].Strength, c.id)
		var sources []string
		for _, p := range found[0].Against {
			sources = append(sources, p.Source)
		}
		assert.Equal(t, c.sources, sources, c.id)
		for _, n := range c.numbers {
			assert.Contains(t, found[0].Numbers, n, c.id)
		}
	}
	var duties []string
	for _, f := range r.findings(ruleOwnership, "role.split") {
		assert.Equal(t, tensionStrength, f.Strength)
		duties = append(duties, f.Statement.Item+" "+f.Against[0].Printed)
	}
	assert.Equal(t, []string{"duty.workplace 55%", "duty.continuity 59%", "duty.governance 70%"}, duties)
	assert.Len(t, r.findings(ruleBounds, "collab.profit.both"), 2, "39% in each metric, under both readings of figure 8")
	assert.Zero(t, r.Rules[ruleTotal].Found)

	// Identity: the orders that the transcription marks contradicted, by hand,
	// are those that the rules find.
	var marked, found []string
	for _, f := range reportFigures() {
		if f.Evidence == Contradicted {
			marked = append(marked, f.ID)
		}
	}
	for _, f := range r.Findings {
		if f.Rule == ruleOrder || f.Rule == ruleCaption {
			found = append(found, f.Statement.ID)
		}
	}
	assert.ElementsMatch(t, marked, found)
}

// The restated claims can be computed too, and the wave that was made from the
// figures bears them out.
func TestRestatedOnTheWave(t *testing.T) {
	a, _ := shippedAnalysis(t)
	j, err := a.Check(Restated())
	require.NoError(t, err)
	for _, v := range j.Failures() {
		assert.Fail(t, "not as expected", "%s: %v, %s", v.Figure.ID, v.Agreement, v.Why)
	}
}

// edited returns the report's figures without the 39%, so that no bounds are
// computed, with one printed otherwise. In a clean copy the rules of this test
// find nothing: the known contradictions are taken out.
func edited(t *testing.T, edit func(f *Figure), more ...Figure) []Figure {
	t.Helper()
	var out []Figure
	for _, f := range reportFigures() {
		known := f.Evidence == Contradicted || f.ID == "collab.profit.both" || f.ID == "data.governance" ||
			strings.HasPrefix(f.ID, "core.") && strings.HasSuffix(f.ID, ".again") || f.ID == "archetype.2.resp.continuity" || f.ID == "archetype.3.resp.workplace" ||
			f.ID == "archetype.2.resp.continuity.again" || f.ID == "archetype.3.resp.workplace.again" || f.ID == "interact.caption"
		if !known {
			edit(&f)
			out = append(out, f)
		}
	}
	return append(out, more...)
}

func reprint(id, text string) func(*Figure) {
	return func(f *Figure) {
		if f.ID == id {
			f.Printed = text
			f.AtLeast = strings.HasPrefix(text, ">")
			f.Printed = strings.TrimPrefix(text, ">")
			if err := json.Unmarshal([]byte(f.Printed), &f.Value); err != nil {
				panic(err)
			}
		}
	}
}

func rebase(id string, n int) func(*Figure) {
	return func(f *Figure) {
		if f.ID == id {
			f.Base = n
		}
	}
}

// A contradiction of each kind, planted in a copy of the figures that has none.
func TestAuditFindsWhatIsPlanted(t *testing.T) {
	row := func(id, source, population, value, claim string) Figure {
		f := Figure{ID: id, Source: source, Population: population, Item: id, Claim: claim, Unit: UnitOrder}
		if value != "" {
			f.Unit, f.HasValue = UnitPercent, true
			reprint(id, value)(&f)
		}
		return f
	}
	nothing := func(*Figure) {}
	caption := row("interact.caption", "figure 5", "cto", "", "order interact/ceo, interact/coo > interact/*")
	for _, c := range []struct {
		name      string
		edit      func(*Figure)
		more      []Figure
		rule      auditRule
		strength  strength
		statement string // "" where nothing is to be found
		numbers   string
	}{
		{name: "clean", edit: nothing},
		{"falls instead of rising", reprint("tech.far.nlp", "13"), nil, ruleOrder, excludedStrength, "tech.trend.rises.nlp", "13% < share expecting results in 2-3 years 14%"},
		{name: "may rise within rounding", edit: reprint("tech.far.nlp", "14")},
		{"wildcard", reprint("tech.near.5g", "60"), nil, ruleOrder, excludedStrength, "tech.near.order", "advanced analytics 50% < 5G 60%"},
		{"rank", reprint("tech.far.cloud", "40"), nil, ruleOrder, excludedStrength, "tech.far.cloud.top3", "cloud 40% < advanced analytics 46%"},
		{"constant", nothing, []Figure{row("s", "page 1", "cto", "", "order own/x > 0.5"), row("v", "page 2", "cto", "40", "share own/x")}, ruleOrder, excludedStrength, "s", "v 40% < 50"},
		{"another number", reprint("invest.iot.again", "65"), nil, ruleRepeated, excludedStrength, "invest.iot", "56% and 65%: no value rounds to both"},
		{"next number", reprint("invest.iot.again", "57"), nil, ruleRepeated, excludedStrength, "invest.iot", "56% and 57%"},
		{name: "same number with decimals", edit: reprint("invest.iot.again", "56.2")},
		{"decimals that round otherwise", reprint("invest.iot.again", "56.5"), nil, ruleRepeated, narrowStrength, "invest.iot", "between 56.45 and 56.5"},
		{"more than the same", reprint("invest.iot.again", ">56"), nil, ruleRepeated, narrowStrength, "invest.iot", "between 56 and 56.5"},
		{name: "more than less", edit: reprint("invest.iot.again", ">50")},
		{"caption, a part", nothing, []Figure{caption}, ruleCaption, excludedStrength, "interact.caption", "CEO 48% < CIO 53%"},
		{"caption of two parts", reprint("interact.cto.ceo.china", "59"), []Figure{caption}, ruleCaption, 0, "", ""},
		{"owner of another choice", nothing, []Figure{row("d", "page 1", "all", "60", "share duty.governance/both")}, ruleOwnership, excludedStrength, "role.split", `60% answer "both"`},
		{"the other role", nothing, []Figure{row("d", "page 1", "cio", "60", "share statement/own.architecture")}, ruleOwnership, tensionStrength, "role.split", "60% of cio, more than half"},
		{"few owners", reprint("core.strategy", "40"), nil, ruleOwnership, tensionStrength, "role.split", "40% of cto, less than half"},
		{name: "half the owners", edit: reprint("core.strategy", "50")},
		{"classes", reprint("archetype.share.1", "51"), nil, ruleTotal, excludedStrength, "archetype.share.1", "51% + 33% + 26% sum to between 108.5 and 111.5"},
		{"single choices", nothing, []Figure{row("x", "a", "cto", "60", "share duty.governance/cto"), row("y", "a", "cto", "45", "share duty.governance/cio")}, ruleTotal, excludedStrength, "x", "60% + 45% sum to between 104 and 106"},
		{"roles", reprint("sample.cio", "2400"), nil, ruleTotal, excludedStrength, "sample.total", "2500 + 2400 = 4900 respondents, not 5000"},
		{"base", rebase("invest.ai", 2600), nil, ruleTotal, excludedStrength, "invest.ai", "base 2600 of 2500"},
		{"base of a class", rebase("archetype.3.resp.sdlc", 700), nil, ruleTotal, excludedStrength, "archetype.3.resp.sdlc", "base 700 is 28.0% of 2500, not 26%"},
		{"too many in a part", reprint("tech.near.cloud", "4"), nil, ruleTotal, excludedStrength, "tech.near.cloud.china", "58% of 216 cannot be within 4% of 2500"},
		{"too few in a part", reprint("tech.near.cloud", "97"), nil, ruleTotal, excludedStrength, "tech.near.cloud.china", "58% of 216 cannot be within 97% of 2500"},
		{"a part above the whole", reprint("sample.cto.china", "2600"), nil, ruleTotal, excludedStrength, "sample.cto.china", "a part of 2600 in a whole of 2500"},
		// Of 12 people 4 are 33% and 5 are 42%: none are 40% (Brown and Heathers 2017).
		{"no whole people", rebase("valueprop.cx", 12), nil, ruleTotal, excludedStrength, "valueprop.cx", "of 12 people, 8 are 66.67% and 9 are 75.00%"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Audit(edited(t, c.edit, c.more...), nil)
			require.NoError(t, err)
			if c.statement == "" {
				assert.Empty(t, r.Findings)
				return
			}
			found := r.findings(c.rule, c.statement)
			require.Len(t, found, 1, "%v", r.Findings)
			assert.Equal(t, c.strength, found[0].Strength)
			assert.Contains(t, found[0].Numbers, c.numbers)
		})
	}
}

// The bounds' own kind: equal premiums of three metrics hold together with
// any one ratio, in each metric and as their mean; unequal ones do not in each.
func TestAuditOfPremiums(t *testing.T) {
	figures := func(third string) []Figure {
		var out []Figure
		add := func(claim, value string) {
			f := Figure{ID: claim, Population: "all", Claim: claim, HasValue: true}
			reprint(claim, value)(&f)
			out = append(out, f)
		}
		add("both profit", "40.0")
		for j, m := range study2021.Metrics {
			add("premium profit "+m, []string{"30.0", "30.0", third}[j])
			add("close profit "+m, "20.0")
		}
		return out
	}
	s := &AuditSettings{cells: study2021.Scenarios()[:1]}
	clean, err := Audit(figures("30.0"), s)
	require.NoError(t, err)
	assert.Empty(t, clean.Findings)
	planted, err := Audit(figures("60.0"), s)
	require.NoError(t, err)
	found := planted.findings(ruleBounds, "both profit")
	require.Len(t, found, 2)
	assert.Contains(t, found[0].Numbers, "in each metric")
	assert.Len(t, found[0].Against, 6)
	// Infeasible under every reading: growth of all close organisations is at
	// most 1/(1-0.96) that of high ones if these alone grow.
	none, err := Audit(slices.Concat(figures("30.0")[1:], []Figure{{ID: "b", Population: "all", Claim: "both profit", HasValue: true, Printed: "-99", Value: -99}}), s)
	require.NoError(t, err)
	assert.NotEmpty(t, none.findings(ruleBounds, "b"))
}

func TestAuditBadInput(t *testing.T) {
	_, err := Audit(nil, nil)
	assert.ErrorIs(t, err, errNoFigures)
	_, err = Audit([]Figure{{ID: "ours", Claim: "share of wallet"}}, nil)
	assert.ErrorIs(t, err, ErrClaim)
	assert.ErrorContains(t, err, `figure "ours"`)
	one := []Figure{{ID: "a", Claim: "none"}}
	cells := study2021.Scenarios()[0]
	cells.Share[3] = -1
	var close study2021.Scenario
	for c := range close.Share {
		if study2021.Close(c) {
			close.Share[c] = 1
		}
	}
	for want, s := range map[string]*AuditSettings{
		"N must not be negative": {N: -1}, "no scenarios": {cells: []study2021.Scenario{}},
		"cell 3 of scenario": {cells: []study2021.Scenario{cells}}, "without members": {cells: []study2021.Scenario{close}},
	} {
		_, err = Audit(one, s)
		assert.ErrorContains(t, err, want)
	}
	r, err := Audit(one, nil)
	require.NoError(t, err)
	assert.Empty(t, r.Findings)
	assert.Empty(t, r.Warnings)
	r, err = Audit(edited(t, func(*Figure) {}), nil)
	require.NoError(t, err)
	require.Len(t, r.Warnings, 2)
	assert.Equal(t, "bounds of profit need a printed value of: both profit", r.Warnings[1].Text)
}

func TestAuditOutput(t *testing.T) {
	r, err := reportAudit()
	require.NoError(t, err)
	var text strings.Builder
	require.NoError(t, r.WriteText(&text))
	for _, line := range strings.Split(text.String(), "\n") {
		assert.LessOrEqual(t, len([]rune(line)), auditWidth, line)
	}
	j, err := json.Marshal(r)
	require.NoError(t, err, "infinite bounds are null")
	assert.Contains(t, string(j), `"high":null`)
	assert.Contains(t, string(j), `"rule":"order","strength":"excluded"`)
	for table, rows := range map[string]int{"findings": 1 + 2 + 2 + 3 + 3 + 3 + 12, "bounds": 1 + 4*7 + 2, "spread": 1 + 12} {
		var out strings.Builder
		require.NoError(t, r.WriteCSV(&out, table))
		assert.Equal(t, rows, strings.Count(out.String(), "\n"), table)
		assert.Contains(t, AuditTables(), table)
	}
	assert.ErrorContains(t, r.WriteCSV(io.Discard, "all"), `unknown table "all": use findings, bounds, spread`)
	assert.ErrorIs(t, r.WriteCSV(failingWriter{}, "spread"), errFailing)
}

type failingWriter struct{}

func (failingWriter) Write([]byte) (int, error) { return 0, errors.Join(errFailing) }
