package study2021

import (
	"math/rand/v2"
	"slices"
)

// frame is who is asked: role, place, industry, size and, for CTOs, the archetype that the answers
// will show and no column holds.
type frame struct {
	n                                     int
	role, country, region, industry, size []int8
	archetype                             []int8      // 0 to 2, -1 for a CIO
	strata                                [2][2][]int // rows by role and place
}

const (
	industryCount = 29
	sizeCount     = 4
)

// countryCount is how many countries and regions of the codebook's list lie in each world region,
// in the codebook's order. The first is Greater China.
var countryCount = [...]int{4, 2, 6, 15, 5, 6, 7}

// drawFrame draws n respondents, half of them CTOs, in random order. Places and archetypes take
// their published shares exactly; countries, industries and sizes are spread evenly.
func drawFrame(s streams, a *aims, n int) *frame {
	f := &frame{
		n:    n,
		role: make([]int8, n), country: make([]int8, n), region: make([]int8, n),
		industry: make([]int8, n), size: make([]int8, n),
		archetype: make([]int8, n),
	}

	f.drawStrata(s, [2]int{
		proportional(a.count("sample.cto.china"), n/2, roleSize),
		proportional(assumed[int](a.assumptions, "sample.china.cio"), n/2, roleSize),
	})
	f.drawArchetypes(s, a)
	f.drawCountries(s)

	spread(f.industry, s.stream("industry").Perm(n), evenly(industryCount))
	sizes := assumed[[]float64](a.assumptions, "size.levels")
	a.assumptions.checkShares("size.levels", sizes, sizeCount)
	spread(f.size, s.stream("size").Perm(n), sizes)
	return f
}

// drawStrata draws roles and places; china is how many of a role are asked in Greater China.
func (f *frame) drawStrata(s streams, china [2]int) {
	half := f.n / 2
	order := s.stream("frame order").Perm(f.n)

	for role := range f.strata {
		for j, i := range order[role*half : (role+1)*half] {
			place := elsewhere
			if j < china[role] {
				place = inChina
			}

			f.role[i] = int8(role)
			f.archetype[i] = -1
			f.strata[role][place] = append(f.strata[role][place], i)
		}

		for _, rows := range f.strata[role] {
			slices.Sort(rows)
		}
	}
}

// drawArchetypes gives every CTO an archetype, in each place the published share of each as near as
// whole respondents come.
func (f *frame) drawArchetypes(s streams, a *aims) {
	shares, chinaShares := a.archetypes()
	ctos := f.strata[cto]

	total := apportion(shares, len(ctos[inChina])+len(ctos[elsewhere]))
	china := apportion(chinaShares, len(ctos[inChina]))
	rest := make([]int, len(total))
	for k := range total {
		rest[k] = total[k] - china[k]
	}

	f.handOutArchetypes(ctos[inChina], china, s.stream("archetypes in Greater China"))
	f.handOutArchetypes(ctos[elsewhere], rest, s.stream("archetypes elsewhere"))
}

// handOutArchetypes gives archetype k to counts[k] of the rows, in random order.
func (f *frame) handOutArchetypes(rows, counts []int, r *rand.Rand) {
	order := r.Perm(len(rows))
	for k, count := range counts {
		count = max(0, min(count, len(order))) // shares that exclude each other show as verdicts
		for _, j := range order[:count] {
			f.archetype[rows[j]] = int8(k)
		}
		order = order[count:]
	}
}

// drawCountries spreads respondents over countries: most of Greater China on the mainland, the
// other countries evenly.
func (f *frame) drawCountries(s streams) {
	var regionOf []int8
	for region, count := range countryCount {
		for range count {
			regionOf = append(regionOf, int8(region))
		}
	}

	// Mainland, Taiwan, Hong Kong and Macau; then all countries of the other regions.
	parts := [2][]float64{{0.7, 0.17, 0.1, 0.03}, evenly(len(regionOf) - countryCount[0])}
	first := [2]int8{0, int8(countryCount[0])}
	purposes := [2][2]string{
		{"country CTO china", "country CTO elsewhere"},
		{"country CIO china", "country CIO elsewhere"},
	}

	for role := range f.strata {
		for place, rows := range f.strata[role] {
			codes := make([]int8, len(rows))
			spread(codes, s.stream(purposes[role][place]).Perm(len(rows)), parts[place])

			for j, i := range rows {
				f.country[i] = first[place] + codes[j]
				f.region[i] = regionOf[f.country[i]]
			}
		}
	}
}

// rows returns the rows of a role in order.
func (f *frame) rows(role int) []int {
	out := make([]int, 0, f.n/2)
	for i, r := range f.role {
		if int(r) == role {
			out = append(out, i)
		}
	}
	return out
}

// byArchetype splits rows of one role by archetype; CIOs are one part.
func (f *frame) byArchetype(rows []int) [][]int {
	if len(rows) > 0 && f.archetype[rows[0]] < 0 {
		return [][]int{rows}
	}

	out := make([][]int, archetypeCount)
	for _, i := range rows {
		out[f.archetype[i]] = append(out[f.archetype[i]], i)
	}
	return out
}

// spread gives code k to a share of the places in the given order.
func spread(codes []int8, order []int, shares []float64) {
	next := 0
	for k, count := range apportion(shares, len(order)) {
		for range count {
			codes[order[next]] = int8(k)
			next++
		}
	}
}

// evenly returns k equal shares.
func evenly(k int) []float64 {
	out := make([]float64, k)
	for i := range out {
		out[i] = 1
	}
	return out
}
