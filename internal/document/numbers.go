package document

import (
	"math"
	"strconv"
	"strings"
)

// Unknown stands where no number is known.
const Unknown = "–"

// SmallMark follows a number that rests on few respondents.
const SmallMark = "*"

// Fixed writes a number with decimals and a real minus sign, [Unknown] if it is undefined.
func Fixed(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Unknown
	}

	text := strconv.FormatFloat(x, 'f', decimals, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-") // no minus zero
	}
	return strings.Replace(text, "-", "\u2212", 1)
}

// Span writes an interval.
func Span(low, high float64, decimals int) string {
	if math.IsNaN(low) || math.IsNaN(high) {
		return Unknown
	}
	return "[" + Fixed(low, decimals) + ", " + Fixed(high, decimals) + "]"
}

// Thousands writes a count with commas.
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
