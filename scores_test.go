package ctostudy

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/stats"
)

func TestScoresByHand(t *testing.T) {
	w := wavetest.Read(t, wavetest.SmallBook(), wavetest.Five)
	scores, err := NewScores(w, nil, &ScoreSettings{MinGroup: 2})
	require.NoError(t, err)
	nan := math.NaN()

	maturity := scores.Get("maturity")
	// 1: cloud (1+2+3+4+5)/5 = 3, all parts 3. 2: cloud of three items 5; parts 5, 4, 5 -> 14/3.
	// 3: two of five cloud items are too few; parts 2, 4 -> 3. 4: one part of four is too few.
	// 5: cloud of four items 2; parts 2, 1, 1, 1 -> 5/4.
	raw := []float64{3, 14.0 / 3, 3, nan, 1.25}
	sameNumbers(t, raw, maturity.Raw)
	assert.Equal(t, int64(720), maturity.Unit)                         // lcm(3,4,5) * lcm(2,3,4) = 60 * 12
	assert.Equal(t, []int64{2160, 3360, 2160, 0, 900}, maturity.Exact) // 720 times the above
	assert.Equal(t, 4, maturity.N)
	m := (3 + 14.0/3 + 3 + 1.25) / 4
	v := (2*(3-m)*(3-m) + (14.0/3-m)*(14.0/3-m) + (1.25-m)*(1.25-m)) / 4
	sameNumbers(t, []float64{(3 - m) / math.Sqrt(v), (14.0/3 - m) / math.Sqrt(v), (3 - m) / math.Sqrt(v), nan, (1.25 - m) / math.Sqrt(v)}, maturity.Z)

	effectiveness := scores.Get("effectiveness")
	// 2: two of four suffice, 5/2. 3: one does not. 4: 14/3. 5: 9/4.
	sameNumbers(t, []float64{4, 2.5, nan, 14.0 / 3, 2.25}, effectiveness.Raw)
	assert.Equal(t, int64(12), effectiveness.Unit) // lcm(2,3,4)

	roi := scores.Get("roi")
	// banking 10.5 and 20.5: z -1 and 1; retail 7 and 9: -1 and 1; over all mean 0, variance 1.
	sameNumbers(t, []float64{-1, 1, -1, 1, nan}, roi.Z)

	index := scores.Get("collaboration")
	// CTO: frequency 5, 1, 3 has mean 3, variance 8/3; importance 4, 2 mean 3, variance 1.
	// CIO: frequency 4, 2 mean 3, variance 1; importance 1, 5 mean 3, variance 4: z 1 and -1, -1 and 1.
	sameNumbers(t, []float64{(2/math.Sqrt(8.0/3) + 1) / 2, (-2/math.Sqrt(8.0/3) - 1) / 2, 0, 0, 0}, index.Z)
	assert.True(t, index.ExactCut())
	assert.Equal(t, []int8{1, 0, 0, 0, 0}, index.High().Data())
	assert.Equal(t, []int8{0, 0, 1, 1, 1}, index.Tied().Data())

	assert.Nil(t, scores.Get("mission"))
	require.Len(t, scores.LeftOut, 6) // the six drivers
	assert.Equal(t, LeftOut{"score mission", `the codebook has no construct "driver.mission"`}, scores.LeftOut[0])
}

func sameNumbers(t *testing.T, want, got []float64) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		if math.IsNaN(want[i]) {
			assert.True(t, math.IsNaN(got[i]), "row %d: %v", i, got[i])
		} else {
			assert.InDelta(t, want[i], got[i], 1e-12, "row %d", i)
		}
	}
}

// The mean of 2/3, 2/3, 2/3, ... in floating point is not 2/3: a cut on
// rounded scores would put respondents above their own mean.
func TestCutIsExact(t *testing.T) {
	var b strings.Builder
	b.WriteString("role,industry,roi,c1,c2,c3,c4,c5,ai,flow,safe,e1,e2,e3,e4,often,vital\n")
	for i := range 60 {
		roi := []string{"0.1", "0.2", "0.3"}[i%3] // mean 0.2 exactly, in decimals
		fmt.Fprintf(&b, "%s,banking,%s,1,1,1,1,1,1,1,1,1,2,2,,%d,%d\n", []string{"CTO", "CIO"}[i%2], roi, 1+i%5, 1+(i/2)%5)
	}
	for range 30 { // another industry, and effectiveness on either side of 5/3
		b.WriteString("CTO,retail,5,1,1,1,1,1,2,1,1,1,1,2,,3,3\nCTO,retail,6,1,1,1,1,1,2,1,1,2,2,2,,3,3\n")
	}
	scores, err := NewScores(wavetest.Read(t, wavetest.SmallBook(), b.String()), nil, nil)
	require.NoError(t, err)
	roi := scores.Get("roi")
	assert.True(t, roi.ExactCut())
	assert.Equal(t, []int8{0, 0, 1, 0, 0, 1}, roi.High().Data()[:6])
	assert.Equal(t, []int8{0, 1, 0, 0, 1, 0}, roi.Tied().Data()[:6])
	assert.Equal(t, []int8{0, 1, 1, 0, 1, 1}, roi.HighOther().Data()[:6])
	effectiveness := scores.Get("effectiveness") // 60 of 5/3, 30 of 4/3, 30 of 2: mean 5/3
	assert.True(t, effectiveness.ExactCut())
	assert.Equal(t, int8(1), effectiveness.Tied().At(0))
	assert.Equal(t, int8(0), effectiveness.High().At(0))
	assert.Equal(t, []int8{0, 1}, effectiveness.High().Data()[60:62])
}

func TestCutsWithWeights(t *testing.T) {
	var b strings.Builder
	b.WriteString("role,industry,roi,c1,c2,c3,c4,c5,ai,flow,safe,e1,e2,e3,e4,often,vital\n")
	for i := range 90 {
		fmt.Fprintf(&b, "CTO,banking,%d,1,1,1,1,1,1,1,%d,%d,3,3,3,%d,%d\n", i%3, 1+i%2, 1+i%3, 1+i%3, 1+i%3)
	}
	w := wavetest.Read(t, wavetest.SmallBook(), b.String())
	with := func(weight func(i int) float64) *Score {
		values := make([]float64, w.Len())
		for i := range values {
			values[i] = weight(i)
		}
		d, err := stats.NewDesign(w.Len(), &stats.Weights{Values: values}, nil)
		require.NoError(t, err)
		scores, err := NewScores(w, d, nil)
		require.NoError(t, err)
		score := scores.Get("effectiveness")
		sum, squares, total := 0.0, 0.0, 0.0
		for i, z := range score.Z {
			sum, squares, total = sum+values[i]*z, squares+values[i]*z*z, total+values[i]
		}
		assert.InDelta(t, 0, sum/total, 1e-12)       // identity: weighted mean of z
		assert.InEpsilon(t, 1, squares/total, 1e-12) // identity: weighted variance of z
		return score
	}
	equal := with(func(int) float64 { return 0.1 })
	assert.True(t, equal.ExactCut())
	assert.Equal(t, []int8{0, 0, 1}, equal.High().Data()[:3])
	assert.Equal(t, []int8{0, 1, 0}, equal.Tied().Data()[:3])
	whole := with(func(i int) float64 { return []float64{1, 1, 3}[i%3] }) // mean of 10, 11, 12 is 11.4
	assert.True(t, whole.ExactCut())
	assert.Equal(t, []int8{0, 0, 1}, whole.High().Data()[:3])
	assert.Equal(t, []int8{0, 1, 0}, whole.Tied().Data()[:3]) // nobody at 11.4; 11 is the nearest
	assert.Equal(t, []int8{0, 1, 1}, whole.HighOther().Data()[:3])
	broken := with(func(i int) float64 { return []float64{0.3, 1.7, 0.3}[i%3] }) // symmetric: ties, decided by rounding
	assert.False(t, broken.ExactCut())
	assert.Equal(t, []int8{0, 0, 1}, broken.High().Data()[:3])
	assert.Equal(t, []int8{0, 1, 0}, broken.Tied().Data()[:3])
	none := with(func(i int) float64 { return []float64{1, 1, 0}[i%3] }) // weight 0: as if not there, but scored
	assert.Equal(t, []int8{0, 1, 1}, none.High().Data()[:3])
}

func TestSavedNorms(t *testing.T) {
	w := wavetest.Read(t, wavetest.SmallBook(), wavetest.Five)
	first, err := NewScores(w, nil, &ScoreSettings{MinGroup: 2})
	require.NoError(t, err)
	var saved bytes.Buffer
	require.NoError(t, json.NewEncoder(&saved).Encode(first.Norms))
	var norms Norms
	require.NoError(t, json.Unmarshal(saved.Bytes(), &norms))

	part := wavetest.Read(t, wavetest.SmallBook(), strings.Join(strings.SplitAfter(wavetest.Five, "\n")[:3], ""))
	later, err := NewScores(part, nil, &ScoreSettings{MinGroup: 2, Norms: norms})
	require.NoError(t, err)
	for _, name := range []string{"maturity", "effectiveness", "roi", "collaboration"} {
		sameNumbers(t, first.Get(name).Z[:2], later.Get(name).Z)
		assert.Equal(t, first.Get(name).High().Data()[:2], later.Get(name).High().Data(), name)
	}
	delete(norms, "roi.industry")
	_, err = NewScores(part, nil, &ScoreSettings{MinGroup: 2, Norms: norms})
	assert.ErrorContains(t, err, `no "roi.industry"`)
}

// Norms of a wave whose groups are all small, and so pooled, can be saved as well.
func TestSavedNormsOfSmallGroups(t *testing.T) {
	w := wavetest.Read(t, wavetest.SmallBook(), wavetest.Five)
	first, err := NewScores(w, nil, nil)
	require.NoError(t, err)
	saved, err := json.Marshal(first.Norms)
	require.NoError(t, err)
	var norms Norms
	require.NoError(t, json.Unmarshal(saved, &norms))

	again, err := NewScores(w, nil, &ScoreSettings{Norms: norms})
	require.NoError(t, err)
	for _, name := range []string{"roi", "collaboration"} {
		require.NotNil(t, again.Get(name), name)
		sameNumbers(t, first.Get(name).Z, again.Get(name).Z)
	}
}

// A group that the saved norms lack is named, and the others have their scores.
func TestSavedNormsWithoutAGroup(t *testing.T) {
	w := wavetest.Read(t, wavetest.SmallBook(), wavetest.Five)
	first, err := NewScores(w, nil, &ScoreSettings{MinGroup: 2})
	require.NoError(t, err)
	delete(first.Norms["roi.industry"].Groups, "retail")

	later, err := NewScores(w, nil, &ScoreSettings{MinGroup: 2, Norms: first.Norms})
	require.NoError(t, err)
	roi := later.Get("roi")
	require.NotNil(t, roi)
	assert.Equal(t, 2, roi.N, "those of banking")
	assert.Contains(t, fmt.Sprint(roi.Warnings), `"retail" have no score of roi`)
}

//go:embed testdata/reference/scores/scores.csv
var scoresByR []byte

func TestScoresAgainstR(t *testing.T) {
	w, err := Wave2021()
	require.NoError(t, err)
	scores, err := NewScores(w, nil, nil)
	require.NoError(t, err)
	require.Len(t, scores.All, 10)
	table, err := csv.NewReader(bytes.NewReader(scoresByR)).ReadAll() // R 4.2.2, testdata/reference/scores/script.R
	require.NoError(t, err)
	require.Equal(t, w.Len(), len(table)-1)
	require.Len(t, table[0], 1+10+4)
	ids := w.Text("respondent", "id")
	for i, row := range table[1:] {
		require.Equal(t, ids[i], row[0])
	}
	for j, name := range table[0] {
		metric, isSide := strings.CutPrefix(name, "side_")
		score := scores.Get(metric)
		if score == nil {
			continue
		}
		high, tied := score.High(), score.Tied()
		require.True(t, score.ExactCut() || !isSide)
		for i, row := range table[1:] {
			want, err := strconv.ParseFloat(row[j], 64)
			switch {
			case row[j] == "NA":
				require.True(t, math.IsNaN(score.Z[i]), "%s, %s", name, row[0])
			case isSide:
				require.NoError(t, err)
				require.Equal(t, want > 0, high.At(i) == 1, "%s, %s", name, row[0])
				require.True(t, want != 0 || tied.At(i) == 1, "%s, %s", name, row[0])
			default:
				require.NoError(t, err)
				require.InDelta(t, want, score.Z[i], 1e-9, "%s, %s", name, row[0]) // ten digits of z around 0
			}
		}
	}
}
