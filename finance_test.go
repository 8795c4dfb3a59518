package ctostudy

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy/internal/study2021"

	"github.com/ctostudy/ctostudy/internal/wavetest"
	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/ctostudy/ctostudy/stats"
)

const financeBook = `{"title":"finance","fields":[
{"name":"role","type":"string","constraints":{"enum":["CTO","CIO"]}},
{"name":"e","type":"integer","constraints":{"minimum":1,"maximum":5}},
{"name":"often","type":"integer","constraints":{"minimum":1,"maximum":5}},
{"name":"vital","type":"integer","constraints":{"minimum":1,"maximum":5}},
{"name":"then","type":"number"},{"name":"now","type":"number"}],
"constructs":[
{"name":"control","items":[{"name":"role","field":"role"}]},
{"name":"effectiveness","items":[{"name":"e","field":"e"}]},
{"name":"collaboration","items":[{"name":"frequency","field":"often"},{"name":"importance","field":"vital"}]},
{"name":"finance","items":[{"name":"revenue.2020","field":"then"},{"name":"revenue.2021","field":"now"}]}]}`

// eight rows five times over: effectiveness has mean 3, revenue of 2020 is 100.
func financeWave(t *testing.T) *survey.Wave {
	t.Helper()
	var b strings.Builder
	b.WriteString("role,e,often,vital,then,now\n")
	for range 5 {
		for _, r := range []string{
			"CTO,1,5,5,100,110", "CTO,1,1,1,100,120", // low: close 10%, distant 20%
			"CTO,2,5,5,100,120", "CTO,2,1,1,100,110", // low: close 20%, distant 10%
			"CTO,4,5,5,100,130", "CTO,4,1,1,100,130", // high: close 30%, distant 30%
			"CTO,5,5,5,100,140", "CTO,5,1,1,100,120", // high: close 40%, distant 20%
		} {
			b.WriteString(r + "\n")
		}
	}
	b.WriteString("CTO,5,5,5,-7,120\nCTO,1,1,1,-7,120\nCTO,3,5,5,,120\nCTO,3,1,1,,120\n") // no growth
	return wavetest.Read(t, financeBook, b.String())
}

func TestPremiumsByHand(t *testing.T) {
	a := analyze(t, financeWave(t))
	m := a.Measure(nil)

	row, err := m.Premium("revenue", "effectiveness", HighLow)
	require.NoError(t, err)
	assert.InEpsilon(t, 0.30, row.Result.HighMean.Value, 1e-12)   // mean of 30, 30, 40, 20
	assert.InEpsilon(t, 0.15, row.Result.LowMean.Value, 1e-12)    // mean of 10, 20, 20, 10
	assert.InEpsilon(t, 1.00, row.Result.Value, 1e-12)            // 30/15 - 1
	assert.InEpsilon(t, 0.15, row.Result.Difference.Value, 1e-12) // 15 points
	assert.Equal(t, [2]int{20, 20}, [2]int{row.Result.NHigh, row.Result.NLow})
	// The mean is 3 and the two without growth who rated 3 are exactly at it: they hold no growth.
	assert.Zero(t, row.Result.TieShare)

	row, err = m.Premium("revenue", "effectiveness", CloseDistant)
	require.NoError(t, err)
	assert.InEpsilon(t, 0.4, row.Result.Value, 1e-12) // (30+40)/2 over (30+20)/2, minus 1

	row, err = m.Premium("revenue", "effectiveness", BothNeither)
	require.NoError(t, err)
	assert.InEpsilon(t, 35.0/15-1, row.Result.Value, 1e-12) // (30+40)/2 over (20+10)/2, minus 1

	_, err = m.Premium("revenue", AllMetrics, BothNeither)
	assert.ErrorContains(t, err, "a premium of one of the metrics is not available")
	_, err = m.Premium("profit", "effectiveness", HighLow)
	assert.ErrorContains(t, err, "no profit of 2020 and 2021")
	assert.Contains(t, codesOf(a.Warnings), "negative-base")
}

// A base next to nothing has no finite growth and takes no premium of others.
func TestOneTinyBase(t *testing.T) {
	var b strings.Builder
	b.WriteString("role,e,often,vital,then,now\n")
	for range 5 {
		b.WriteString("CTO,1,5,5,100,110\nCTO,1,1,1,100,120\nCTO,5,5,5,100,130\nCTO,5,1,1,100,140\n")
	}
	b.WriteString("CTO,5,5,5,1e-300,9000000000000000\nCTO,1,5,5,,100\n") // the last for a mean of 3
	a := analyze(t, wavetest.Read(t, financeBook, b.String()))
	row, err := a.Measure(nil).Premium("revenue", "effectiveness", HighLow)
	require.NoError(t, err)
	assert.InEpsilon(t, 0.35, row.Result.HighMean.Value, 1e-12) // mean of 30 and 40
	assert.Equal(t, 10, row.Result.NHigh)
	assert.Contains(t, codesOf(a.Warnings), "tiny-base")
}

func codesOf(list []stats.Warning) (out []string) {
	for _, w := range list {
		out = append(out, w.Code)
	}
	return out
}

func TestPremiumTies(t *testing.T) {
	var b strings.Builder
	b.WriteString("role,e,often,vital,then,now\n")
	for range 5 {
		for i, e := range []int{1, 1, 2, 2, 4, 4, 5, 5} { // mean 3; 2 and 4 are equally near
			fmt.Fprintf(&b, "CTO,%d,%d,%d,100,%d\n", e, 1+i%2, 1+i%2, []int{110, 120, 120, 110, 130, 130, 140, 120}[i])
		}
	}
	a := analyze(t, wavetest.Read(t, financeBook, b.String()))
	row, err := a.Measure(nil).Premium("revenue", "effectiveness", HighLow)
	require.NoError(t, err)
	assert.InEpsilon(t, 0.25, row.Result.TieShare, 1e-12) // who rated 4
	require.NotNil(t, row.Result.TiesOther)
	assert.InEpsilon(t, 0.5, row.Result.TiesOther.Value, 1e-12) // 30 over (10+20+20+10+30+30)/6 = 20, minus 1
}

func TestRefusedPremium(t *testing.T) {
	var b strings.Builder
	b.WriteString("role,e,often,vital,then,now\n")
	for i := range 80 {
		fmt.Fprintf(&b, "CTO,%d,%d,%d,100,%d\n", 1+i%2*4, 1+i/2%2, 1+i/2%2, 90+i%7*3+i%2*20)
	}
	a := analyze(t, wavetest.Read(t, financeBook, b.String()))
	assert.Contains(t, whats(a.LeftOut), premiumName("revenue", "effectiveness", HighLow)) // low grew by about -1%
	row, err := a.Measure(nil).Premium("revenue", "effectiveness", HighLow)
	require.NoError(t, err)
	assert.False(t, row.Result.Defined)
	assert.Greater(t, row.Result.Difference.Value, 0.1)
}

// The error of the mean over metrics against a jackknife: leaving out one
// respondent at a time, cuts held.
func TestMeanPremiumAgainstJackknife(t *testing.T) {
	w, err := Wave2021()
	require.NoError(t, err)
	scores, err := NewScores(w, nil, nil)
	require.NoError(t, err)
	rows, left, _ := premiums(w, study2021.Study(), scores, nil, 0.95)
	require.Empty(t, left)
	mean := rows[len(rows)-1]
	require.Equal(t, AllMetrics, mean.Metric)
	growth, _, err := growthOf(w, nil, study2021.Study(), "profit")
	require.NoError(t, err)

	var groups [3]*stats.Codes
	var sum, count [3][2]float64
	for j, metric := range study2021.Metrics[:] {
		groups[j] = groupsOf(scores.Get(metric), scores.Get("collaboration"), BothNeither, (*Score).High)
		for i, g := range growth {
			if k := groups[j].At(i); k >= 0 && !math.IsNaN(g) {
				sum[j][k] += g
				count[j][k]++
			}
		}
	}
	without := func(i int) float64 {
		total := 0.0
		for j := range groups {
			s, c := sum[j], count[j]
			if i >= 0 && groups[j].At(i) >= 0 && !math.IsNaN(growth[i]) {
				s[groups[j].At(i)] -= growth[i]
				c[groups[j].At(i)]--
			}
			total += (s[1]/c[1])/(s[0]/c[0]) - 1
		}
		return total / 3
	}
	assert.InEpsilon(t, without(-1), mean.Result.Value, 1e-12)

	// Its groups are the smallest of the three premiums', each of another metric.
	smallest := func(side int) int {
		return int(min(count[0][side], count[1][side], count[2][side]))
	}
	assert.Equal(t, [2]int{smallest(1), smallest(0)}, [2]int{mean.Result.NHigh, mean.Result.NLow})
	assert.NotEqual(t, count[0], count[1])
	n, total, squares := float64(len(growth)), 0.0, 0.0
	for i := range growth {
		v := without(i)
		total += v
		squares += (v - mean.Result.Value) * (v - mean.Result.Value)
	}
	bias := total/n - mean.Result.Value
	jackknife := math.Sqrt((n - 1) / n * (squares - n*bias*bias))
	assert.InEpsilon(t, jackknife, mean.Result.StdErr, 0.002) // brute force; they differ by terms of 1/n
}

// The interval of growth is symmetric for the logarithm of the ratio of shares, with
// the error of the ratio's linearisation: written out.
func TestGrowthIntervalIsLogarithmic(t *testing.T) {
	const n = 40
	var rows strings.Builder
	rows.WriteString("a,b\n")
	a, b := make([]float64, n), make([]float64, n)
	for i := range n {
		if i%4 == 0 {
			a[i] = 1
		}
		if i%4 == 0 && i > 10 || i%5 == 1 {
			b[i] = 1
		}
		fmt.Fprintf(&rows, "%v,%v\n", a[i], b[i])
	}
	shareA, shareB := 10.0/n, 13.0/n // 10 rows of a; of b 7 of these, 8 more, and 2 in both
	ratio := shareB / shareA

	variance := 0.0
	for i := range n {
		e := (b[i] - ratio*a[i]) / (n * shareA)
		variance += n / (n - 1.0) * e * e
	}
	half := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile(0.975) * math.Sqrt(variance) / ratio

	fields := []string{`a "type":"boolean"`, `b "type":"boolean"`}
	w := analyze(t, wavetest.Read(t, bookOf(t, fields, [][2]string{{"before", "a"}, {"after", "b"}}), rows.String()))
	claim, err := ParseClaim("growth before/a after/b")
	require.NoError(t, err)
	got, err := claim.evaluate(w.Measure(nil), "all")
	require.NoError(t, err)
	assert.InEpsilon(t, ratio-1, got.estimate.Value, 1e-12)
	assert.InEpsilon(t, ratio*math.Exp(-half)-1, got.estimate.Low, 1e-9)
	assert.InEpsilon(t, ratio*math.Exp(half)-1, got.estimate.High, 1e-9)
}
