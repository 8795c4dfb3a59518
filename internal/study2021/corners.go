package study2021

import "math"

// fixedPremiums are a metric's groups with one value of each premium.
type fixedPremiums struct {
	fourGroups
	premium, close float64
}

func (m fixedPremiums) at(q float64, r CloseReading) groupMeans {
	return m.means(m.premium, m.close, q, r)
}

// solveQ returns the Q at which the mean of the ratios is the given one; false if some group would
// not grow.
func solveQ(metrics []fixedPremiums, mean float64, r CloseReading) (float64, bool) {
	// Q is a ratio, of which 1/Q is as far from 1 as Q: halves are geometric means. 60 halvings of
	// the four powers of ten leave less than two float64 differ by.
	low, high := 0.01, 100.0
	for range 60 {
		q := math.Sqrt(low * high)
		sum := 0.0
		for _, m := range metrics {
			sum += m.at(q, r).both()
		}

		if sum < mean*float64(len(metrics)) {
			low = q
		} else {
			high = q
		}
	}

	for _, m := range metrics {
		if !m.at(low, r).positive() {
			return low, false
		}
	}
	return low, true
}

// cornerCount is the number of corners of the box of seven premiums: three of metrics, three of
// collaboration, and both.
const cornerCount = 1 << 7

// corner is the extreme value of a target over the corners of the rounding box, and the Q there.
type corner struct{ value, q float64 }

// cornersOf looks for the extremes of all targets among the corners of the box of seven rounding
// intervals, and counts those at which all groups grow.
func cornersOf(o Overlap, n Cells) (out [targetCount][2]corner, reached int) {
	for i := range out {
		out[i] = [2]corner{{value: math.Inf(1)}, {value: math.Inf(-1)}}
	}

	for bits := range cornerCount {
		metrics := premiumsAt(o, n, bits)
		q, solved := solveQ(metrics, o.Both[bits>>6], o.ReadClose)
		if !solved {
			continue
		}
		reached++

		for i, value := range targetValues(metrics, q, o.ReadClose) {
			if value < out[i][0].value {
				out[i][0] = corner{value, q}
			}
			if value > out[i][1].value {
				out[i][1] = corner{value, q}
			}
		}
	}
	return out, reached
}

// premiumsAt returns the premiums at a corner of the box: a bit says which end of its rounding
// interval a premium takes.
func premiumsAt(o Overlap, n Cells, bits int) (out []fixedPremiums) {
	for j := range 3 {
		out = append(out, fixedPremiums{
			fourGroups: groupShares(n, j),
			premium:    o.Premium[j][bits>>j&1],
			close:      o.Close[j][bits>>(3+j)&1],
		})
	}
	return out
}

// targetValues returns what the targets are at one value of each premium and of Q.
func targetValues(
	metrics []fixedPremiums, q float64, r CloseReading,
) (out [targetCount]float64) {
	out[targetQ] = q
	for j, m := range metrics {
		means := m.at(q, r)
		out[targetBoth+j] = means.both()
		out[targetLowClose+j] = means.lowClose / means.lowDistant
	}
	return out
}
