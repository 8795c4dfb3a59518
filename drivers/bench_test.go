package drivers_test

import (
	"strconv"
	"testing"

	"github.com/ctostudy/ctostudy/drivers"
)

func BenchmarkImportance(b *testing.B) {
	for _, c := range []struct {
		drivers int
		s       drivers.ImportanceSettings
	}{{6, drivers.ImportanceSettings{}}, {20, drivers.ImportanceSettings{NoResamples: true}}} {
		b.Run("n=5000/p="+strconv.Itoa(c.drivers), func(b *testing.B) {
			m, y := noisy(b, 5000, c.drivers, 1)
			for b.Loop() {
				importance(b, m, y, []string{"a", "b"}, nil, c.s)
			}
		})
	}
}
