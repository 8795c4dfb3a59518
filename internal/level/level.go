// Package level knows the confidence level of intervals that nobody has chosen.
package level

// Default is the confidence level of intervals whose settings leave it zero.
const Default = 0.95

// Resolved returns a confidence level, [Default] if it is zero, and whether it
// is between 0 and 1.
func Resolved(level float64) (resolved float64, ok bool) {
	if level == 0 {
		return Default, true
	}
	return level, level > 0 && level < 1
}
