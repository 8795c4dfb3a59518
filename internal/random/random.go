// Package random derives independent random streams from a seed. Each stream
// is named by a purpose and an index, so that starts, resamples and rows never
// share one and results do not depend on how work is spread over processors.
package random

import "math/rand/v2"

// Purpose separates the streams of one seed from each other.
type Purpose uint64

// The purposes in use. Values are part of what makes results reproducible:
// add at the end, never renumber.
const (
	LatentClassStart Purpose = 1 + iota
	KMeansStart
	BootstrapResample
	Synthesis
	Permutation
	CrossValidation
	Simulation
	Identification
)

// Stream returns the stream of the given seed, purpose and index.
func Stream(seed uint64, purpose Purpose, index uint64) *rand.Rand {
	a := mix(seed + 0x9e3779b97f4a7c15*uint64(purpose))
	return rand.New(rand.NewPCG(a, mix(a^mix(index+0xd1342543de82ef95))))
}

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
