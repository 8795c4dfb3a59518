package report

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// hostile is a text of which nothing may act on a terminal, a spreadsheet or a page.
const hostile = "=cmd|' /C calc'!A0 \x1b]0;owned\x07\x1b[31m \x00 \v " +
	"\u0085 \u009b31m \u202egnp.exe\u2066 \u200f " +
	"\u2028 \uffff <script>alert(1)</script> [x](http://example.com) | *b* %d"

// hostileWave is the first respondents of the shipped wave, called real, in which every title, source
// and note is hostile, and so are an answer, an item and a construct.
func hostileWave(t *testing.T) *survey.Wave {
	t.Helper()
	text, err := os.ReadFile("../testdata/codebook-2021.json")
	require.NoError(t, err)
	var book map[string]any
	require.NoError(t, json.Unmarshal(text, &book))

	var spoil func(x any)
	spoil = func(x any) {
		switch x := x.(type) {
		case []any:
			for _, y := range x {
				spoil(y)
			}
		case map[string]any:
			for key, y := range x {
				if old, ok := y.(string); ok && strings.Contains("title source sample note", key) {
					x[key] = hostile + old
				}
				spoil(y)
			}
		}
	}
	spoil(book)
	book["synthetic"] = false
	item := map[string]any{"name": "+own\u202e", "title": hostile, "field": "region",
		"values": []any{"North America"}}
	own := map[string]any{"name": "@own\u202e", "title": hostile, "items": []any{item}}
	book["constructs"] = append(book["constructs"].([]any), own)

	const evil = "=Latin\u202e"
	text, err = json.Marshal(book)
	require.NoError(t, err)
	text = bytes.ReplaceAll(text, []byte(`"Latin America"`), []byte(`"=Latin\u202e"`))
	read, err := survey.ReadCodebook(bytes.NewReader(text))
	require.NoError(t, err)

	rows, err := os.ReadFile("../testdata/wave-2021.csv")
	require.NoError(t, err)
	lines := strings.SplitN(strings.ReplaceAll(string(rows), "Latin America", evil), "\n", 402)
	answers := strings.NewReader(strings.Join(lines[:401], "\n") + "\n")
	wave, err := survey.ReadCSV(context.Background(), answers, read, nil)
	require.NoError(t, err)
	return wave
}

// quoted writes a cell of a CSV file.
func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

func TestHostileTextsAreShownEverywhere(t *testing.T) {
	ctx := context.Background()
	a, err := ctostudy.Analyze(ctx, hostileWave(t),
		&ctostudy.AnalysisSettings{MinStarts: 20, Resamples: 20})
	require.NoError(t, err)

	h := quoted(strings.ReplaceAll(hostile, "\x00", ""))
	figures, err := ctostudy.ReadFigures(strings.NewReader("id,source,measure,item,note,population,value,unit,claim\n"+
		strings.Join([]string{h, h, h, h, h, "cto", "41", "%", "share tech.near/cloud"}, ",")+"\n"+
		strings.Join([]string{quoted("-id"), h, h, h, h, quoted("=none\x1b"), "-41", "%",
			"share tech.near/cloud"}, ",")+"\n"+
		strings.Join([]string{"+none", h, h, h, h, "cto", "41", "%", "none"}, ",")+"\n"), nil)
	require.NoError(t, err)
	j, err := a.Check(figures)
	require.NoError(t, err)

	for _, language := range []Language{English, Chinese} {
		r, err := New(a, j, &Settings{Language: language, Inputs: []Input{{Name: hostile}}})
		require.NoError(t, err)
		dir := filepath.Join(t.TempDir(), "out")
		require.NoError(t, r.Write(ctx, dir))
		var terminal bytes.Buffer
		require.NoError(t, r.WriteText(&terminal))
		assertShown(t, "terminal", terminal.Bytes())
		assert.Contains(t, terminal.String(), `\x1b]0;owned\x07`)
		assertFolderIsShown(t, dir)
	}

	audit, err := ctostudy.Audit(figures, nil)
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, audit.WriteText(&out))
	for _, table := range ctostudy.AuditTables() {
		var sheet bytes.Buffer
		require.NoError(t, audit.WriteCSV(&sheet, table))
		assertSheet(t, table, sheet.Bytes())
		out.Write(sheet.Bytes())
	}
	assertShown(t, "audit", out.Bytes())
}

// assertShown fails on a character that is acted on instead of shown.
func assertShown(t *testing.T, name string, text []byte) {
	t.Helper()
	for _, c := range string(text) {
		layout := c == '\n' || c == '\t' && strings.HasSuffix(name, ".svg") // gonum/plot's own tabs
		if !layout && unicode.In(c, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) ||
			c == '\uffff' {
			assert.Fail(t, "a hidden character", "%s: %U", name, c)
			return
		}
	}
}

func assertFolderIsShown(t *testing.T, dir string) {
	t.Helper()
	kinds := map[string]int{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		ext := filepath.Ext(name)
		kinds[ext]++
		if ext != ".png" {
			assertShown(t, name, text)
		}

		switch ext {
		case ".svg":
			assert.Contains(t, string(text), `\x1b`, name)
			assertXML(t, name, text)
		case ".csv":
			assertSheet(t, name, text)
		case ".json":
			assert.True(t, json.Valid(text), name)
		case ".md":
			assert.NotContains(t, string(text), "<script")
			assert.NotContains(t, string(text), "[x](")
			assert.NotContains(t, string(text), "%!d")
		}
		return nil
	}))
	assert.Equal(t, 9, kinds[".svg"])
	assert.GreaterOrEqual(t, kinds[".csv"], 7)
}

func assertXML(t *testing.T, name string, text []byte) {
	t.Helper()
	in := xml.NewDecoder(bytes.NewReader(text))
	for {
		_, err := in.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			assert.NoError(t, err, name)
			return
		}
	}
}

var numberCell = regexp.MustCompile(`^[+-]?[0-9.]+(e[+-][0-9]+)?$`)

// assertSheet fails if a cell opens a formula of a spreadsheet.
func assertSheet(t *testing.T, name string, text []byte) {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err, name)
	for _, row := range rows {
		for _, cell := range row {
			start := strings.TrimSpace(cell)
			formula := start != "" && strings.ContainsAny(start[:1], "=+-@\t\r")
			assert.False(t, formula && !numberCell.MatchString(start), fmt.Sprintf("%s: %q", name, cell))
		}
	}
}
