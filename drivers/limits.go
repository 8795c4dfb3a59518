package drivers

import (
	"fmt"
	"math"

	"github.com/ctostudy/ctostudy/stats"
)

// mostNumbers is how many numbers an analysis may keep at once: a gigabyte of
// float64. More is a mistake in the settings, and would end the program before
// its context could.
const mostNumbers = 1 << 27

// exactFit is how near 1 an R2 has to be for the fit to be called exact.
const exactFit = 1e-12

// fits returns an error where the product of the sizes is more than an analysis
// may keep.
func fits(what string, sizes ...int) error {
	product := 1.0
	for _, n := range sizes {
		product *= float64(n)
	}
	if product > mostNumbers {
		return fmt.Errorf("%w: %s would keep %.3g numbers, more than %d", ErrSettings, what,
			product, mostNumbers)
	}
	return nil
}

// fitCopies returns an error where the rows that frequencies stand for are too
// many to be drawn from one by one.
func fitCopies(d *stats.Design, rows []int, columns int) error {
	if !d.Weighted() || d.Kind() != stats.FrequencyWeights {
		return nil
	}
	total := 0.0
	for _, row := range rows {
		total += d.Weight(row)
	}
	if total*float64(columns) > mostNumbers {
		return fmt.Errorf("%w: frequencies of %.3g respondents are too many to resample one by one",
			ErrSettings, total)
	}
	return nil
}

// effectiveN is Kish's (sum w)^2 / sum w^2 of weights given one by one. It scales
// them by a power of two, which changes no digit, so that no square overflows.
func effectiveN(weights func(yield func(w float64) bool)) float64 {
	largest := 0.0
	for w := range weights {
		largest = math.Max(largest, w)
	}

	_, exponent := math.Frexp(largest)
	sum, squares := 0.0, 0.0
	for w := range weights {
		w = math.Ldexp(w, -exponent)
		sum += w
		squares += w * w
	}
	return sum * sum / squares
}
