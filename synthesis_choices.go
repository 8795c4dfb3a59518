package ctostudy

import (
	"fmt"
	"slices"
	"sort"
)

// choices answers the single choices: reporting line, career goal, and who is
// responsible for each duty.
func (s *synthesis) choices() error {
	line := get[map[string]float64](s.assumed, "choice.reporting_line")
	if err := s.choice("reporting_line", []nested{
		{claim: "share reporting/ceo", levels: []string{"CEO"}},
		{claim: "share reporting/csuite", levels: []string{"CEO", "COO", "CFO", "CIO"}},
	}, line); err != nil {
		return err
	}
	goal := get[map[string]float64](s.assumed, "choice.career_goal")
	if err := s.choice("career_goal", []nested{{claim: "share career/ceo", levels: []string{"CEO"}, assumed: goal["CEO"]}}, goal); err != nil {
		return err
	}
	return s.duties()
}

// nested is a set of levels whose share is aimed at; each contains the one
// before it.
type nested struct {
	claim   string
	levels  []string
	assumed float64
}

// choice answers a single choice of CTOs by random order. Each nested set
// takes its share exactly; within what a set adds, and in the rest, the levels
// take the given proportions.
func (s *synthesis) choice(field string, sets []nested, proportions map[string]float64) error {
	levels := s.enum(field)
	data := notAsked(s.frame.n)
	var upTo [2]int // rows used so far, by place
	order := [2][]int{}
	for at := range 2 {
		rows := s.frame.strata[0][at]
		for _, j := range s.stream(fmt.Sprintf("choice %s %d", field, at)).Perm(len(rows)) {
			order[at] = append(order[at], rows[j])
		}
	}
	var done []string
	fill := func(at, count int, names []string) {
		shares := make([]float64, len(names))
		for k, name := range names {
			shares[k] = proportions[name]
			if len(names) == 1 {
				shares[k] = 1
			}
		}
		for k, c := range apportion(shares, count) {
			for range c {
				data[order[at][upTo[at]]] = int8(slices.Index(levels, names[k]))
				upTo[at]++
			}
		}
	}
	for _, set := range sets {
		counts, err := s.placeCounts(set.claim, "cto", set.assumed)
		if err != nil {
			return err
		}
		added := without(set.levels, done)
		for at := range 2 {
			if counts[at] < upTo[at] {
				return fmt.Errorf("ctostudy: %s: %s is smaller than the part it contains", field, set.claim)
			}
			fill(at, counts[at]-upTo[at], added)
		}
		done = append(done, added...)
	}
	for at := range 2 {
		fill(at, len(order[at])-upTo[at], without(levels, done))
	}
	s.wave.SetCodes(field, data)
	return nil
}

func without(all, remove []string) []string {
	var out []string
	for _, x := range all {
		if !slices.Contains(remove, x) {
			out = append(out, x)
		}
	}
	return out
}

func (s *synthesis) enum(field string) []string {
	for _, f := range s.book.Fields {
		if f.Name == field {
			return f.Constraints.Enum
		}
	}
	return nil
}

// duties answers who is responsible for each of the sixteen duties, for both
// roles alike.
func (s *synthesis) duties() error {
	type group struct {
		Items          []string
		CTO, CIO, Both float64
	}
	groups := get[map[string]group](s.assumed, "duty")
	names := make([]string, 0, len(groups))
	for name := range groups {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		g := groups[name]
		for _, item := range g.Items {
			shares := []float64{g.CTO, g.CIO, g.Both, 100 - g.CTO - g.CIO - g.Both}
			if v, ok := s.aims.value("share duty."+item+"/cio", "all"); ok {
				left := 100 - v
				others := g.CTO + g.Both + shares[3]
				shares = []float64{float64(g.CTO*left) / others, v, float64(g.Both*left) / others, float64(shares[3]*left) / others}
			}
			data := make([]int8, s.frame.n)
			for role := range 2 {
				for at := range 2 {
					rows := s.frame.strata[role][at]
					levelByRank(data, rows, apportion(shares, len(rows)), s.normals(fmt.Sprintf("duty %s %d %d", item, role, at), s.frame.n))
				}
			}
			s.wave.SetCodes("duty_"+item, data)
		}
	}
	return nil
}
