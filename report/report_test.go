package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/study2021"
	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/stats"
)

// Every phrase that is said, and every text of the published figures and the
// 2021 codebook, has a Chinese form.
func TestEveryPhraseIsTranslated(t *testing.T) {
	phrases := map[string]bool{}
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "say" {
				if phrase, ok := literal(t, call.Args[0]); ok {
					phrases[phrase] = true
				}
			}
			return true
		})
	}
	require.Greater(t, len(phrases), 60)
	for _, f := range ctostudy.Published() {
		phrases[f.Source], phrases[f.Population], phrases[f.Measure] = true, true, true
		if _, _, both := strings.Cut(f.Item, " ("); !both || f.Unit == ctostudy.UnitOrder {
			phrases[f.Item] = true
		}
	}
	for _, o := range ctostudy.Agreements() {
		phrases[o.String()] = true
	}
	for _, row := range (&ctostudy.Judgement{}).Summary() {
		e := row.Evidence
		phrases[ctostudy.Evidence(e).String()] = true
		phrases[evidenceMeaning(ctostudy.Evidence(e))] = true
	}
	study := study2021.Study()
	phrases[study.Untitled], phrases[study.Classes.Title] = true, true
	phrases[study.Classes.Name+" %d"] = true
	for _, word := range study.Words {
		phrases[word] = true
	}
	for _, p := range study.Pictures {
		for _, text := range append(p.Keys, p.Title, p.Unit) {
			phrases[text] = true
		}
	}
	for phrase := range phrases {
		if _, ok := chinese()[phrase]; !ok && strings.ContainsFunc(phrase, func(c rune) bool {
			return c >= 'a' && c <= 'z'
		}) {
			assert.Fail(t, "report/zh.csv lacks a phrase", phrase)
		}
	}
}

// literal returns the text of a literal, or of literals put together.
func literal(t *testing.T, e ast.Expr) (string, bool) {
	t.Helper()
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		require.NoError(t, err)
		return text, true
	case *ast.BinaryExpr:
		left, ok := literal(t, e.X)
		right, also := literal(t, e.Y)
		return left + right, ok && also
	}
	return "", false
}

// fewPeople is a wave of real answers in which groups are small: eight people,
// of whom seven tick a.
func fewPeople(t *testing.T) (*ctostudy.Analysis, *ctostudy.Judgement) {
	t.Helper()
	book, err := survey.ReadCodebook(strings.NewReader(`{"title": "=HYPERLINK(\"http://x\") <script>alert(1)</script> | *b*",
		"fields": [{"name": "id", "type": "string", "constraints": {"required": true, "unique": true}},
			{"name": "job", "type": "string", "constraints": {"enum": ["CTO", "CIO"]}},
			{"name": "a", "type": "string", "constraints": {"enum": ["no", "yes"]}}],
		"constructs": [{"name": "respondent", "items": [{"name": "id", "field": "id"}]},
			{"name": "population", "items": [{"name": "cto", "field": "job", "values": ["CTO"]}, {"name": "cio", "field": "job", "values": ["CIO"]}]},
			{"name": "own", "items": [{"name": "a", "title": "=1+1", "field": "a", "values": ["yes"]}]}]}`))
	require.NoError(t, err)
	answers := "id,job,a\n1,CTO,yes\n2,CTO,yes\n3,CTO,yes\n4,CIO,yes\n5,CIO,yes\n6,CIO,yes\n7,CIO,yes\n8,CIO,no\n"
	w, err := survey.ReadCSV(context.Background(), strings.NewReader(answers), book, nil)
	require.NoError(t, err)
	a := analysisOf(t, w)
	figures, err := ctostudy.ReadFigures(strings.NewReader("id,source,population,base,measure,item,value,unit,reading,evidence,claim,note\n"+
		"all,ours,all,,m,=all of us,90,%,stated,recovered,share own/a,\nctos,ours,cto,,m,CTOs,90,%,stated,recovered,share own/a,\ncios,ours,cio,,m,CIOs,90,%,stated,recovered,share own/a,\n"), nil)
	require.NoError(t, err)
	j, err := a.Check(figures)
	require.NoError(t, err)
	return a, j
}

func TestSmallGroupsAreSuppressed(t *testing.T) {
	a, j := fewPeople(t)
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	var claims bytes.Buffer
	require.NoError(t, r.tables.claims.WriteCSV(&claims))
	rows, err := csv.NewReader(&claims).ReadAll()
	require.NoError(t, err)
	verdict := map[string]string{}
	for _, row := range rows[1:] {
		verdict[row[0]] = row[len(row)-1]
		assert.False(t, strings.HasPrefix(row[3], "="), "no formula: %q", row[3])
	}
	// 3 CTOs are too few; of the 5 CIOs, and of all, one did not tick, which
	// could be told.
	assert.Equal(t, "suppressed", verdict["ctos"])
	assert.Equal(t, "suppressed", verdict["cios"])
	assert.Equal(t, "suppressed", verdict["all"])
	var shares bytes.Buffer
	require.NoError(t, r.tables.shares.WriteCSV(&shares))
	assert.Contains(t, shares.String(), "'=1+1")
	for _, line := range strings.Split(shares.String(), "\n") {
		if strings.HasPrefix(line, "cto,") || strings.HasPrefix(line, "cio,") {
			assert.Contains(t, line, "true", "suppressed: %s", line)
			assert.NotContains(t, line, "0.8")
		}
	}
	var results bytes.Buffer
	require.NoError(t, writeResults(&results, r.manifest, r.view, r.Warnings))
	assert.True(t, json.Valid(results.Bytes()))
	assert.NotContains(t, results.String(), "synthetic\": true")
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	assert.NotContains(t, text.String(), "synthetic wave", "real answers are never called so")
}

func TestMarkupIsEscaped(t *testing.T) {
	a, j := fewPeople(t)
	r, err := New(a, j, nil)
	require.NoError(t, err)
	var page bytes.Buffer
	require.NoError(t, r.WriteMarkdown(&page))
	assert.NotContains(t, page.String(), "<script>")
	assert.NotContains(t, page.String(), "| *b*")
}

func TestReportInBothLanguages(t *testing.T) {
	a, j := shippedWave(t)
	for _, lang := range []Language{English, Chinese} {
		r, err := New(a, j, &Settings{Language: lang, NoPictures: true})
		require.NoError(t, err)
		var text, page bytes.Buffer
		require.NoError(t, r.WriteText(&text))
		for _, line := range strings.Split(text.String(), "\n") {
			assert.LessOrEqual(t, document.Width(line), 100, line)
		}
		require.NoError(t, r.WriteMarkdown(&page))
		warnings := []string{
			`control-missing: 96 respondents with all scores have no usable answer to control "revenue"` +
				` (an amount of 0 or less has no logarithm) and are not in the regression`,
			`control-missing: 96位各项得分齐全的受访者对控制变量"revenue"没有可用的回答` +
				`（零或负的金额没有对数），未进入回归`,
		}
		for i, word := range []string{"synthetic", "合成"} {
			assert.Equal(t, Language(i) == lang, strings.Contains(page.String(), warnings[i]), warnings[i])
			if Language(i) == lang {
				assert.Contains(t, strings.SplitN(text.String(), "\n", 2)[0], word)
				assert.Contains(t, strings.SplitN(page.String(), "\n", 2)[0], word)
			}
		}
	}
	_, err := New(a, j, &Settings{Language: 7})
	assert.Error(t, err)
}

// A folder is written whole or left as it was.
func TestReportFolder(t *testing.T) {
	a, j := shippedWave(t)
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	dir := filepath.Join(t.TempDir(), "out")
	require.NoError(t, r.Write(context.Background(), dir))
	before, err := os.ReadFile(filepath.Join(dir, "results.json"))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, r.Write(ctx, dir), context.Canceled)
	after, err := os.ReadFile(filepath.Join(dir, "results.json"))
	require.NoError(t, err)
	assert.True(t, bytes.Equal(before, after))

	var results struct {
		Manifest struct {
			Synthetic bool
			Answers   string `json:"answers_sha256"`
		}
		Verdicts []struct{ ID, Verdict string }
	}
	require.NoError(t, json.Unmarshal(after, &results))
	assert.True(t, results.Manifest.Synthetic)
	assert.Len(t, results.Manifest.Answers, 64)
	assert.Len(t, results.Verdicts, len(ctostudy.Published()))
	entries, err := os.ReadDir(filepath.Dir(dir))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "nothing is left beside the folder")
}

// What is computed from a suppressed share is suppressed with it: growth and
// orders would give it away. Nothing that is printed tells a withheld estimate.
func TestNothingIsComputedFromSuppressedShares(t *testing.T) {
	base, err := ctostudy.Wave2021()
	require.NoError(t, err)
	w := base.Select(rand.New(rand.NewPCG(1, 2)).Perm(base.Len())[:60])
	w = wavetest.Described(t, w, func(book *survey.Codebook) { book.Synthetic = false })
	a, raw := quickly(t, w)
	j, err := a.Check(ctostudy.Published())
	require.NoError(t, err)
	r, err := New(a, j, &Settings{NoPictures: true})
	require.NoError(t, err)
	suppressed := map[shareKey]bool{}
	for _, s := range r.analysis.Shares {
		suppressed[shareKey{s.Population, s.Construct, s.Item}] = ctostudy.Withheld(s.Estimate)
	}
	few := func(e *stats.Estimate) bool {
		ticked := math.Round(e.Value / 100 * float64(e.N))
		return e.N < 5 || ticked > 0 && ticked < 5 || float64(e.N)-ticked > 0 && float64(e.N)-ticked < 5
	}
	growth, orders, profiles := 0, 0, 0
	for _, v := range r.judgement.Verdicts {
		c, err := ctostudy.ParseClaim(v.Figure.Claim)
		require.NoError(t, err)
		hidden := func(name string) bool {
			construct, item, _ := strings.Cut(name, "/")
			return suppressed[shareKey{v.Figure.Population, construct, item}]
		}
		// "order a/x > b/x" compares two shares.
		first, second, _ := strings.Cut(strings.TrimPrefix(v.Figure.Claim, "order "), " > ")
		switch {
		case raw[v.Figure.ID].Estimate == nil:
		case c.Kind() == "growth" && hidden(c.Arguments()[0]):
			growth++
			assert.Equal(t, ctostudy.Suppressed, v.Agreement, v.Figure.ID)
		case strings.HasPrefix(v.Figure.ID, "tech.trend.") && (hidden(first) || hidden(second)):
			orders++
			assert.Equal(t, ctostudy.Suppressed, v.Agreement, v.Figure.ID)
		case c.Kind() == "profile" && few(raw[v.Figure.ID].Estimate):
			profiles++
			assert.Equal(t, ctostudy.Suppressed, v.Agreement, v.Figure.ID)
		}
		if v.Agreement == ctostudy.Suppressed {
			assert.Nil(t, v.Estimate)
		}
	}
	assert.Positive(t, growth)
	assert.Positive(t, orders)
	assert.Positive(t, profiles)
	n := 0
	for _, row := range r.judgement.Summary() {
		n += row.Counts[slices.Index(ctostudy.Agreements(), ctostudy.Suppressed)]
	}
	assert.GreaterOrEqual(t, n, growth+orders+profiles, "the summary counts them as suppressed")
	var text, page bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.NoError(t, r.WriteMarkdown(&page))
	for _, v := range r.judgement.Verdicts {
		if why := raw[v.Figure.ID].Why; v.Agreement == ctostudy.Suppressed &&
			strings.Contains(why, "apart") {
			assert.NotContains(t, text.String(),
				v.Figure.ID+"): "+raw[v.Figure.ID].Agreement.String()+" ("+why)
			assert.NotContains(t, page.String(), why)
		}
	}
}
