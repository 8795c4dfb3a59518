package ctostudy

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	return string(text)
}

// block returns the first fenced block of a language.
func block(t *testing.T, text, language string) string {
	t.Helper()
	_, after, ok := strings.Cut(text, "\n```"+language+"\n")
	require.True(t, ok, language)
	out, _, ok := strings.Cut(after, "\n```")
	require.True(t, ok, language)
	return out
}

func TestReadmeCountsFigures(t *testing.T) {
	assert.Contains(t, readme(t), fmt.Sprintf("all %d published figures", len(Published())))
}

func TestReadmeShowsTheVerdicts(t *testing.T) {
	_, j := shippedAnalysis(t)
	want := "| evidence |"
	rule := "| --- |"
	for _, o := range Agreements() {
		want += " " + o.String() + " |"
		rule += " ---: |"
	}
	want += "\n" + rule + "\n"
	for _, row := range j.Summary() {
		want += "| " + row.Evidence.String() + " |"
		for _, n := range row.Counts {
			want += fmt.Sprintf(" %d |", n)
		}
		want += "\n"
	}
	assert.Contains(t, readme(t), want)
}

// The example's codebook is read and its wave analysed as the text says.
func TestReadmeCodebook(t *testing.T) {
	book, err := survey.ReadCodebook(strings.NewReader(block(t, readme(t), "json")))
	require.NoError(t, err)
	wave, err := survey.ReadCSV(context.Background(), strings.NewReader(block(t, readme(t), "csv")), book, nil)
	require.NoError(t, err)
	assert.False(t, wave.Codebook().Synthetic, "a team's own wave is never called synthetic")
	a, err := Analyze(context.Background(), wave, nil)
	require.NoError(t, err)
	assert.NotEmpty(t, a.LeftOut, "what the codebook lacks is named")
	share, err := a.Measure(nil).Share("cto", "collaboration.often", "often")
	require.NoError(t, err)
	// By hand: Ada often (weight 1.5), Lin rarely (1), Eve not asked.
	assert.InEpsilon(t, 0.6, share.Value, 1e-12)
	assert.Equal(t, 2, share.N)
}

// The example's claims are read.
func TestReadmeClaims(t *testing.T) {
	figures, err := ReadFigures(strings.NewReader(block(t, readme(t), "claims")), nil)
	require.NoError(t, err)
	require.Len(t, figures, 3)
	assert.Equal(t, Compared, figures[0].Evidence, "the default")
	a, _ := shippedAnalysis(t)
	judged, err := a.Check(figures)
	require.NoError(t, err)
	for _, v := range judged.Verdicts {
		assert.NotEqual(t, NotComputable, v.Agreement, v.Why)
	}
}

func TestReadmeFilesExist(t *testing.T) {
	for _, m := range regexp.MustCompile(`\]\(([^)#:]+)\)`).FindAllStringSubmatch(readme(t), -1) {
		_, err := os.Stat(filepath.FromSlash(m[1]))
		assert.NoError(t, err, m[1])
	}
}

// Every line of the audit that the README shows is printed, in one piece.
func TestReadmeShowsTheAudit(t *testing.T) {
	r, err := reportAudit()
	require.NoError(t, err)
	var printed strings.Builder
	require.NoError(t, r.WriteText(&printed))
	for _, part := range strings.Split(block(t, readme(t), "text"), "\n\n") {
		assert.Contains(t, printed.String(), part)
	}
}
