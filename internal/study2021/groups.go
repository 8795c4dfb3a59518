package study2021

import "math"

// fourGroups holds the shares of one metric's four groups of organisations.
type fourGroups struct{ highClose, highDistant, lowClose, lowDistant float64 }

func groupShares(n Cells, j int) fourGroups {
	total := Sum(n, all)
	share := func(in func(int) bool) float64 { return Sum(n, in) / total }

	return fourGroups{
		highClose:   share(Both(High(j), Close)),
		highDistant: share(Both(High(j), Distant)),
		lowClose:    share(Both(Low(j), Close)),
		lowDistant:  share(Both(Low(j), Distant)),
	}
}

// groupMeans are the mean growths of a metric's four groups, relative to that of distant
// collaboration.
type groupMeans fourGroups

// means solves for the four means: two premiums and Q leave no freedom.
func (t fourGroups) means(premium, closePremium, q float64, r CloseReading) (m groupMeans) {
	high, low := t.highClose+t.highDistant, t.lowClose+t.lowDistant
	total := (t.highClose+t.lowClose)*q + t.highDistant + t.lowDistant
	meanHigh := premium * total / (premium*high + low)

	if r == CloseAgainstHigh {
		m.highClose = closePremium * meanHigh
		m.highDistant = (meanHigh*high - t.highClose*m.highClose) / t.highDistant
	} else {
		m.highDistant = meanHigh * high / (t.highClose*closePremium + t.highDistant)
		m.highClose = closePremium * m.highDistant
	}

	// Close collaboration grows by q on the mean and distant by 1: low is what high leaves of them.
	m.lowClose = ((t.highClose+t.lowClose)*q - t.highClose*m.highClose) / t.lowClose
	m.lowDistant = (t.highDistant + t.lowDistant - t.highDistant*m.highDistant) / t.lowDistant
	return m
}

// both returns the ratio of high and close to low and distant, which rises with Q until the
// latter's growth would no longer be positive.
func (m groupMeans) both() float64 {
	if m.lowDistant <= 0 {
		return math.Inf(1)
	}
	return m.highClose / m.lowDistant
}

func (m groupMeans) positive() bool {
	return min(m.highClose, m.highDistant, m.lowClose, m.lowDistant) > 0
}
