package segment

import (
	"context"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/random"
	"github.com/ctostudy/ctostudy/stats"
)

// randomItems are answers at random to items of the given numbers of answers;
// together[j], if there is any, names the form of the questionnaire that asks item
// j, 0 for all.
func randomItems(t *testing.T, n int, categories, together []int) *Items {
	t.Helper()
	g := random.Stream(5, random.Simulation, 9)
	var columns []*stats.Codes
	for j, answers := range categories {
		levels, data := make([]stats.Level, answers), make([]int8, n)
		for i := range data {
			data[i] = int8(g.IntN(answers))
			if together != nil && together[j] > 0 && together[j] != 1+i%2 {
				data[i] = stats.NotAsked
			}
		}
		c, err := stats.NewCodes("q", levels, data)
		require.NoError(t, err)
		columns = append(columns, c)
	}
	x, err := NewItems(columns, nil)
	require.NoError(t, err)
	return x
}

func repeated(v, n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = v
	}
	return out
}

// Against theorems on the dimension of secant varieties of Segre varieties. n
// yes-no items: min(k (n + 1) - 1, 2^n - 1), but 13 for k = 3 and n = 4
// (Catalisano, Geramita and Gimigliano 2011). Two items of a and b answers: tables
// of rank k, k (a + b - k) - 1. The exceptions 3 x 3 x 3 with 4 classes (Strassen
// 1983) and 3 x 4 x 4 with 5 (Abo, Ottaviani and Peterson 2009) have one less than
// min(parameters, cells - 1).
func TestGenericRankAgainstTheorems(t *testing.T) {
	for n := 2; n <= 7; n++ {
		for k := 2; k <= 6; k++ {
			want := min(k*(n+1)-1, 1<<n-1)
			if k == 3 && n == 4 {
				want = 13
			}
			rank, parameters := newData(randomItems(t, 600, repeated(2, n), nil), nil).genericRank(k)
			assert.Equal(t, want, rank, "%d items, %d classes", n, k)
			assert.Equal(t, k*(n+1)-1, parameters)
		}
	}
	for _, c := range []struct {
		categories []int
		k, want    int
	}{
		{[]int{3, 3}, 2, 7}, {[]int{4, 5}, 3, 17}, {[]int{6, 6}, 4, 31},
		{[]int{3, 3, 3}, 4, 25}, {[]int{3, 3, 3}, 5, 26}, {[]int{3, 4, 4}, 5, 43}, {[]int{3, 3, 3}, 3, 20},
	} {
		rank, _ := newData(randomItems(t, 2000, c.categories, nil), nil).genericRank(c.k)
		assert.Equal(t, c.want, rank, "%+v", c)
	}
}

// Items that are never asked together: two tables of eight cells each, whose
// shares sum to 1, fix 14 of the 20 parameters of three classes. One item asked of
// all gives two tables of 16 that share its margin.
func TestGenericRankOfSplitQuestionnaires(t *testing.T) {
	rank, parameters := newData(randomItems(t, 600, repeated(2, 6), []int{1, 1, 1, 2, 2, 2}), nil).genericRank(3)
	assert.Equal(t, []int{14, 20}, []int{rank, parameters})

	rank, parameters = newData(randomItems(t, 600, repeated(2, 4), []int{1, 1, 2, 2}), nil).genericRank(2)
	assert.Equal(t, []int{6, 9}, []int{rank, parameters}, "two tables of four cells")

	// Who weighs nothing shows no pattern: here all who were asked both halves.
	columns := [][]int8{}
	weights := make([]float64, 400)
	g := random.Stream(6, random.Simulation, 9)
	for j := range 6 {
		column := make([]int8, 400)
		for i := range column {
			if column[i] = int8(g.IntN(2)); i < 300 && i%2 == j/3 {
				column[i] = stats.NotAsked
			}
			weights[i] = is(min(i/300, 1), 0)
		}
		columns = append(columns, column)
	}
	rank, _ = newData(ticks(t, columns), nil).genericRank(3)
	assert.Equal(t, 20, rank)
	rank, _ = newData(ticks(t, columns), weighting(t, stats.SamplingWeights, weights)).genericRank(3)
	assert.Equal(t, 14, rank)
}

// More cells than are looked at, and items with answers that nobody gave.
func TestGenericRankOfManyItems(t *testing.T) {
	for _, n := range []int{13, 15, 34} {
		rank, parameters := newData(randomItems(t, 500, repeated(2, n), nil), nil).genericRank(3)
		assert.Equal(t, parameters, rank, "%d items", n)
	}
	rank, parameters := newData(randomItems(t, 900, repeated(2, 34), append(repeated(1, 17), repeated(2, 17)...)), nil).genericRank(2)
	assert.Equal(t, parameters, rank, "either half fixes the shares and its own profiles")

	c := make([]*stats.Codes, 4)
	for j := range c {
		data := make([]int8, 200)
		for i := range data {
			data[i] = int8(2 * (i >> j & 1)) // answers 0 and 2 of three
		}
		var err error
		c[j], err = stats.NewCodes("q", make([]stats.Level, 3), data)
		require.NoError(t, err)
	}
	x, err := NewItems(c, nil)
	require.NoError(t, err)
	rank, parameters = newData(x, nil).genericRank(3)
	assert.Equal(t, []int{13, 14}, []int{rank, parameters}, "of the answers that were given")
}

// Where everybody left out other items, so that nobody answered all, sets of items
// that overlap fix all parameters together.
func TestGenericRankOfManySets(t *testing.T) {
	g := random.Stream(8, random.Simulation, 9)
	columns := make([][]int8, 40)
	for i := range 1500 {
		for j := range columns {
			answer := int8(g.IntN(2))
			if g.Float64() < 0.4 && j != i%40 {
				answer = stats.NotAsked
			}
			columns[j] = append(columns[j], answer)
		}
	}
	d := newData(ticks(t, columns), nil)
	require.Greater(t, len(d.answeredSets(d.givenAnswers())), mostSets)
	rank, parameters := d.genericRank(3)
	assert.Equal(t, []int{122, 122}, []int{rank, parameters})
}

// Arithmetic modulo the prime against whole numbers of any length.
func TestPrimeField(t *testing.T) {
	p := big.NewInt(prime)
	require.True(t, p.ProbablyPrime(20))
	g := random.Stream(7, random.Simulation, 1)
	numbers := []uint64{0, 1, 2, prime - 1, prime - 2, 1 << 60, 1<<60 - 1}
	for range 200 {
		numbers = append(numbers, randomMod(g))
	}
	of := func(v uint64) *big.Int { return new(big.Int).SetUint64(v) }
	for _, a := range numbers {
		for _, b := range numbers {
			product := new(big.Int).Mul(of(a), of(b))
			require.Equal(t, product.Mod(product, p).Uint64(), mulMod(a, b))
			sum := new(big.Int).Add(of(a), of(b))
			require.Equal(t, sum.Mod(sum, p).Uint64(), addMod(a, b))
			difference := new(big.Int).Sub(of(a), of(b))
			require.Equal(t, difference.Mod(difference, p).Uint64(), subMod(a, b))
		}
		if a > 0 {
			require.Equal(t, uint64(1), mulMod(a, inverseMod(a)))
		}
	}
}

// The patterns of the carcinoma data (Landis and Koch 1977), 118 slides looked at
// by seven pathologists, as printed by Agresti (2002, table 13.1).
var carcinoma = []struct {
	answers string
	count   int
}{
	{"0000000", 34}, {"0000100", 2}, {"0100000", 6}, {"0100001", 1}, {"0100100", 4}, {"0100101", 5}, {"1000000", 2},
	{"1010101", 1}, {"1100000", 2}, {"1100001", 1}, {"1100100", 2}, {"1100101", 7}, {"1100111", 1}, {"1101001", 1},
	{"1101101", 2}, {"1101111", 3}, {"1110101", 13}, {"1110111", 5}, {"1111101", 10}, {"1111111", 16},
}

func carcinomaItems(t *testing.T) *Items {
	columns, total := make([][]int8, 7), 0
	for _, row := range carcinoma {
		total += row.count
		for range row.count {
			for j := range columns {
				columns[j] = append(columns[j], int8(row.answers[j]-'0'))
			}
		}
	}
	require.Equal(t, 118, total)
	return ticks(t, columns)
}

// Three classes of the carcinoma data are identified, though 20 patterns occur for
// 23 parameters: nobody is to be told to use fewer. The log-likelihood is poLCA's.
func TestCarcinomaIsIdentified(t *testing.T) {
	x := carcinomaItems(t)
	rank, parameters := newData(x, nil).genericRank(3)
	assert.Equal(t, []int{23, 23}, []int{rank, parameters})

	for _, off := range []bool{false, true} {
		r, err := LatentClass(context.Background(), x, 3, nil, &LatentClassSettings{NoPrior: off})
		require.NoError(t, err)
		if off {
			assert.InDelta(t, -293.7050, r.LogLik, 1e-4)
		}
		for _, w := range r.Warnings {
			assert.NotContains(t, w.Text, "fewer classes", "%+v", w)
		}
		assert.Equal(t, 0, r.fitted.newLocal(3).undecided(r.Settings.Prior))
	}
}

// Three classes of four yes-no items are never identified, in samples of any
// kind, and the sentence says who decides.
func TestUnidentifiedIsAlwaysSaid(t *testing.T) {
	for trial := range uint64(20) {
		x := ticks(t, planted(trial, 150+100*int(trial), 4, 0, 0))
		for _, off := range []bool{false, true} {
			r, err := LatentClass(context.Background(), x, 3, nil, &LatentClassSettings{NoPrior: off, MaxStarts: 10, MinStarts: 10})
			require.NoError(t, err)
			text := ""
			for _, w := range r.Warnings {
				if w.Code == "identification" {
					text = w.Text
				}
			}
			assert.Contains(t, text, "fix 13 of the 14 parameters")
			assert.Contains(t, text, "use fewer classes")
			assert.Equal(t, !off, strings.Contains(text, "the prior decides"), text)
			assert.Equal(t, off, strings.Contains(text, "turn the prior on"), text)
		}
	}
	table, err := ChooseClasses(context.Background(), ticks(t, planted(1, 400, 4, 0, 0)), 3, nil, &LatentClassSettings{MaxStarts: 10})
	require.NoError(t, err)
	assert.NotContains(t, codes(table.Rows[1].Warnings), "identification")
	assert.Contains(t, codes(table.Rows[2].Warnings), "identification")
}

// Independent answers: two classes of four items are identified, but not near the
// estimates. That is another warning than the items' own.
func TestLocalIdentificationIsAVerdictOfItsOwn(t *testing.T) {
	r, err := LatentClass(context.Background(), randomItems(t, 1000, repeated(2, 4), nil), 2, nil, nil)
	require.NoError(t, err)
	assert.NotContains(t, codes(r.Warnings), "identification")
	require.Contains(t, codes(r.Warnings), "local-identification")
	for _, w := range r.Warnings {
		if w.Code == "local-identification" {
			assert.Contains(t, w.Text, "the prior decides")
			assert.Contains(t, w.Text, "use fewer classes")
		}
	}
}

// The information of the free probabilities against second differences of the
// expected log-likelihood by its definition, over the answer patterns of two
// forms of a questionnaire; and a sample of the patterns against all of them.
func TestLocalInformation(t *testing.T) {
	x := randomItems(t, 600, []int{2, 3, 2, 2}, []int{0, 1, 2, 0})
	r, err := LatentClass(context.Background(), x, 2, nil, &LatentClassSettings{MaxStarts: 5})
	require.NoError(t, err)
	l := r.fitted.newLocal(2)
	require.Len(t, l.free, r.NPar)
	got := l.information()

	// Half of the respondents answered items 0, 1, 3, the others 0, 2, 3.
	moved := func(change map[int]float64) float64 {
		m := append(model(nil), r.fitted.m...)
		for c, by := range change {
			m[l.free[c].at] += by
			m[l.free[c].pays] -= by
		}
		sum := 0.0
		for _, items := range [][]int{{0, 1, 3}, {0, 2, 3}} {
			n := 1
			for _, j := range items {
				n *= x.categories[j]
			}
			for number := range n {
				chance := func(m model) float64 {
					total := 0.0
					for k := range 2 {
						v, left := m[k], number
						for _, j := range items {
							v *= m[2+k*r.fitted.width+r.fitted.offset[j]+left%x.categories[j]]
							left /= x.categories[j]
						}
						total += v
					}
					return total
				}
				sum += chance(r.fitted.m) * math.Log(chance(m)) / 2
			}
		}
		return sum
	}
	const h = 1e-4
	at := func(a, b int, by, too float64) float64 {
		change := map[int]float64{a: by}
		change[b] += too
		return moved(change)
	}
	for a := range l.free {
		for b := a; b < len(l.free); b++ {
			second := (at(a, b, h, h) - at(a, b, h, -h) - at(a, b, -h, h) + at(a, b, -h, -h)) / (4 * h * h)
			require.InDelta(t, -second, got.At(a, b), 1e-4*mat.Max(got), "%d, %d", a, b)
		}
	}

	n := len(l.free)
	drawn := mat.NewSymDense(n, nil)
	row := make([]float64, n)
	l.drawn(40000, func(set *answeredSet, answer []int, factor float64) {
		l.scores(row, set, answer, factor)
		drawn.SymRankOne(drawn, 1, mat.NewVecDense(n, row))
	})
	for a := range n {
		for b := range n {
			assert.InDelta(t, got.At(a, b), drawn.At(a, b), 0.04*math.Sqrt(got.At(a, a)*got.At(b, b)), "%d, %d", a, b)
		}
	}
}
