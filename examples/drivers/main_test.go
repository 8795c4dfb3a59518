package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/document"
)

func call(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, problems bytes.Buffer
	status = run(context.Background(), append([]string{"-resamples", "60"}, args...), &out, &problems)
	return status, out.String(), problems.String()
}

func TestExample(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	status, got, problems := call(t, "-out", dir)
	require.Equal(t, 0, status, problems)
	for _, text := range []string{"synthetic", "n = 399 of 400", "Delivery speed", "Ranks", "East against the rest", "2024-2025", "joint permutation test"} {
		assert.Contains(t, got, text)
	}
	for _, line := range strings.Split(got, "\n") {
		assert.LessOrEqual(t, document.Width(line), 100, line)
	}
	report, err := os.ReadFile(filepath.Join(dir, "report.txt"))
	require.NoError(t, err)
	assert.Equal(t, got, string(report))
	for _, name := range []string{"coefficients", "importance", "residuals-speed", "cells-speed", "slopes-quality", "curve"} {
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
		assert.LessOrEqual(t, document.Width(line), 100, line)
	}
	for _, english := range []string{"interval", "Difference", "respondents", "Share"} {
		assert.NotContains(t, again, english, "all of the program's own words are translated")
	}
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
	constant := write("constant.csv", strings.Join(strings.SplitAfter(string(exampleWave), "\n")[:2], ""))
	for name, args := range map[string][]string{
		"no codebook":       {"-wave", wave},
		"an argument":       {"file"},
		"no such flag":      {"-nothing"},
		"no such language":  {"-lang", "fr"},
		"no such file":      {"-wave", wave + "x", "-codebook", codebook},
		"no drivers":        {"-wave", wave, "-codebook", other},
		"one respondent":    {"-wave", constant, "-codebook", codebook},
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
