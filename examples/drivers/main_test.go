package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func call(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, problems bytes.Buffer
	status = run(context.Background(), append([]string{"-resamples", "60"}, args...), &out,
		&problems)
	return status, out.String(), problems.String()
}

// columns is how many columns of a terminal a line takes: two for each character
// of the program's Chinese.
func columns(line string) (n int) {
	for _, c := range line {
		if n++; c >= 0x2e80 {
			n++
		}
	}
	return n
}

func TestExample(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	status, got, problems := call(t, "-out", dir)
	require.Equal(t, 0, status, problems)
	for _, text := range []string{"synthetic", "n = 399;", "Delivery speed", "Ranks",
		"Against the rest: East", "2024-2025", "Joint permutation test"} {
		assert.Contains(t, got, text)
	}
	for _, line := range strings.Split(got, "\n") {
		assert.LessOrEqual(t, columns(line), 100, line)
	}
	report, err := os.ReadFile(filepath.Join(dir, "report.txt"))
	require.NoError(t, err)
	assert.Equal(t, got, string(report))
	for _, name := range []string{"coefficients", "importance", "residuals-speed", "cells-speed",
		"slopes-quality", "curve"} {
		picture, err := os.ReadFile(filepath.Join(dir, name+".svg"))
		require.NoError(t, err)
		assert.Contains(t, string(picture), "synthetic wave", name)
	}

	status, again, problems := call(t, "-out", dir, "-lang", "zh")
	require.Equal(t, 0, status, problems)
	for _, text := range []string{"合成数据", "驱动因素的重要性", "自助支持率", "联合置换检验"} {
		assert.Contains(t, again, text)
	}
	for _, line := range strings.Split(again, "\n") {
		assert.LessOrEqual(t, columns(line), 100, line)
	}
	for _, english := range []string{"interval", "Difference", "respondents", "Share"} {
		assert.NotContains(t, again, english, "all of the program's own words are translated")
	}
}

// A name is never a path, and what a terminal or an XML reader would act on is an
// escape.
func TestFileNames(t *testing.T) {
	names := fileNames{}
	for _, c := range []struct{ name, want string }{
		{"speed", "speed"},
		{"../../a/b", "------a-b"},
		{"..", "--"},
		{".hidden", "-hidden"},
		{"a b", "a-b"},
		{"a/b", "a-b-2"},
		{"A:B", "A-B-3"},
		{"Zufriedenheit_über", "Zufriedenheit_über"},
		{"zufriedenheit_u\u0308ber", "zufriedenheit_u\u0308ber-2"},
		{"技术", "技术"},
		{"nul\x00 \x1b[31m\u202e\xff", "nul----31m--"},
		{strings.Repeat("名", 300), strings.Repeat("名", 50)},
		{strings.Repeat("名", 301), strings.Repeat("名", 50) + "-2"},
	} {
		assert.Equal(t, c.want, names.of(c.name), c.name)
	}
}

func TestHostileNames(t *testing.T) {
	const first, second, title = "../sp/eed", "../sp eed", "Speed\x1b[31m\u202e"
	dir := t.TempDir()
	wave, codebook, out := filepath.Join(dir, "wave.csv"), filepath.Join(dir,
		"codebook.json"), filepath.Join(dir, "a", "out")
	quoted := func(s string) string {
		text, err := json.Marshal(s)
		require.NoError(t, err)
		return strings.Trim(string(text), `"`)
	}
	book := strings.NewReplacer(`"outcome.speed", "title": "Delivery speed"`,
		`"outcome.`+first+`", "title": "`+quoted(title)+`"`,
		`"outcome.quality", "title": "Data quality"`,
		`"outcome.`+second+`"`).Replace(string(exampleCodebook))
	require.NotContains(t, book, "outcome.speed")
	require.NotContains(t, book, "outcome.quality")
	require.NoError(t, os.WriteFile(wave, exampleWave, 0o666))
	require.NoError(t, os.WriteFile(codebook, []byte(book), 0o666))
	require.NoError(t, os.Mkdir(filepath.Dir(out), 0o777))

	status, text, problems := call(t, "-wave", wave, "-codebook", codebook, "-out", out)
	require.Equal(t, 0, status, problems)
	assert.Contains(t, text, `\x1b[31m\u202e`)

	files, err := os.ReadDir(filepath.Dir(out))
	require.NoError(t, err)
	assert.Len(t, files, 1, "nothing is written beside the folder")
	files, err = os.ReadDir(out)
	require.NoError(t, err)
	assert.GreaterOrEqual(t, len(files), 9)
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(out, f.Name()))
		require.NoError(t, err)
		assert.NotContains(t, string(content)+text, "\x1b", f.Name())
		assert.NotContains(t, string(content)+text, "\u202e", f.Name())
		if strings.HasSuffix(f.Name(), ".svg") {
			var any struct{}
			assert.NoError(t, xml.Unmarshal(content, &any), f.Name())
		}
	}
}

// What the program does not use is said, and growth is from the earlier of the last
// two years whatever the order of the items.
func TestUnusedConstructsAndYearsInAnyOrder(t *testing.T) {
	dir := t.TempDir()
	wave, codebook := filepath.Join(dir, "wave.csv"), filepath.Join(dir, "codebook.json")
	book := strings.Replace(string(exampleCodebook), `{"name": "compare"`,
		`{"name": "outcomes.third", "items": [{"name": "quality", "field": "quality"}]},
    {"name": "compare"`, 1)
	years := regexp.MustCompile(`\{"name": "2024"[^}]*\}, *(\{"name": "2025"[^}]*\})`)
	require.Regexp(t, years, book)
	book = years.ReplaceAllStringFunc(book, func(s string) string {
		a, b, _ := strings.Cut(s, "},")
		return strings.TrimSpace(b) + ", " + a + "}"
	})
	require.NoError(t, os.WriteFile(wave, exampleWave, 0o666))
	require.NoError(t, os.WriteFile(codebook, []byte(book), 0o666))

	status, text, problems := call(t, "-wave", wave, "-codebook", codebook)
	require.Equal(t, 0, status, problems)
	assert.Contains(t, text, `"outcomes.third"`)
	assert.Contains(t, text, "2024-2025")
	assert.NotContains(t, text, "2025-2024")
}

// The report says what its errors are.
func TestErrorsAreNamed(t *testing.T) {
	dir := t.TempDir()
	wave, codebook := filepath.Join(dir, "wave.csv"), filepath.Join(dir, "codebook.json")
	require.NoError(t, os.WriteFile(wave, exampleWave, 0o666))
	require.NoError(t, os.WriteFile(codebook, exampleCodebook, 0o666))
	_, text, _ := call(t, "-wave", wave, "-codebook", codebook)
	assert.Contains(t, text, "Errors are robust (HC3).")

	book := strings.Replace(string(exampleCodebook), `{"name": "weight", "field": "weight"}`,
		`{"name": "weight", "field": "weight"}, {"name": "stratum", "field": "area"}`, 1)
	require.NotEqual(t, string(exampleCodebook), book)
	require.NoError(t, os.WriteFile(codebook, []byte(book), 0o666))
	status, text, problems := call(t, "-wave", wave, "-codebook", codebook)
	require.Equal(t, 0, status, problems)
	assert.Contains(t, text, "Errors are those of the survey design.")
	assert.NotContains(t, text, "HC3")
}

func TestUnusableInput(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, []byte(text), 0o666))
		return file
	}
	codebook := write("codebook.json", string(exampleCodebook))
	wave := write("wave.csv", string(exampleWave))
	other := write("other.json", strings.ReplaceAll(string(exampleCodebook), `"driver.`, `"thing.`))
	constant := write("constant.csv",
		strings.Join(strings.SplitAfter(string(exampleWave), "\n")[:2], ""))
	for name, args := range map[string][]string{
		"no codebook":       {"-wave", wave},
		"an argument":       {"file"},
		"no such flag":      {"-nothing"},
		"no such language":  {"-lang", "fr"},
		"no such file":      {"-wave", wave + "x", "-codebook", codebook},
		"no drivers":        {"-wave", wave, "-codebook", other},
		"one respondent":    {"-wave", constant, "-codebook", codebook},
		"an empty folder":   {"-out", ""},
		"a foreign folder":  {"-out", dir},
		"a wave for a book": {"-wave", wave, "-codebook", wave},
	} {
		status, out, problems := call(t, args...)
		assert.Equal(t, 2, status, name)
		assert.Empty(t, out, name)
		assert.NotEmpty(t, problems, name)
	}
	status, out, problems := call(t, "-wave", wave, "-codebook", codebook)
	assert.Equal(t, 0, status, problems)
	assert.Contains(t, out, "Delivery speed")
}

// What the design demands of a report: what was left out and why, bases beside
// percentages, ties, all intervals, the cells, and every warning.
func TestReportSaysWhatItRestsOn(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(string(exampleWave)), "\n")
	column := func(name string) int { return slices.Index(strings.Split(lines[0], ","), name) }
	for i := 1; i < len(lines); i++ {
		cells := strings.Split(lines[i], ",")
		switch {
		case i <= 3:
			cells[column("sales2024")] = "-5"
		case i <= 7:
			cells[column("sales2025")] = ""
		}
		cells[column("close")] = "2" // but for 24
		if i%17 == 0 || i == 9 {
			cells[column("close")] = "4"
		}
		cells[column("quality")] = strconv.Itoa(i % 3) // whose mean of 1 has ties on it, weights being alike
		if i == 400 {
			cells[column("quality")] = "1"
		}
		cells[column("weight")] = "1"
		lines[i] = strings.Join(cells, ",")
	}
	dir := t.TempDir()
	wave, codebook := filepath.Join(dir, "wave.csv"), filepath.Join(dir, "codebook.json")
	require.NoError(t, os.WriteFile(wave, []byte(strings.Join(lines, "\n")+"\n"), 0o666))
	require.NoError(t, os.WriteFile(codebook, exampleCodebook, 0o666))
	status, got, problems := call(t, "-wave", wave, "-codebook", codebook)
	require.Equal(t, 0, status, problems)
	got = strings.Join(strings.Fields(got), " ")
	for _, text := range []string{"Growth of high against low, 2024-2025",
		"n = 393 with growth; 4 lack a value, 3 are left out since the base is zero or less",
		"interactions", "Bootstrap 95%", "Ties: 33.3% of those compared are exactly at the cut",
		"Correlations of what the model leaves",
		"Growth in the four cells", "high x high", "Interaction, points", "* fewer than 30",
		"inside (n = 134) and outside (n = 265)",
		"small-base: the groups hold", "on n = 393", "more left out",
		"Demonstration: the wave is synthetic"} {
		assert.Contains(t, got, text)
	}
	assert.Regexp(t, `high x high \d\d?\* `, got)

	book := strings.Replace(string(exampleCodebook), `"synthetic": true`, `"synthetic": false`, 1)
	require.NoError(t, os.WriteFile(codebook, []byte(book), 0o666))
	for i := 1; i < len(lines); i++ {
		cells := strings.Split(lines[i], ",")
		cells[column("close")] = "2"
		if i >= 30 && i <= 37 {
			cells[column("close")] = "4"
		}
		lines[i] = strings.Join(cells, ",")
	}
	require.NoError(t, os.WriteFile(wave, []byte(strings.Join(lines, "\n")+"\n"), 0o666))
	status, got, problems = call(t, "-wave", wave, "-codebook", codebook)
	require.Equal(t, 0, status, problems)
	assert.Contains(t, got, "suppressed: fewer than 5",
		"a cell of fewer than five of a wave that somebody answered")
	assert.NotContains(t, got, "Demonstration")
}
