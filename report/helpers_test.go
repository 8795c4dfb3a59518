package report

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/ctostudy/ctostudy"

	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"
)

type shippedResults struct {
	analysis  *ctostudy.Analysis
	judgement *ctostudy.Judgement
	err       error
}

// shippedOnce is the shipped wave, analysed and judged once for all tests.
var shippedOnce = sync.OnceValue(func() (out shippedResults) {
	w, err := ctostudy.Wave2021()
	if err != nil {
		return shippedResults{err: err}
	}
	if out.analysis, out.err = ctostudy.Analyze(context.Background(), w, nil); out.err == nil {
		out.judgement, out.err = out.analysis.Check(ctostudy.Published())
	}
	return out
})

func shippedWave(t *testing.T) (*ctostudy.Analysis, *ctostudy.Judgement) {
	t.Helper()
	s := shippedOnce()
	require.NoError(t, s.err)
	return s.analysis, s.judgement
}

// analysisOf analyses a wave in two classes.
func analysisOf(t *testing.T, w *survey.Wave) *ctostudy.Analysis {
	t.Helper()
	a, err := ctostudy.Analyze(context.Background(), w,
		&ctostudy.AnalysisSettings{Classes: 2, MinStarts: 10, Seed: 1})
	require.NoError(t, err)
	return a
}

// quickly analyses a wave with as few starts and resamples as verdicts allow.
func quickly(t *testing.T, w *survey.Wave) (*ctostudy.Analysis, map[string]ctostudy.Verdict) {
	t.Helper()
	a, err := ctostudy.Analyze(context.Background(), w,
		&ctostudy.AnalysisSettings{MinStarts: 5, Resamples: 2})
	require.NoError(t, err)
	j, err := a.Check(ctostudy.Published())
	require.NoError(t, err)

	out := map[string]ctostudy.Verdict{}
	for _, v := range j.Verdicts {
		out[v.Figure.ID] = v
	}
	return a, out
}

// fenced returns the README's first fenced block of a language.
func fenced(t *testing.T, language string) string {
	t.Helper()
	_, after, ok := strings.Cut(string(wavetest.Testdata(t, "../README.md")), "\n```"+language+"\n")
	require.True(t, ok, language)
	out, _, ok := strings.Cut(after, "\n```")
	require.True(t, ok, language)
	return out
}
