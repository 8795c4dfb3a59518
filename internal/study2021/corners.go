package study2021

import "math"

// fourGroups holds the shares of one metric's four groups of organisations.
type fourGroups struct{ highClose, highDistant, lowClose, lowDistant float64 }

func groupShares(n Cells, j int) fourGroups {
	total := Sum(n, func(int) bool { return true })
	share := func(in func(int) bool) float64 { return Sum(n, in) / total }
	return fourGroups{share(Both(High(j), Close)), share(Both(High(j), Distant)),
		share(Both(Low(j), Close)), share(Both(Low(j), Distant))}
}

// groupMeans are the mean growths of a metric's four groups, relative to that
// of distant collaboration.
type groupMeans fourGroups

// means solves for the four means: two premiums and Q leave no freedom.
func (t fourGroups) means(premium, close, q float64, r CloseReading) (m groupMeans) {
	high, low := t.highClose+t.highDistant, t.lowClose+t.lowDistant
	total := (t.highClose+t.lowClose)*q + t.highDistant + t.lowDistant
	meanHigh := premium * total / (premium*high + low)
	if r == CloseAgainstHigh {
		m.highClose = close * meanHigh
		m.highDistant = (meanHigh*high - t.highClose*m.highClose) / t.highDistant
	} else {
		m.highDistant = meanHigh * high / (t.highClose*close + t.highDistant)
		m.highClose = close * m.highDistant
	}
	m.lowClose = ((t.highClose+t.lowClose)*q - t.highClose*m.highClose) / t.lowClose
	m.lowDistant = (t.highDistant + t.lowDistant - t.highDistant*m.highDistant) / t.lowDistant
	return m
}

// both returns the ratio of high and close to low and distant, which rises
// with Q until the latter's growth would no longer be positive.
func (m groupMeans) both() float64 {
	if m.lowDistant <= 0 {
		return math.Inf(1)
	}
	return m.highClose / m.lowDistant
}

func (m groupMeans) positive() bool {
	return math.Min(math.Min(m.highClose, m.highDistant), math.Min(m.lowClose, m.lowDistant)) > 0
}

// fixedPremiums are a metric's groups with one value of each premium.
type fixedPremiums struct {
	fourGroups
	premium, close float64
}

// solveQ returns the Q at which the mean of the ratios is the given one;
// false where some group would not grow.
func (o Overlap) solveQ(metrics []fixedPremiums, mean float64) (float64, bool) {
	low, high := 0.01, 100.0
	for range 60 {
		q := math.Sqrt(low * high)
		sum := 0.0
		for _, m := range metrics {
			sum += m.means(m.premium, m.close, q, o.ReadClose).both()
		}
		if sum < mean*float64(len(metrics)) {
			low = q
		} else {
			high = q
		}
	}
	for _, m := range metrics {
		if !m.means(m.premium, m.close, low, o.ReadClose).positive() {
			return low, false
		}
	}
	return low, true
}

// cornerCount is the number of corners of the box of seven premiums.
const cornerCount = 1 << 7

// corner is where, over the rounding box, a target is extreme.
type corner struct{ value, q float64 }

// corners looks for the extremes of all targets among the corners of the box
// of seven rounding intervals, and counts those at which all groups grow.
func (o Overlap) corners(n Cells) (out [7][2]corner, reached int) {
	for i := range out {
		out[i] = [2]corner{{value: math.Inf(1)}, {value: math.Inf(-1)}}
	}
	for bits := range cornerCount {
		var metrics []fixedPremiums
		for j := range 3 {
			metrics = append(metrics, fixedPremiums{groupShares(n, j), o.Premium[j][bits>>j&1], o.Close[j][bits>>(3+j)&1]})
		}
		q, solved := o.solveQ(metrics, o.Both[bits>>6])
		if !solved {
			continue
		}
		reached++
		values := [7]float64{targetQ: q}
		for j, m := range metrics {
			means := m.means(m.premium, m.close, q, o.ReadClose)
			values[j], values[targetQ+1+j] = means.both(), means.lowClose/means.lowDistant
		}
		for i, v := range values {
			if v < out[i][0].value {
				out[i][0] = corner{v, q}
			}
			if v > out[i][1].value {
				out[i][1] = corner{v, q}
			}
		}
	}
	return out, reached
}
