package ctostudy

import (
	"fmt"
	"math"
	"strings"

	"github.com/ctostudy/ctostudy/stats"
)

// placeCounts returns how many of a role tick an item in Greater China and
// elsewhere, such that both the role and its part in Greater China print
// their published percentages. Where one is not published it is the other's;
// where neither is, it is the assumed one.
func (s *synthesis) placeCounts(claim, role string, assumed float64) (counts [2]int, err error) {
	r := map[string]int{"cto": 0, "cio": 1}[role]
	china, rest := len(s.frame.strata[r][0]), len(s.frame.strata[r][1])
	global, ok := s.aims.value(claim, role)
	if !ok {
		if global, ok = s.aims.value(claim, "all"); !ok {
			global = assumed
		}
	}
	local, ok := s.aims.value(claim, role+".china")
	if !ok {
		local = global
	}
	total, err := percentCount(global, china+rest)
	if err != nil {
		return counts, fmt.Errorf("%w (%s, %s)", err, claim, role)
	}
	if counts[0], err = percentCount(local, china); err != nil {
		return counts, fmt.Errorf("%w (%s, %s in Greater China)", err, claim, role)
	}
	counts[1] = total - counts[0]
	if counts[1] < 0 || counts[1] > rest {
		return counts, fmt.Errorf("ctostudy: %s: %g%% of %s and %g%% in Greater China exclude each other", claim, global, role, local)
	}
	return counts, nil
}

// tick answers one option for a role. Within each place the ticks are spread
// over the archetypes in proportion, and within an archetype those of highest
// propensity tick.
func (s *synthesis) tick(data []int8, field, claim, role string, assumed float64) error {
	counts, err := s.placeCounts(claim, role, assumed)
	if err != nil {
		return err
	}
	r := map[string]int{"cto": 0, "cio": 1}[role]
	propensity := s.normals("tick "+role+" "+field, s.frame.n)
	for at := range 2 {
		strata := s.byClass(s.frame.strata[r][at])
		sizes := make([]float64, len(strata))
		for k, rows := range strata {
			sizes[k] = float64(len(rows))
		}
		for k, c := range apportion(sizes, counts[at]) {
			tickTop(data, strata[k], c, propensity)
		}
	}
	return nil
}

// byClass splits rows by archetype; CIOs are one class.
func (s *synthesis) byClass(rows []int) [][]int {
	if len(rows) > 0 && s.frame.class[rows[0]] < 0 {
		return [][]int{rows}
	}
	out := make([][]int, 3)
	for _, i := range rows {
		out[s.frame.class[i]] = append(out[s.frame.class[i]], i)
	}
	return out
}

// shares answers every multi-select and statement whose share does not depend
// on the archetype.
func (s *synthesis) shares() error {
	table := [2]map[string]map[string]float64{
		get[map[string]map[string]float64](s.assumed, "shares.cto"),
		get[map[string]map[string]float64](s.assumed, "shares.cio"),
	}
	asked := map[string][]string{
		"tech.near": {"cto"}, "tech.far": {"cto"}, "invest": {"cto"}, "interact": {"cto", "cio"}, "crucial": {"cto", "cio"},
		"responsibility": {"cto", "cio"}, "time": {"cto", "cio"}, "statement": {"cto"}, "challenge": {"cto"},
		"partnergoal": {"cto"}, "impact": {"cto", "cio"},
	}
	for _, c := range s.book.Constructs {
		for _, item := range c.Items {
			roles := asked[c.Name]
			if roles == nil || c.Name == "interact" && (item.Name == "cio" || item.Name == "cto") {
				continue
			}
			data := notAsked(s.frame.n)
			for _, role := range roles {
				if role == "cto" && s.isArchetypeItem(item.Field) {
					continue
				}
				assumed := table[map[string]int{"cto": 0, "cio": 1}[role]][c.Name][item.Name]
				if err := s.tick(data, item.Field, "share "+c.Name+"/"+item.Name, role, assumed); err != nil {
					return err
				}
			}
			if c.Name == "crucial" {
				s.halve(data)
			}
			s.wave.SetCodes(item.Field, data)
		}
	}
	return nil
}

// halve leaves the question unasked for the half of each role that figure 1
// did not put it to.
func (s *synthesis) halve(data []int8) {
	part := get[float64](s.assumed, "sample.crucial")
	for role := range 2 {
		rows := s.frame.rows(role)
		order := s.stream([]string{"asked CTO", "asked CIO"}[role]).Perm(len(rows))
		for _, j := range order[int(float64(part*float64(len(rows)))):] {
			data[rows[j]] = stats.NotAsked
		}
	}
}

func (s *synthesis) isArchetypeItem(field string) bool {
	for _, c := range s.book.Constructs {
		if c.Name == "archetype" {
			for _, item := range c.Items {
				if item.Field == field {
					return true
				}
			}
		}
	}
	return false
}

// archetypeItems answers what tells the archetypes apart, for CTOs: within
// each archetype the published or assumed share ticks, chosen independently of
// everything else but an assumed tendency to tick.
func (s *synthesis) archetypeItems() error {
	separation := get[float64](s.assumed, "archetype.separation")
	tendency := get[float64](s.assumed, "archetype.tick.tendency")
	habit := s.normals("tick tendency", s.frame.n)
	prefix := map[string]string{"resp": "resp_", "time": "time_", "success": "success_", "orientation": "orient_", "selfimage": "self_"}
	for _, block := range []string{"resp", "time", "success", "orientation", "selfimage"} {
		cells := get[map[string][3]*float64](s.assumed, "profile."+block)
		for _, c := range s.book.Constructs {
			for _, item := range c.Items {
				name, ok := strings.CutPrefix(item.Name, block+".")
				if !ok || c.Name != "archetype" && c.Name != "heldout" {
					continue
				}
				target := s.profile(block+"."+name, cells[name], separation)
				if err := s.assumed.err; err != nil {
					return err
				}
				propensity := s.normals("archetype "+item.Name, s.frame.n)
				addTo(propensity, tendency, habit)
				s.tickProfile(prefix[block]+name, item.Name, target, propensity)
			}
		}
	}
	return nil
}

// profile returns an item's share in each archetype, in percent: published
// where it is, else assumed and drawn towards the item's mean by separation.
func (s *synthesis) profile(item string, cells [3]*float64, separation float64) (target [3]float64) {
	published := [3]bool{}
	for k := range target {
		v, ok := s.aims.value("profile "+item, fmt.Sprintf("cto.archetype%d", k+1))
		switch {
		case ok:
			target[k], published[k] = v, true
		case cells[k] != nil:
			target[k] = *cells[k]
		default:
			s.assumed.fail(fmt.Errorf("ctostudy: no share of %s in archetype %d is published or assumed", item, k+1))
		}
	}
	mean := (target[0] + target[1] + target[2]) / 3
	for k := range target {
		if !published[k] {
			target[k] = mean + float64(separation*(target[k]-mean))
		}
	}
	return target
}

// tickProfile ticks target percent of each archetype, in Greater China and
// elsewhere alike, and writes the shares into the truth. What CIOs answered
// already stays.
func (s *synthesis) tickProfile(field, item string, target [3]float64, propensity []float64) {
	data := s.wave.CodesOf(field)
	if data == nil {
		data = notAsked(s.frame.n)
	}
	var planted [3]float64
	for k := range 3 {
		var places [2][]int
		for at := range 2 {
			places[at] = s.byClass(s.frame.strata[0][at])[k]
		}
		n := len(places[0]) + len(places[1])
		total := int(math.Floor(float64(target[k]*float64(n))/100 + 0.5))
		here := proportional(total, len(places[0]), n)
		tickTop(data, places[0], here, propensity)
		tickTop(data, places[1], total-here, propensity)
		planted[k] = float64(total) / float64(n)
	}
	s.truth.Profiles[item] = planted
	s.wave.SetCodes(field, data)
}
