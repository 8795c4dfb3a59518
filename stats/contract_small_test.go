package stats

import (
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/internal/contract"
)

// In samples of a few rows estimators refuse, warn and count the same under
// frequency weights as for repeated rows.
func TestCopiesOfFewRows(t *testing.T) {
	rows := regexp.MustCompile(`row \d+`)
	text := func(err error) string {
		if err == nil {
			return ""
		}
		return rows.ReplaceAllString(err.Error(), "row")
	}
	// Numbers of so few rows are rounding where a fit is exact, and so is whether
	// its tests can be computed.
	counted := func(path string) bool {
		return strings.Contains(path, ".Warnings") || strings.HasSuffix(path, ".N") ||
			strings.HasSuffix(path, ".DF")
	}
	rng := rand.New(rand.NewPCG(41, 3))
	whole := newSample()
	for range 150 {
		some := whole.rows(rng.Perm(contractRows)[:2+rng.IntN(12)])
		var copies []int
		for i := range some.copies {
			some.copies[i] = float64(1 + rng.IntN(3))
			copies = append(copies, slices.Repeat([]int{i}, int(some.copies[i]))...)
		}
		repeated := some.rows(copies)
		for _, name := range slices.Sorted(maps.Keys(contracts)) {
			c := contracts[name]
			if name == "OLS/after" || c.except["frequency"] != "" ||
				c.refuses["frequency"] != "" {
				continue
			}
			got, gotErr := c.run(some, some.design("frequency"))
			want, wantErr := c.run(repeated, nil)
			if !assert.Equal(t, text(wantErr), text(gotErr), name) || wantErr != nil {
				continue
			}
			assert.Empty(t, contract.Flatten(want).Differ(contract.Flatten(got), 1e-9, counted), name)
		}
	}
}
