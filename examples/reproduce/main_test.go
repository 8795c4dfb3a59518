package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const codebook = "../../testdata/codebook-2021.json"

// call runs the program in the test's own process.
func call(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(context.Background(), args, &out, &err)
	return code, out.String(), err.String()
}

// table is a wave as rows of cells, the header first.
type table [][]string

func shipped(t *testing.T) table {
	t.Helper()
	text, err := os.ReadFile("../../testdata/wave-2021.csv")
	require.NoError(t, err)
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	require.NoError(t, err)
	return rows
}

// only returns the rows of a role, at most so many, under the header.
func (x table) only(role string, most int) table {
	out := table{x[0]}
	for _, row := range x[1:] {
		if row[1] == role && len(out) <= most {
			out = append(out, row)
		}
	}
	return out
}

// set returns a copy in which one cell is another.
func (x table) set(row int, column, text string) table {
	out := slices.Clone(x)
	out[row] = slices.Clone(x[row])
	out[row][slices.Index(x[0], column)] = text
	return out
}

// fill returns a copy in which a column is the same everywhere.
func (x table) fill(column, text string) table {
	for i := 1; i < len(x); i++ {
		x = x.set(i, column, text)
	}
	return x
}

func (x table) String() string {
	var b strings.Builder
	if err := csv.NewWriter(&b).WriteAll(x); err != nil {
		panic(err)
	}
	return b.String()
}

// file writes a wave to a file of its own.
func file(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "wave.csv")
	require.NoError(t, os.WriteFile(name, []byte(content), 0o666))
	return name
}

func TestShippedWave(t *testing.T) {
	if testing.Short() {
		t.Skip("the whole job")
	}
	dir := filepath.Join(t.TempDir(), "out")
	code, stdout, stderr := call("-out", dir)
	assert.Equal(t, exitFine, code, stderr)
	assert.Empty(t, stderr, "no progress where there is no terminal")
	assert.Contains(t, strings.SplitN(stdout, "\n", 2)[0], "synthetic",
		"the first line says what the wave is")
	for _, line := range strings.Split(stdout, "\n") {
		assert.LessOrEqual(t, len([]rune(line)), 100, line)
	}
	claims, err := os.ReadFile(filepath.Join(dir, "claims.csv"))
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(string(claims),
		"id,source,population,item,published,unit,estimate,std_error,conf_low,conf_high,n,reading,evidence,verdict\n"))
	for _, name := range []string{"results.json", "report.md", "premiums.csv", "archetypes.csv",
		"regression-maturity.csv", "regression-effectiveness.csv",
		"regression-roi.csv", "figures/figure2-growth.svg", "figures/figure3-technologies.svg",
		"figures/figure9-drivers.png", "figures/figure10-archetypes.png"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if assert.NoError(t, err) {
			assert.Positive(t, info.Size(), name)
		}
	}
	code, again, _ := call("-seed", "5")
	assert.Equal(t, exitFine, code, "another seed of the starts finds the same classes")
	assert.Equal(t, strings.Count(stdout, " match"), strings.Count(again, " match"))
}

// Where a calibrated figure is missed, the program ends with 1.
func TestVerdictThatFails(t *testing.T) {
	x := shipped(t)
	code, stdout, _ := call("-wave", file(t, append(x[:101:101], x[400:600]...).String()), "-codebook",
		codebook, "-claims", "2021")
	assert.Equal(t, exitVerdict, code)
	assert.Contains(t, stdout, "are not what their evidence expects")
}

// Another wave is of other people: nothing is judged unless it is asked for, and that is said.
func TestAnotherWaveIsNotJudgedUnasked(t *testing.T) {
	wave := file(t, shipped(t)[:101].String())
	code, stdout, stderr := call("-wave", wave, "-codebook", codebook)
	assert.Equal(t, exitFine, code)
	assert.Contains(t, stderr, "no figures are judged")
	assert.Contains(t, stderr, "-claims 2021")
	assert.Contains(t, stdout, "Who answered", "the wave's own results stand there")
	assert.NotContains(t, stdout, "Verdicts")
	assert.NotContains(t, stdout, "The published figures are those of another sample")
}

// A figure printed from the answers themselves fails where it differs, and not for its last digit.
func TestReproducedFigures(t *testing.T) {
	x := shipped(t)[:61]
	column := slices.Index(x[0], "near_cloud")
	answers := map[string]float64{}
	for _, row := range x[1:] {
		answers[row[column]]++
	}
	nearest := math.Round(100 * answers["1"] / (answers["0"] + answers["1"]))

	wave := file(t, x.String())
	claims := filepath.Join(t.TempDir(), "claims.csv")
	for _, c := range []struct {
		off     float64
		verdict string
		code    int
	}{{0, "match", exitFine}, {1, "last digit", exitFine}, {3, "differs", exitVerdict}} {
		text := fmt.Sprintf("id,population,value,unit,claim,evidence\ncloud,all,%g,%%,share tech.near/cloud,reproduced\n", nearest+c.off)
		require.NoError(t, os.WriteFile(claims, []byte(text), 0o666))
		out := filepath.Join(t.TempDir(), "out")
		code, _, stderr := call("-wave", wave, "-codebook", codebook, "-claims", claims, "-out", out)
		assert.Equal(t, c.code, code, stderr)
		rows, err := os.ReadFile(filepath.Join(out, "claims.csv"))
		require.NoError(t, err)
		assert.Contains(t, string(rows), ",reproduced,"+c.verdict+"\n")
	}
}

func TestUnusableInput(t *testing.T) {
	x := shipped(t)[:41]
	text := x.String()
	for _, c := range []struct{ name, content, want string }{
		{"empty file", "", "the file is empty"},
		{"header only", x[:1].String(), "no respondents"},
		{"column missing", x.set(0, "region", "regional").String(), `column "region": column missing`},
		{"off its scale", x.set(4, "stage_hybridcloud_2019", "9").String(), `wave.csv:5: column "stage_hybridcloud_2019"`},
		{"text for a number", x.set(4, "revenue_2020", "much").String(), `wave.csv:5: column "revenue_2020"`},
		{"ragged row", strings.Replace(text, "\nS00004,", "\n", 1), "wave.csv:5: ragged row"},
		{"duplicate id", x.set(7, "id", "S00002").String(),
			"wave.csv:8: column \"id\": value given twice"},
		{"not UTF-8", x.set(7, "country", "Espa\xf1a").String(), "UTF-8"},
		{"nobody has a role", x.fill("role", "").String(), `column "role": required answer missing`},
		{"binary noise", "\x00\x01\x02\x03PK\x00", "zero bytes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wave := file(t, c.content)
			out := filepath.Join(filepath.Dir(wave), "out")
			code, stdout, stderr := call("-wave", wave, "-codebook", codebook, "-out", out)
			assert.Equal(t, exitInput, code)
			assert.Contains(t, stderr, c.want)
			assert.Empty(t, stdout)
			_, err := os.Stat(out)
			assert.ErrorIs(t, err, os.ErrNotExist, "nothing is written")
		})
	}
}

// What the rest can go on without is a warning.
func TestUsableInput(t *testing.T) {
	x := shipped(t)
	some := x[:61]
	extra := slices.Clone(some)
	for i := range extra {
		extra[i] = append(slices.Clone(extra[i]), "extra")
	}
	for _, c := range []struct{ name, content, want string }{
		{"no CTO", x.only("CIO", 60).String(), "archetypes: the wave has no CTO"},
		{"fewer CTOs than classes", append(x.only("CTO", 2), x.only("CIO", 60)[1:]...).String(),
			"archetypes: "},
		{"byte-order mark and CRLF", "\ufeff" + strings.ReplaceAll(some.String(), "\n", "\r\n"),
			"Verdicts by evidence"},
		{"unknown column", extra.String(), "unknown-columns"},
		{"nobody answered", some.fill("near_cloud", "").String(), "nobody-answered"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, stdout, stderr := call("-wave", file(t, c.content), "-codebook", codebook, "-claims", "2021")
			assert.NotEqual(t, exitInput, code, stderr)
			assert.Contains(t, stdout, c.want)
		})
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"stray"}, {"-wave", "x.csv"}, {"-lang", "fr"},
		{"-seed", "-1"}, {"-wave", "no-such.csv", "-codebook", codebook}, {"-claims", "no-such.csv"},
		{"-out", ""}, {"-claims", ""}, {"-wave", "", "-codebook", ""}, {"-font", ""}} {
		code, _, stderr := call(args...)
		assert.Equal(t, exitInput, code, args)
		assert.NotEmpty(t, stderr, args)
	}
	code, _, stderr := call("-h")
	assert.Equal(t, exitFine, code)
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	for _, line := range strings.Split(stderr, "\n") {
		if name := strings.Fields(line); strings.HasPrefix(line, "  -") {
			assert.Contains(t, string(readme), name[0], "the README's table of flags")
		}
	}

	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "mine.txt"), []byte("x"), 0o666))
	code, _, stderr = call("-out", dir)
	assert.Equal(t, exitInput, code)
	assert.Contains(t, stderr, "not written by this program")
}
