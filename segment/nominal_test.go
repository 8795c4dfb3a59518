package segment

import (
	"context"
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/stats"
)

// Nominal items, complete and with answers missing at random, against flexmix
// 2.3.18 (multinomial logits of a constant) and against BFGS of R 4.2.2 on the
// likelihood of the answers given (nominal.R).
func TestNominalAgainstOthers(t *testing.T) {
	rows := cells(t, "nominal.csv")
	column := func(at, levels int) *stats.Codes {
		data := make([]int8, len(rows)-1)
		for i, row := range rows[1:] {
			data[i] = stats.NotAsked
			if row[at] != "" {
				v, err := strconv.Atoi(row[at])
				require.NoError(t, err)
				data[i] = int8(v)
			}
		}
		c, err := stats.NewCodes(rows[0][at], make([]stats.Level, levels), data)
		require.NoError(t, err)
		return c
	}
	size := []int{3, 3, 4, 2, 3}
	want := map[string]map[string]float64{}
	for _, row := range cells(t, "nominal-output.csv")[1:] {
		v, err := strconv.ParseFloat(row[2], 64)
		require.NoError(t, err)
		if want[row[0]] == nil {
			want[row[0]] = map[string]float64{}
		}
		want[row[0]][row[1]] = v
	}
	for source, c := range map[string]struct {
		from             []int
		logLik, estimate float64 // how far EM of flexmix stopped before the maximum, and BFGS
	}{"flexmix": {[]int{0, 1, 2, 3, 4}, 1e-5, 2e-3}, "optim complete": {[]int{0, 1, 2, 3, 4}, 1e-6, 1e-4}, "optim missing": {[]int{0, 1, 5, 6, 7}, 1e-6, 1e-4}} {
		var columns []*stats.Codes
		for j, at := range c.from {
			columns = append(columns, column(at, size[j]))
		}
		x, err := NewItems(columns, nil)
		require.NoError(t, err)
		r, err := LatentClass(context.Background(), x, 2, nil, noPrior)
		require.NoError(t, err)
		assert.InDelta(t, want[source]["loglik"], r.LogLik, c.logLik, source)
		compared := 0
		for k := range 2 {
			assert.InDelta(t, want[source]["share"+strconv.Itoa(k+1)], r.Share[k].Value, c.estimate, source)
			for j, n := range size {
				for a := range n {
					v, ok := want[source][fmt.Sprintf("p%d.%d.%d", k+1, j+1, a)]
					require.True(t, ok)
					assert.InDelta(t, v, r.Profile[k][j][a].Value, c.estimate, "%s: class %d, item %d, answer %d", source, k, j, a)
					compared++
				}
			}
		}
		assert.Equal(t, 30, compared)
	}
}
