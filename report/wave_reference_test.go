package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// referenceDesigns are the designs of testdata/reference/wave/script.R, as the
// construct "design" of the codebook there.
var referenceDesigns = []struct {
	name, items, lonely string
	rows                func(record map[string]string) bool
}{
	{name: "plain"},
	{name: "weights", items: "weight=w"},
	{name: "part", items: "weight=w population=staff"},
	{name: "strata", items: "weight=w stratum=stratum"},
	{name: "offices", items: "weight=w stratum=stratum cluster=office"},
	{name: "finite", items: "weight=w stratum=stratum cluster=office population=offices"},
	{name: "lonely", items: "weight=w stratum=stratum cluster=office", rows: isLone},
	{name: "removed", items: "weight=w stratum=stratum cluster=office", rows: isLone,
		lonely: "remove"},
}

func isLone(record map[string]string) bool { return record["lone"] == "1" }

// referenceRow is a line of R's output; NaN where a quantity does not have a
// number.
type referenceRow struct {
	quantity                          string
	value, se, low, high, n, df, deff float64
}

// A wave of strata, clusters and unequal weights, from its files to the files
// of the report, against R's survey and sandwich.
func TestWaveAgainstR(t *testing.T) {
	folder := filepath.Join("..", "testdata", "reference", "wave")
	want := map[string][]referenceRow{}
	for _, r := range csvRecords(t, readFile(t, filepath.Join(folder, "output.csv"))) {
		row := referenceRow{quantity: r["quantity"]}
		for name, x := range map[string]*float64{"value": &row.value, "se": &row.se, "low": &row.low,
			"high": &row.high, "n": &row.n, "df": &row.df, "deff": &row.deff} {
			*x = numberOrNaN(t, r[name])
		}
		want[r["design"]] = append(want[r["design"]], row)
	}

	book := string(readFile(t, filepath.Join(folder, "codebook.json")))
	answers := readFile(t, filepath.Join(folder, "wave.csv"))
	for _, d := range referenceDesigns {
		t.Run(d.name, func(t *testing.T) {
			require.NotEmpty(t, want[d.name])
			w := wavetest.Read(t, withDesign(t, book, d.items, d.lonely), keptRows(t, answers, d.rows))
			a, err := ctostudy.Analyze(context.Background(), w, &ctostudy.AnalysisSettings{Resamples: 2})
			require.NoError(t, err)
			for _, l := range a.LeftOut {
				assert.Contains(t, []string{"archetypes"}, l.What, l.Why)
			}
			assert.Empty(t, wavetest.Warning(a.Warnings, "control-alias"),
				"nobody of any weight is of another sector")
			if d.rows != nil {
				assert.Contains(t, wavetest.Warning(a.Warnings, "lonely-strata"), `strata "North, large", "West, small"`)
			}

			figures, err := ctostudy.ReadFigures(strings.NewReader(referenceClaims(want[d.name])), nil)
			require.NoError(t, err)
			j, err := a.Check(figures)
			require.NoError(t, err)
			dir := filepath.Join(t.TempDir(), "out")
			require.NoError(t, Write(context.Background(), dir, a, j, &Settings{NoPictures: true}))

			h := &heldAgainstR{t: t, a: a, j: j, dir: dir}
			h.readTables()
			for _, row := range want[d.name] {
				h.check(row)
			}
			assert.Equal(t, len(want[d.name]), h.checked)
		})
	}
}

// withDesign returns the codebook with other items in its construct "design".
func withDesign(t *testing.T, book, items, lonely string) string {
	t.Helper()
	at := strings.Index(book, `    {"name": "design"`)
	require.Positive(t, at)

	var list []string
	for _, item := range strings.Fields(items) {
		name, field, _ := strings.Cut(item, "=")
		list = append(list, fmt.Sprintf(`{"name": %q, "field": %q}`, name, field))
	}
	if lonely != "" {
		lonely = fmt.Sprintf(`, "lonely": %q`, lonely)
	}
	return book[:at] + fmt.Sprintf(`{"name": "design", "items": [%s]%s}]}`, strings.Join(list, ","), lonely)
}

// keptRows returns a CSV file with the rows for which keep, if not nil, is true.
func keptRows(t *testing.T, file []byte, keep func(map[string]string) bool) string {
	t.Helper()
	lines := strings.SplitAfter(string(file), "\n")
	if keep == nil {
		return string(file)
	}
	var b strings.Builder
	b.WriteString(lines[0])
	for i, record := range csvRecords(t, file) {
		if keep(record) {
			b.WriteString(lines[i+1])
		}
	}
	return b.String()
}

// referenceClaims makes a file of claims of all quantities that are one, with
// R's values as printed.
func referenceClaims(rows []referenceRow) string {
	var b strings.Builder
	b.WriteString("id,population,value,unit,claim\n")
	for _, row := range rows {
		word := strings.Fields(row.quantity)
		population, claim, value := "all", "", ""
		unit := "%"
		switch word[0] {
		case "share":
			population, claim = word[1], "share "+word[2]
		case "score":
			population, claim, unit = word[1], "order score("+word[2]+") > 0", "order"
		case "growth":
			population, claim = word[1], fmt.Sprintf("growth then/%s now/%s", word[2], word[2])
		case "premium", "close":
			if len(word) == 3 {
				claim = row.quantity
			}
		case "both":
			if strings.HasSuffix(row.quantity, "all metrics") {
				claim = "both " + word[1]
			}
		case "contrast":
			unit, claim = "order", "order tools/cloud@north > tools/edge@cio.north"
			if word[1] != "items" {
				claim = fmt.Sprintf("order %s@cto > %s@cio", word[1], word[1])
			}
		}
		if unit == "%" {
			value = fmt.Sprintf("%.1f", 100*row.value)
		}
		if claim != "" {
			fmt.Fprintf(&b, "%s,%s,%s,%s,%s\n", row.quantity, population, value, unit, claim)
		}
	}
	return b.String()
}

// heldAgainstR compares an analysis, its verdicts and the files of its report.
type heldAgainstR struct {
	t       *testing.T
	a       *ctostudy.Analysis
	j       *ctostudy.Judgement
	dir     string
	checked int

	shares, claims, premiums map[string]map[string]string
}

func (h *heldAgainstR) readTables() {
	table := func(name string, key ...string) map[string]map[string]string {
		out := map[string]map[string]string{}
		for _, r := range csvRecords(h.t, readFile(h.t, filepath.Join(h.dir, name))) {
			var parts []string
			for _, k := range key {
				parts = append(parts, r[k])
			}
			out[strings.Join(parts, " ")] = r
		}
		return out
	}
	h.shares = table("shares.csv", "population", "construct", "item")
	h.claims = table("claims.csv", "id")
	h.premiums = table("premiums.csv", "comparison", "outcome", "metric")
}

func (h *heldAgainstR) check(row referenceRow) {
	h.checked++
	word := strings.Fields(row.quantity)
	switch word[0] {
	case "share":
		h.share(row, word[1], word[2])
		h.claim(row, 100)
	case "score":
		h.score(row, word[1], word[2])
		h.claim(row, 1)
	case "growth", "contrast":
		row.low, row.high = math.NaN(), math.NaN()
		h.claim(row, 100)
	case "premium", "close", "both":
		h.premium(row, word)
	case "r2":
		for k, outcome := range h.a.Regression.Outcomes {
			if outcome == word[1] {
				h.same(row, "value", row.value, h.a.Regression.Fits[k].R2)
			}
		}
	case "importance":
		h.importance(row, word[1], word[2])
	case "regression":
		h.regression(row, word[1], strings.TrimPrefix(row.quantity, "regression "+word[1]+" "))
	default:
		h.t.Errorf("%s is not compared", row.quantity)
	}
}

// same compares a number of the analysis.
func (h *heldAgainstR) same(row referenceRow, what string, want, got float64) {
	if !math.IsNaN(want) {
		assert.InDelta(h.t, want, got, 1e-9*max(1, math.Abs(want)), "%s: %s", row.quantity, what)
	}
}

// written compares a number of a file, which has six digits.
func (h *heldAgainstR) written(row referenceRow, what string, want float64, got string) {
	if !math.IsNaN(want) {
		assert.InDelta(h.t, want, numberOrNaN(h.t, got), 1e-9+5.1e-6*math.Abs(want), "%s: %s in a file",
			row.quantity, what)
	}
}

// writtenRow compares the numbers of a row of a file, in units of 1/scale.
func (h *heldAgainstR) writtenRow(row referenceRow, scale float64, cells map[string]string) {
	if !assert.NotNil(h.t, cells, row.quantity) {
		return
	}
	h.written(row, "estimate", scale*row.value, cells["estimate"])
	h.written(row, "std_error", scale*row.se, cells["std_error"])
	h.written(row, "conf_low", scale*row.low, cells["conf_low"])
	h.written(row, "conf_high", scale*row.high, cells["conf_high"])
	if cells["n"] != "" {
		h.written(row, "n", row.n, cells["n"])
	}
}

func (h *heldAgainstR) share(row referenceRow, population, option string) {
	construct, item, _ := strings.Cut(option, "/")
	for _, s := range h.a.Shares {
		if s.Population != population || s.Construct != construct || s.Item != item {
			continue
		}
		h.same(row, "value", row.value, s.Value)
		h.same(row, "error", row.se, s.StdErr)
		h.same(row, "low", row.low, s.Low)
		h.same(row, "high", row.high, s.High)
		h.same(row, "n", row.n, float64(s.N))
		h.same(row, "df", row.df, s.DF)
		h.same(row, "design effect", row.deff, s.DesignEffect)
		h.writtenRow(row, 1, h.shares[population+" "+construct+" "+item])
		return
	}
	h.t.Errorf("%s is not among the shares", row.quantity)
}

// claim compares the verdict's estimate, and its line in the file.
func (h *heldAgainstR) claim(row referenceRow, scale float64) {
	for _, v := range h.j.Verdicts {
		if v.Figure.ID != row.quantity {
			continue
		}
		if !assert.NotNil(h.t, v.Estimate, "%s: %s", row.quantity, v.Why) {
			return
		}
		h.same(row, "the claim's value", scale*row.value, v.Estimate.Value)
		h.same(row, "the claim's error", scale*row.se, v.Estimate.StdErr)
		h.same(row, "the claim's low", scale*row.low, v.Estimate.Low)
		h.same(row, "the claim's high", scale*row.high, v.Estimate.High)
		h.same(row, "the claim's n", row.n, float64(v.Estimate.N))
		h.writtenRow(row, scale, h.claims[row.quantity])
		if v.Figure.HasValue {
			assert.Equal(h.t, ctostudy.Match, v.Agreement, row.quantity)
		}
		return
	}
	h.t.Errorf("%s is not among the claims", row.quantity)
}

func (h *heldAgainstR) score(row referenceRow, population string, name string) {
	m := h.a.Measure(nil)
	l, err := m.ScoreMean(population, name)
	require.NoError(h.t, err)
	e, err := m.Estimate(l)
	require.NoError(h.t, err)
	h.same(row, "value", row.value, e.Value)
	h.same(row, "error", row.se, e.StdErr)
	h.same(row, "low", row.low, e.Low)
	h.same(row, "high", row.high, e.High)
	h.same(row, "n", row.n, float64(e.N))
	h.same(row, "design effect", row.deff, e.DesignEffect)
}

var referenceKinds = map[string]ctostudy.PremiumKind{"premium": ctostudy.HighLow,
	"close": ctostudy.CloseDistant, "both": ctostudy.BothNeither}

func (h *heldAgainstR) premium(row referenceRow, word []string) {
	kind, outcome, metric := referenceKinds[word[0]], word[1], word[2]
	part := ""
	switch {
	case metric == "all":
		metric = ctostudy.AllMetrics
		part = strings.Join(word[4:], "")
	case len(word) == 4:
		part = word[3]
	}
	p, err := h.a.Measure(nil).Premium(outcome, metric, kind)
	if !assert.NoError(h.t, err, row.quantity) {
		return
	}
	cells := h.premiums[kind.String()+" "+outcome+" "+string(metric)]

	switch part {
	case "high":
		h.same(row, "value", row.value, p.Result.HighMean.Value)
		h.same(row, "error", row.se, p.Result.HighMean.StdErr)
		h.same(row, "n", row.n, float64(p.Result.NHigh))
		h.written(row, "n_high", row.n, cells["n_high"])
	case "low":
		h.same(row, "value", row.value, p.Result.LowMean.Value)
		h.same(row, "error", row.se, p.Result.LowMean.StdErr)
		h.same(row, "n", row.n, float64(p.Result.NLow))
		h.written(row, "n_low", row.n, cells["n_low"])
	case "difference":
		h.same(row, "value", row.value, p.Result.Difference.Value)
		h.same(row, "error", row.se, p.Result.Difference.StdErr)
		h.same(row, "low", row.low, p.Result.Difference.Low)
		h.same(row, "high", row.high, p.Result.Difference.High)
		h.same(row, "df", row.df, p.Result.DifferenceDF)
		h.written(row, "difference_points", 100*row.value, cells["difference_points"])
	case "effective":
		h.same(row, "effective n", row.value, p.Result.EffectiveN)
	case "ties":
		h.same(row, "share", row.value, p.Result.TieShare)
		h.written(row, "tie_share", row.value, cells["tie_share"])
	default:
		h.same(row, "value", row.value, p.Result.Value)
		h.same(row, "error", row.se, p.Result.StdErr)
		h.same(row, "low", row.low, p.Result.Low)
		h.same(row, "high", row.high, p.Result.High)
		h.writtenRow(row, 100, cells)
		if kind != ctostudy.BothNeither || metric == ctostudy.AllMetrics {
			h.claim(row, 100)
		}
	}
}

func (h *heldAgainstR) importance(row referenceRow, metric, driver string) {
	for _, s := range h.a.Importance.Shares {
		if s.Outcome == metric && s.Driver == driver {
			h.same(row, "value", row.value, s.Estimate)
			return
		}
	}
	h.t.Errorf("%s is not among the shares of R2", row.quantity)
}

func (h *heldAgainstR) regression(row referenceRow, metric, term string) {
	if !assert.NotNil(h.t, h.a.Regression) {
		return
	}
	for k, outcome := range h.a.Regression.Outcomes {
		if outcome != metric {
			continue
		}
		fit := h.a.Regression.Fits[k]
		for _, c := range fit.Coefficients {
			if c.Term != term {
				continue
			}
			h.same(row, "value", row.value, c.Estimate)
			h.same(row, "error", row.se, c.StdErr)
			h.same(row, "low", row.low, c.Low)
			h.same(row, "high", row.high, c.High)
			h.same(row, "n", row.n, float64(fit.N))
			h.same(row, "df", row.df, fit.TestDF)
			for _, r := range csvRecords(h.t, readFile(h.t, filepath.Join(h.dir,
				"regression-"+metric+".csv"))) {
				if r["term"] == term {
					h.writtenRow(row, 1, r)
				}
			}
			return
		}
		h.t.Errorf("%s: the terms are %v", row.quantity, h.a.Regression.Terms)
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return text
}

// csvRecords reads a CSV file by the names of its columns.
func csvRecords(t *testing.T, file []byte) (out []map[string]string) {
	t.Helper()
	lines, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
	require.NoError(t, err)
	for _, line := range lines[1:] {
		record := map[string]string{}
		for j, name := range lines[0] {
			record[name] = line[j]
		}
		out = append(out, record)
	}
	return out
}

// numberOrNaN reads a number, NaN from an empty text.
func numberOrNaN(t *testing.T, text string) float64 {
	t.Helper()
	if text == "" {
		return math.NaN()
	}
	x, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return x
}
