package stats

import (
	"fmt"
	"math"
	"strconv"
)

// frame is the first stage of a design: which unit each respondent came with
// and which stratum each unit belongs to. It is kept whole by subpopulations.
type frame struct {
	units      int
	unit       []int     // of a respondent; nil: each is a unit
	stratum    []int     // of a unit; nil: one stratum
	copies     []float64 // identical units per unit (frequency weights); nil: one
	label      []int     // the caller's number of a stratum
	names      map[int]string
	size       []float64 // sampled units of a stratum
	population []float64 // units of a stratum in the population, +Inf if unlimited
}

// newFrame checks and indexes strata, clusters and population sizes of n rows.
func newFrame(n int, frequencies []float64, s *DesignSettings) (*frame, error) {
	f := &frame{units: n, copies: frequencies, names: s.StrataLabels}
	if s.Clusters != nil {
		f.index(s.Clusters, frequencies)
	}
	if s.Strata != nil {
		f.stratum = make([]int, f.units)
		for u := range f.stratum {
			f.stratum[u] = -1
		}
	}
	seen, label := map[int]int{}, 0
	for i := range n {
		if s.Strata != nil {
			label = s.Strata[i]
		}
		h, ok := seen[label]
		if !ok {
			h = len(f.label)
			seen[label] = h
			f.label, f.size, f.population = append(f.label, label), append(f.size, 0),
				append(f.population, math.Inf(1))
			if s.PopulationSize != nil {
				f.population[h] = s.PopulationSize[i]
			}
		}
		if s.PopulationSize != nil &&
			(!(s.PopulationSize[i] > 0) || s.PopulationSize[i] != f.population[h]) {
			return nil, fmt.Errorf(
				"stats: row %d: population size %v of stratum %s is not one positive number (first %v)",
				i, s.PopulationSize[i], f.name(h), f.population[h])
		}
		if f.stratum == nil {
			continue
		}
		u := f.of(i)
		if f.stratum[u] >= 0 && f.stratum[u] != h {
			return nil, fmt.Errorf(
				"stats: row %d: cluster %d is in strata %s and %s; number clusters across strata",
				i, s.Clusters[i], f.name(f.stratum[u]), f.name(h))
		}
		f.stratum[u] = h
	}
	for u := range f.units {
		f.size[f.stratumOf(u)] += f.count(u)
	}
	return f, nil
}

// index numbers the clusters from 0 in order of appearance; one that has no
// copy of any respondent is no unit.
func (f *frame) index(clusters []int, frequencies []float64) {
	f.unit, f.units, f.copies = make([]int, len(clusters)), 0, nil
	seen := map[int]int{}
	for i, c := range clusters {
		u, ok := seen[c]
		if !ok {
			u = f.units
			seen[c] = u
			f.units++
			f.copies = append(f.copies, 0)
		}
		f.unit[i] = u
		if frequencies == nil || frequencies[i] > 0 {
			f.copies[u] = 1
		}
	}
}

// of returns the first-stage unit of respondent i.
func (f *frame) of(i int) int {
	if f.unit == nil {
		return i
	}
	return f.unit[i]
}

// count returns how many identical units unit u is.
func (f *frame) count(u int) float64 {
	if f.copies == nil {
		return 1
	}
	return f.copies[u]
}

func (f *frame) stratumOf(u int) int {
	if f.stratum == nil {
		return 0
	}
	return f.stratum[u]
}

// name returns what a stratum is called: its label in quotes, or its number.
func (f *frame) name(h int) string {
	if label, ok := f.names[f.label[h]]; ok {
		return strconv.Quote(label)
	}
	return strconv.Itoa(f.label[h])
}

// open returns the finite population correction of a stratum.
func (f *frame) open(h int) float64 { return math.Max(0, 1-f.size[h]/f.population[h]) }

// frameOf returns the first stage of the design, of n respondents where it is
// nil.
func (d *Design) frameOf(n int) *frame {
	if d == nil {
		return &frame{units: n, label: []int{0}, size: []float64{float64(n)},
			population: []float64{math.Inf(1)}}
	}
	return d.frame
}
