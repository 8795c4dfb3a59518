package drivers

import (
	"encoding/binary"

	"gonum.org/v1/gonum/floats"

	"github.com/ctostudy/ctostudy/internal/random"
)

const (
	// rowBlock rows have a table of the sums of all their subsets: 64 sums of
	// a tile stay in the first cache.
	rowBlock  = 6
	tileWidth = 56
	// drawBlock resamples share the tables, fewer where their counts would take
	// more than countBytes.
	drawBlock  = 128
	countBytes = 1 << 25
)

// columnsOf holds standardised columns, a row per respondent, with weights.
type columnsOf struct {
	n, c   int
	x      []float64 // n by c
	weight []float64 // nil: one
}

func (x *columnsOf) weightOf(row int) float64 {
	if x.weight == nil {
		return 1
	}
	return x.weight[row]
}

// total is the sum of weights.
func (x *columnsOf) total() float64 {
	out := 0.0
	for i := range x.n {
		out += x.weightOf(i)
	}
	return out
}

// drawBlock is how many resamples share the tables.
func (x *columnsOf) drawBlock() int {
	blocks := (x.n + rowBlock - 1) / rowBlock
	return max(8, min(drawBlock, countBytes/8/blocks))
}

// moments is the number of sums that cross products need: 1, x_j, x_j x_k.
func (x *columnsOf) moments() int { return 1 + x.c + x.c*(x.c+1)/2 }

// pairs returns for each moment the two columns it multiplies, -1 standing
// for the constant.
func (x *columnsOf) pairs() [][2]int {
	out := make([][2]int, 0, x.moments())
	for j := -1; j < x.c; j++ {
		for k := j; k < x.c; k++ {
			out = append(out, [2]int{j, k})
		}
	}
	return out
}

// fill writes the moments of one row to dst.
func (x *columnsOf) fill(dst []float64, row int, pairs [][2]int) {
	w := x.weightOf(row)
	values := x.x[row*x.c : (row+1)*x.c]
	for m, p := range pairs {
		v := w
		if p[0] >= 0 {
			v *= values[p[0]]
		}
		if p[1] >= 0 {
			v *= values[p[1]]
		}
		dst[m] = v
	}
}

// bootstrapSums returns, for resamples first to first+count-1 of the rows with
// replacement, the sums of the moments over the rows drawn, by
//
//	sum_i c_i z_i = sum_p 2^p sum_{i: bit p of c_i is set} z_i
//
// where the inner sums over blocks of rows are looked up in tables of all
// subsets of the block. The draws of a resample depend on the seed and its
// number alone.
func (x *columnsOf) bootstrapSums(seed uint64, first, count int) [][]float64 {
	blocks := (x.n + rowBlock - 1) / rowBlock
	codes := make([]uint64, blocks*count)
	drawn := make([]byte, blocks*rowBlock+8)
	for b := range count {
		clear(drawn)
		drawCounts(drawn, x.n,
			random.Stream(seed, random.BootstrapResample, uint64(first+b)).Uint64())
		for k := range blocks {
			codes[k*count+b] = transposed(binary.LittleEndian.Uint64(drawn[k*rowBlock:]) & (1<<(8*rowBlock) - 1))
		}
	}
	pairs := x.pairs()
	out := make([][]float64, count)
	for b := range out {
		out[b] = make([]float64, len(pairs))
	}
	table := make([]float64, tileWidth<<rowBlock)
	for from := 0; from < len(pairs); from += tileWidth {
		tile := pairs[from:min(from+tileWidth, len(pairs))]
		for k := range blocks {
			x.subsetSums(table, k*rowBlock, tile)
			for b, code := range codes[k*count : (k+1)*count] {
				sum := out[b][from : from+len(tile)]
				for scale := 1.0; code != 0; scale, code = 2*scale, code>>8 {
					if s := int(code&255) * tileWidth; s != 0 {
						floats.AddScaled(sum, scale, table[s:s+len(tile)])
					}
				}
			}
		}
	}
	return out
}

// subsetSums fills the table with the sums of the moments over each subset of
// a block of rows, bit r of its index standing for row first+r.
func (x *columnsOf) subsetSums(table []float64, first int, pairs [][2]int) {
	for r := range rowBlock {
		size := 1 << r
		single := table[size*tileWidth:][:len(pairs)]
		if first+r < x.n {
			x.fill(single, first+r, pairs)
		} else {
			clear(single)
		}
		for s := 1; s < size; s++ {
			floats.AddTo(table[(size+s)*tileWidth:][:len(pairs)], single,
				table[s*tileWidth:][:len(pairs)])
		}
	}
}

// drawCounts draws n of n rows with replacement and counts them, two draws
// from each output of SplitMix64 (Steele, Lea and Flood 2014), unbiased by
// Lemire's (2019) rejection.
func drawCounts(counts []byte, n int, state uint64) {
	counts = counts[:n]
	size := uint64(n)
	least := uint32(-uint32(n)) % uint32(n)
	for drawn := 0; drawn < n; {
		state += 0x9e3779b97f4a7c15
		z := (state ^ state>>30) * 0xbf58476d1ce4e5b9
		z = (z ^ z>>27) * 0x94d049bb133111eb
		z ^= z >> 31
		if p := z & 0xffffffff * size; uint32(p) >= least {
			counts[p>>32]++
			drawn++
		}
		if p := z >> 32 * size; uint32(p) >= least && drawn < n {
			counts[p>>32]++
			drawn++
		}
	}
}

// transposed returns the transpose of an 8 by 8 matrix of bits, a byte per
// row: byte p of the result holds bit p of each of the bytes (Warren 2013,
// section 7-3).
func transposed(x uint64) uint64 {
	t := (x ^ x>>7) & 0x00aa00aa00aa00aa
	x ^= t ^ t<<7
	t = (x ^ x>>14) & 0x0000cccc0000cccc
	x ^= t ^ t<<14
	t = (x ^ x>>28) & 0x00000000f0f0f0f0
	return x ^ t ^ t<<28
}

// weightedSums returns the sums of the moments with other weights.
func (x *columnsOf) weightedSums(weight func(row int) float64) []float64 {
	pairs := x.pairs()
	out, z := make([]float64, len(pairs)), make([]float64, len(pairs))
	for i := range x.n {
		if w := weight(i); w != 0 {
			x.fill(z, i, pairs)
			floats.AddScaled(out, w, z)
		}
	}
	return out
}

// crossProducts turns sums of moments into sums of squares and products about
// the means, a matrix by rows of which it fills the upper triangle.
func (x *columnsOf) crossProducts(dst, sums []float64) {
	next := 1 + x.c
	for j := range x.c {
		for k := j; k < x.c; k++ {
			dst[j*x.c+k] = sums[next] - sums[1+j]*sums[1+k]/sums[0]
			next++
		}
	}
}
