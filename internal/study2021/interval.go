package study2021

import "math"

// Interval is a range, low and high.
type Interval [2]float64

// nothing is the interval that holds no number, to be widened.
func nothing() Interval { return Interval{math.Inf(1), math.Inf(-1)} }

// with returns the interval widened to hold x.
func (i Interval) with(x float64) Interval {
	return Interval{math.Min(i[0], x), math.Max(i[1], x)}
}
