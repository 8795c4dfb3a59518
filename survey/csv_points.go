package survey

import (
	"bytes"
	"math"
	"strconv"
)

// pointCount says how the numbers of a column are written. Where every number
// with a point has exactly three decimals and others have no point, 1.200 may
// as well be 1200 as exported with points between thousands.
type pointCount struct {
	whole     int // without a point
	thousands int // with a point that may as well group thousands
	decimals  int // with a point that cannot

	line int // of the first that may group thousands
	text string
}

// noteMissing counts a missing value that is written in another way than the
// codebook's: it says nothing but that thousands may be grouped.
func (p *pointCount) noteMissing(cell []byte, line int) {
	if mayGroupThousands(cell, bytes.IndexByte(cell, '.')) {
		p.note(cell, line)
	}
}

// note counts a number.
func (p *pointCount) note(cell []byte, line int) {
	if p.decimals > 0 {
		return // nothing more can be in doubt
	}

	point := bytes.IndexByte(cell, '.')
	switch {
	case bytes.ContainsAny(cell, "eE"):
		p.decimals++
	case point < 0:
		p.whole++
	case mayGroupThousands(cell, point):
		if p.thousands == 0 {
			p.line, p.text = line, string(cell)
		}
		p.thousands++
	default:
		p.decimals++
	}
}

// doubtful reports whether the column's points have two readings.
func (p *pointCount) doubtful() bool {
	return p.whole > 0 && p.thousands > 0 && p.decimals == 0
}

// mayGroupThousands reports whether the point of a number has one to three
// digits before it, not beginning with 0, and exactly three after it.
func mayGroupThousands(cell []byte, point int) bool {
	if point < 0 {
		return false
	}
	before, after := bytes.TrimLeft(cell[:point], "+-"), cell[point+1:]
	if len(before) < 1 || len(before) > 3 || before[0] == '0' || len(after) != 3 {
		return false
	}
	return bytes.IndexFunc(after, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// cellNumber returns the shortest text that is read as x, without exponent
// where that is not unreasonably long.
func cellNumber(x float64) string {
	if a := math.Abs(x); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}
