package ctostudy

import (
	"fmt"
	"math"
	"sort"

	"github.com/ctostudy/ctostudy/internal/portable"
	"github.com/ctostudy/ctostudy/stats"
)

var (
	driverNames = []string{"mission", "people", "partners", "process", "innovation", "technology"}
	metricNames = []string{"maturity", "effectiveness", "roi"}
)

// latents are the standardised traits behind the rated items.
type latents struct {
	driver        [6][]float64
	metric        [3][]float64
	collaboration []float64
}

// latents draws the traits of every respondent:
//
//	driver        D_d = sqrt(r) F + sqrt(1-r) e
//	metric        M_j = sum_d b_jd D_d + shift_j(archetype) + sqrt(v_j) (sqrt(c) R + sqrt(1-c) e)
//	collaboration C   = g R + sqrt(1-g^2) e + shift(archetype)
//
// with one common factor F of the drivers, one common residual R of the
// metrics, and v_j such that M_j has variance 1 without the archetypes' shift.
func (s *synthesis) latents() *latents {
	n := s.frame.n
	rho := get[float64](s.assumed, "latent.driver.correlation")
	common := get[float64](s.assumed, "latent.common")
	link := get[float64](s.assumed, "latent.collaboration")
	b := get[map[string][]float64](s.assumed, "latent.coefficients")
	shift := get[map[string][3]float64](s.assumed, "latent.shift")
	out := &latents{}
	names := []string{"driver factor", "metric residual", "collaboration"}
	for _, name := range driverNames {
		names = append(names, "driver "+name)
	}
	for _, name := range metricNames {
		names = append(names, "metric "+name)
	}
	draws := map[string][]float64{}
	var all [][]float64
	for _, name := range names {
		draws[name] = s.normals("latent "+name, n)
		all = append(all, draws[name])
	}
	orthonormal(all)
	for d, name := range driverNames {
		out.driver[d] = mix2(math.Sqrt(rho), draws["driver factor"], math.Sqrt(1-rho), draws["driver "+name])
	}
	residual := draws["metric residual"]
	for j, name := range metricNames {
		coef := b[name]
		if len(coef) != 6 {
			s.assumed.fail(fmt.Errorf("ctostudy: assumption latent.coefficients: %s needs six numbers", name))
			return out
		}
		s.truth.Latent[name] = coef
		rest := math.Sqrt(1 - explained(coef, rho))
		m := mix2(float64(rest*math.Sqrt(common)), residual, float64(rest*math.Sqrt(1-common)), draws["metric "+name])
		for d := range coef {
			addTo(m, coef[d], out.driver[d])
		}
		out.metric[j] = s.shifted(m, shift[name])
	}
	out.collaboration = s.shifted(mix2(link, residual, math.Sqrt(1-float64(link*link)), draws["collaboration"]), shift["collaboration"])
	return out
}

// explained returns the variance of a metric that drivers of equal
// correlation rho explain.
func explained(coef []float64, rho float64) float64 {
	sum := 0.0
	for d := range coef {
		for e := range coef {
			r := rho
			if d == e {
				r = 1
			}
			sum += float64(float64(coef[d]*coef[e]) * r)
		}
	}
	return sum
}

// orthonormal gives the draws means of 0, variances of 1 and correlations of 0
// exactly (modified Gram-Schmidt), so that the traits of the wave have their
// stated correlations and not those that chance gave 5,000 draws; see the
// assumption latent.exact.
func orthonormal(x [][]float64) {
	for j, v := range x {
		n := float64(len(v))
		mean := 0.0
		for _, e := range v {
			mean += e / n
		}
		for i := range v {
			v[i] -= mean
		}
		for _, u := range x[:j] {
			addTo(v, -dot(u, v)/n, u)
		}
		root := math.Sqrt(dot(v, v) / n)
		for i := range v {
			v[i] /= root
		}
	}
}

func dot(x, y []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += float64(x[i] * y[i])
	}
	return sum
}

func mix2(a float64, x []float64, b float64, y []float64) []float64 {
	out := make([]float64, len(x))
	for i := range x {
		out[i] = float64(a*x[i]) + float64(b*y[i])
	}
	return out
}

func addTo(dst []float64, a float64, x []float64) {
	for i := range dst {
		dst[i] += float64(a * x[i])
	}
}

func (s *synthesis) shifted(x []float64, shift [3]float64) []float64 {
	for i, k := range s.frame.class {
		if k >= 0 {
			x[i] += shift[k]
		}
	}
	return x
}

// propensity returns a noisy measure of a trait: loading x + sqrt(1-loading^2) e.
func (s *synthesis) propensity(name string, trait []float64, loading float64) []float64 {
	return mix2(loading, trait, math.Sqrt(1-float64(loading*loading)), s.normals("item "+name, s.frame.n))
}

// rating answers one rated item by rank within role and place, in the given
// shares of the levels, and skips a share of the answers at random.
func (s *synthesis) rating(field string, propensity []float64, levels func(role, at int) []float64, skip float64) {
	data := make([]int8, s.frame.n)
	for role := range 2 {
		for at := range 2 {
			rows := s.frame.strata[role][at]
			levelByRank(data, rows, apportion(levels(role, at), len(rows)), propensity)
		}
	}
	if skip > 0 {
		r := s.stream("skip " + field)
		for i := range data {
			if r.Float64() < skip {
				data[i] = stats.Skipped
			}
		}
	}
	s.wave.SetCodes(field, data)
}

// scoreItems answers everything that enters a score: the stages of the eight
// areas, effectiveness, ROI, the drivers and collaboration. History adds what
// the scores do not use, the stages of earlier years and the ticks that follow
// from collaboration.
func (s *synthesis) scoreItems(l *latents, history bool) error {
	load := get[map[string]float64](s.assumed, "loading")
	skip := get[map[string]float64](s.assumed, "missing")
	agree := get[[]float64](s.assumed, "rating.levels")
	usual := func(int, int) []float64 { return agree }
	for _, item := range []string{"agility", "data", "governance", "resilience"} {
		field := "eff_" + item
		s.rating(field, s.propensity(field, l.metric[1], load["effectiveness"]), usual, skip["rating"])
	}
	for d, name := range driverNames {
		for _, item := range []string{"a", "b", "c", "d"} {
			field := "driver_" + name + "_" + item
			s.rating(field, s.propensity(field, l.driver[d], load["driver"]), usual, skip["driver"])
		}
	}
	if err := s.stages(l, load["stage"], history); err != nil {
		return err
	}
	s.roi(l, load["roi"])
	return s.collaborate(l, load["collaboration"], agree)
}

// stages answers the eight areas of figure 2. The counts at stage 4-5 in 2019
// and 2021 print the published growth, for CTOs everywhere and in Greater
// China; CIOs take the CTOs' global shares.
func (s *synthesis) stages(l *latents, loading float64, history bool) error {
	mature := get[map[string]float64](s.assumed, "stage.mature.2021")
	way := get[float64](s.assumed, "stage.mature.2020")
	memory := get[float64](s.assumed, "stage.memory")
	split := get[struct{ Immature, Mature []float64 }](s.assumed, "stage.levels")
	areas := make([]string, 0, len(mature))
	for area := range mature {
		areas = append(areas, area)
	}
	sort.Strings(areas)
	for _, area := range areas {
		counts, err := s.matureCounts(area, mature[area]/100, way)
		if err != nil {
			return err
		}
		now := s.propensity("stage "+area, l.metric[0], loading)
		for year := 2021; year >= 2019; year-- {
			if year < 2021 && !history {
				break
			}
			then := now
			if year < 2021 {
				then = mix2(memory, now, math.Sqrt(1-float64(memory*memory)), s.normals(fmt.Sprintf("stage %s %d", area, year), s.frame.n))
			}
			s.rating(fmt.Sprintf("stage_%s_%d", area, year), then, func(role, at int) []float64 {
				m := counts[role][at][year-2019]
				n := float64(len(s.frame.strata[role][at]))
				return stageLevels(float64(m), n-float64(m), split.Immature, split.Mature)
			}, 0)
		}
	}
	return nil
}

// stageLevels returns whole counts of the five stages of m mature and u
// immature respondents.
func stageLevels(m, u float64, immature, mature []float64) []float64 {
	out := make([]float64, 0, 5)
	for _, c := range apportion(immature, int(u)) {
		out = append(out, float64(c))
	}
	for _, c := range apportion(mature, int(m)) {
		out = append(out, float64(c))
	}
	return out
}

// matureCounts returns how many are at stage 4-5 by role, place and year.
func (s *synthesis) matureCounts(area string, share, way float64) (counts [2][2][3]int, err error) {
	claim := "growth mature.2019/" + area + " mature.2021/" + area
	// The counts are found for the 2,500 and 216 of the study and scaled, so
	// that a population has the shares of the wave.
	from, to, err := growthCounts(s.aims.need(claim, "cto"), share, 2500)
	if err != nil {
		return counts, fmt.Errorf("%w (%s)", err, area)
	}
	chinaFrom, chinaTo, err := growthCounts(s.aims.need(claim, "cto.china"), share, 216)
	if err != nil {
		return counts, fmt.Errorf("%w (%s, Greater China)", err, area)
	}
	cells := [2][2][2]int{
		{{chinaFrom, chinaTo}, {from - chinaFrom, to - chinaTo}},
		{{proportional(from, 216, 2500), proportional(to, 216, 2500)}, {from - proportional(from, 216, 2500), to - proportional(to, 216, 2500)}},
	}
	base := [2]int{216, 2284}
	for role := range 2 {
		for at := range 2 {
			n := len(s.frame.strata[role][at])
			first, last := proportional(cells[role][at][0], n, base[at]), proportional(cells[role][at][1], n, base[at])
			between := first + int(float64(way*float64(last-first)))
			counts[role][at] = [3]int{first, between, last}
		}
	}
	return counts, nil
}

// roi writes the return on technology investment, in percent to one decimal:
// industry mean + industry standard deviation x noisy trait.
func (s *synthesis) roi(l *latents, loading float64) {
	norm := get[struct{ Mean, SD [2]float64 }](s.assumed, "roi.norm")
	x := s.propensity("roi", l.metric[2], loading)
	out := make([]float64, len(x))
	for i := range x {
		at := float64(s.frame.industry[i]) / 28
		mean := norm.Mean[0] + float64(at*(norm.Mean[1]-norm.Mean[0]))
		sd := norm.SD[0] + float64(at*(norm.SD[1]-norm.SD[0]))
		out[i] = math.Floor(float64(10*(mean+float64(sd*x[i])))+0.5) / 10
	}
	s.wave.SetNumbers("roi", out)
}

// collaborate writes frequency (4 or 5 exactly where the other role is ticked
// in figure 5's list) and importance.
func (s *synthesis) collaborate(l *latents, loading float64, agree []float64) error {
	split := get[struct{ Rare, Often []float64 }](s.assumed, "collaboration.levels")
	x := s.propensity("collab_frequency", l.collaboration, loading)
	data := make([]int8, s.frame.n)
	ticks := [2][]int8{notAsked(s.frame.n), notAsked(s.frame.n)}
	for role, claim := range []string{"share interact/cio", "share interact/cto"} {
		counts, err := s.placeCounts(claim, []string{"cto", "cio"}[role], 0)
		if err != nil {
			return err
		}
		for at := range 2 {
			rows := s.frame.strata[role][at]
			levels := append(apportion(split.Rare, len(rows)-counts[at]), apportion(split.Often, counts[at])...)
			levelByRank(data, rows, levels, x)
			for _, i := range rows {
				ticks[role][i] = 0
				if data[i] >= 3 {
					ticks[role][i] = 1
				}
			}
		}
	}
	s.wave.SetCodes("collab_frequency", data)
	s.wave.SetCodes("interact_cio", ticks[0])
	s.wave.SetCodes("interact_cto", ticks[1])
	s.rating("collab_importance", s.propensity("collab_importance", l.collaboration, loading), func(int, int) []float64 { return agree }, 0)
	return nil
}

// revenue2020 draws the revenue of 2020 in thousandths of a million.
func (s *synthesis) revenue2020() []float64 {
	a := get[struct {
		LogMean []float64 `json:"log.mean"`
		LogSD   float64   `json:"log.sd"`
	}](s.assumed, "finance.revenue")
	e := s.normals("revenue 2020", s.frame.n)
	out := make([]float64, s.frame.n)
	for i := range out {
		if int(s.frame.size[i]) >= len(a.LogMean) {
			s.assumed.fail(fmt.Errorf("ctostudy: assumption finance.revenue: %d size classes needed", s.frame.size[i]+1))
			return out
		}
		out[i] = thousandths(portable.Exp(a.LogMean[s.frame.size[i]] + float64(a.LogSD*e[i])))
	}
	return out
}

// thousandths rounds to three decimals.
func thousandths(x float64) float64 { return math.Floor(float64(1000*x)+0.5) / 1000 }
