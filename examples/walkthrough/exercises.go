package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// cutRow compares the premium at two cuts, bicRow the BIC of two waves.
type (
	cutRow struct {
		Metric       string
		Mean, Median float64
		Moved        int
	}
	bicRow struct {
		K             int
		Without, With float64
	}
)

// moveCut compares premiums at the mean with premiums at the median.
func moveCut(_ context.Context, s *study, page map[string]any) error {
	before, after := s.wave.Numbers("finance", "profit.2020"), s.wave.Numbers("finance", "profit.2021")
	growth, err := drivers.Growth(before, after)
	if err != nil {
		return err
	}

	var rows []cutRow
	for _, metric := range s.analysis.Study.Metrics {
		score := s.analysis.Scores.Get(metric.Name)
		mean := score.High()
		median, err := aboveMedian(score)
		if err != nil {
			return err
		}
		out := cutRow{Metric: metric.Name}
		for i := range mean.Len() {
			if mean.At(i) != median.At(i) {
				out.Moved++
			}
		}
		for _, cut := range []struct {
			high  *stats.Codes
			value *float64
		}{{mean, &out.Mean}, {median, &out.Median}} {
			p, err := drivers.Premium(growth.Rates, cut.high, nil, nil)
			if err != nil {
				return err
			}
			*cut.value = 100 * p.Value
		}
		rows = append(rows, out)
	}
	page["Cuts"] = rows
	return nil
}

// aboveMedian returns who is above the middle score, of two the upper.
func aboveMedian(score *ctostudy.Score) (*stats.Codes, error) {
	var sorted []float64
	for _, z := range score.Z {
		if !math.IsNaN(z) {
			sorted = append(sorted, z)
		}
	}
	sort.Float64s(sorted)
	middle := sorted[len(sorted)/2]
	data := make([]int8, len(score.Z))
	for i, z := range score.Z {
		switch {
		case math.IsNaN(z):
			data[i] = stats.Skipped
		case z > middle+1e-9:
			data[i] = 1
		}
	}
	return stats.NewTicks(score.Name+" above the median", data)
}

// dropSuccess finds the classes from fewer answers.
func dropSuccess(ctx context.Context, s *study, page map[string]any) error {
	found := s.analysis.Archetypes
	kept := func(item string) bool { return !strings.HasPrefix(item, "success.") }
	items, err := segment.NewItems(columns(s.wave, found.Rows, found.Items, kept), nil)
	if err != nil {
		return err
	}
	fit, err := segment.LatentClass(ctx, items, 3, nil, nil)
	if err != nil {
		return err
	}
	rand, err := segment.AdjustedRand(found.Fit.Modal, fit.Modal)
	if err != nil {
		return err
	}

	page["Drop"] = map[string]any{
		"Items": len(fit.Items), "Rand": rand,
		"Before": found.Fit.EntropyR2, "After": fit.EntropyR2,
		"Hits": fit.Hits, "Starts": fit.Starts,
	}
	return nil
}

// tickTendency is the assumption that exercise 3 sets.
const tickTendency = 0.6

// addTicks compares the number of classes that BIC prefers.
func addTicks(ctx context.Context, s *study, page map[string]any) error {
	list := ctostudy.Assumptions()
	for i := range list {
		if list[i].ID == "archetype.tick.tendency" {
			list[i].Value = json.RawMessage(fmt.Sprint(tickTendency))
		}
	}
	ticking, _, err := ctostudy.Synthesize(ctx, &ctostudy.SynthesisSettings{Assumptions: list})
	if err != nil {
		return err
	}

	found := s.analysis.Archetypes
	all := func(string) bool { return true }
	var rows []bicRow
	for k := 2; k <= 5; k++ {
		out := bicRow{K: k}
		for _, w := range []struct {
			wave *survey.Wave
			bic  *float64
		}{{s.wave, &out.Without}, {ticking, &out.With}} {
			items, err := segment.NewItems(columns(w.wave, found.Rows, found.Items, all), nil)
			if err != nil {
				return err
			}
			settings := &segment.LatentClassSettings{MaxStarts: 20}
			fit, err := segment.LatentClass(ctx, items, k, nil, settings)
			if err != nil {
				return err
			}
			*w.bic = fit.BIC
		}
		rows = append(rows, out)
	}
	page["Ticks"] = map[string]any{"Tendency": tickTendency, "Rows": rows}
	return nil
}
