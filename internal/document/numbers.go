package document

import (
	"math"
	"strconv"
	"strings"
)

// What readers see beside numbers or in their place.
const (
	Unknown      = "–" // no number is known or defined
	withheldMark = "s" // a number may not be shown
	SmallMark    = "*" // the number before it rests on few respondents
)

// Digits is the number of significant digits in files for machines: fewer than
// agree between processors.
const Digits = 6

// machine writes a number for machines, nothing if it is undefined.
func machine(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	return strconv.FormatFloat(x, 'g', Digits, 64)
}

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
