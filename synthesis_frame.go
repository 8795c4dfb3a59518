package ctostudy

// frame is who is asked: role, place, industry, size and, for CTOs, the
// archetype that the answers will show and no column holds.
type frame struct {
	n                                     int
	role, country, region, industry, size []int8
	class                                 []int8 // archetype 0..2, -1 for a CIO
	china                                 []bool
	// strata are the rows by role (CTO 0, CIO 1) and place (Greater China 0,
	// elsewhere 1).
	strata [2][2][]int
}

// countryCount is how many countries and regions of the codebook's list lie
// in each world region, in the codebook's order. The first is Greater China.
var countryCount = []int{4, 2, 6, 15, 5, 6, 7}

// newFrame draws n respondents, half of them CTOs, in random order. Places
// and archetypes take their published shares exactly; countries, industries
// and sizes are spread evenly.
func (s *synthesis) newFrame(n int) *frame {
	f := &frame{n: n, class: make([]int8, n), china: make([]bool, n)}
	f.role, f.country, f.region = make([]int8, n), make([]int8, n), make([]int8, n)
	f.industry, f.size = make([]int8, n), make([]int8, n)
	half := n / 2
	chinaSize := [2]int{
		proportional(s.aims.count("sample.cto.china"), half, 2500),
		proportional(get[int](s.assumed, "sample.china.cio"), half, 2500),
	}
	place := s.stream("frame order").Perm(n)
	for role := range 2 {
		for j := range half {
			i := place[role*half+j]
			f.role[i] = int8(role)
			f.china[i] = j < chinaSize[role]
			f.class[i] = -1
			at := 1
			if f.china[i] {
				at = 0
			}
			f.strata[role][at] = append(f.strata[role][at], i)
		}
	}
	for i := range 2 {
		for j := range 2 {
			sortRows(f.strata[i][j])
		}
	}
	s.drawArchetypes(f)
	s.drawPlaces(f)
	spread(f.industry, s.stream("industry").Perm(n), evenly(29))
	spread(f.size, s.stream("size").Perm(n), get[[]float64](s.assumed, "size.levels"))
	return f
}

// drawArchetypes gives every CTO an archetype, in each place the published
// share of each as near as whole respondents come.
func (s *synthesis) drawArchetypes(f *frame) {
	everywhere, china := s.aims.archetypes()
	cto := len(f.strata[0][0]) + len(f.strata[0][1])
	total := apportion(everywhere, cto)
	here := apportion(china, len(f.strata[0][0]))
	rest := make([]int, len(total))
	for k := range total {
		rest[k] = total[k] - here[k]
	}
	for at, counts := range [][]int{here, rest} {
		rows := f.strata[0][at]
		order := s.stream([]string{"archetypes in Greater China", "archetypes elsewhere"}[at]).Perm(len(rows))
		j := 0
		for k, c := range counts {
			for range c {
				if j < len(order) {
					f.class[rows[order[j]]] = int8(k)
					j++
				}
			}
		}
	}
}

// drawPlaces spreads respondents over countries: most of Greater China on the
// mainland, the other countries evenly.
func (s *synthesis) drawPlaces(f *frame) {
	regionOf := make([]int8, 0, 45)
	for r, c := range countryCount {
		for range c {
			regionOf = append(regionOf, int8(r))
		}
	}
	for role := range 2 {
		for at := range 2 {
			rows := f.strata[role][at]
			order := s.stream([]string{"country CTO", "country CIO"}[role] + []string{" china", " elsewhere"}[at]).Perm(len(rows))
			codes := make([]int8, len(rows))
			shares, first := evenly(41), int8(4)
			if at == 0 {
				shares, first = []float64{0.7, 0.17, 0.1, 0.03}, 0
			}
			spread(codes, order, shares)
			for j, i := range rows {
				f.country[i] = first + codes[j]
				f.region[i] = regionOf[f.country[i]]
			}
		}
	}
}

// rows returns the rows of a role in order, 0 CTO, 1 CIO.
func (f *frame) rows(role int) []int {
	out := make([]int, 0, f.n/2)
	for i, r := range f.role {
		if int(r) == role {
			out = append(out, i)
		}
	}
	return out
}

// spread gives code k to a share of the places in the given order.
func spread(codes []int8, order []int, shares []float64) {
	j := 0
	for k, c := range apportion(shares, len(order)) {
		for range c {
			codes[order[j]] = int8(k)
			j++
		}
	}
}

func evenly(k int) []float64 {
	out := make([]float64, k)
	for i := range out {
		out[i] = 1
	}
	return out
}
