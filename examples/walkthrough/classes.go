package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/stats"
)

// evidence is one answer and its chance in each class.
type evidence struct {
	Answer string
	Chance []float64
	weight float64 // spread of the log chances
}

// shown is how many answers the page shows.
const shown = 5

// archetypes shows the classes and which of them the respondent is in.
func archetypes(_ context.Context, s *study, page map[string]any) error {
	who, found := page["Who"].(*respondent), s.analysis.Archetypes
	type class struct {
		Name, Published  string
		Share, Low, High float64
	}
	var classes []class
	for j, k := range s.judged.ClassOf {
		v := s.verdicts[fmt.Sprintf("archetype.share.%d", j+1)]
		name, _, _ := strings.Cut(v.Figure.Item, " (")
		share := found.Fit.Share[k]
		classes = append(classes, class{
			Name: name, Published: v.Figure.Text(),
			Share: 100 * share.Value, Low: 100 * share.Low, High: 100 * share.High,
		})
	}
	place := slices.Index(found.Rows, who.row)
	var all []evidence
	var posterior []float64
	for _, k := range s.judged.ClassOf {
		posterior = append(posterior, found.Fit.Posterior.At(place, k))
	}
	for j, item := range found.Items {
		code := s.wave.Codes("archetype", item).At(who.row)
		if code < 0 {
			continue
		}
		e := evidence{Answer: part(item) + ": " + found.Titles[j] + ", not ticked"}
		if code == 1 {
			e.Answer = part(item) + ": " + found.Titles[j] + ", ticked"
		}
		low, high := math.Inf(1), math.Inf(-1)
		for _, k := range s.judged.ClassOf {
			p := found.Fit.Profile[k][j][code].Value
			e.Chance = append(e.Chance, p)
			low, high = min(low, math.Log(p)), max(high, math.Log(p))
		}
		e.weight = high - low
		all = append(all, e)
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].weight > all[b].weight })

	page["LCA"] = map[string]any{
		"Starts": found.Fit.Starts, "Hits": found.Fit.Hits,
		"Items": len(found.Items), "N": found.Fit.N,
		"Classes": classes, "Evidence": all[:shown], "Posterior": posterior,
	}
	return nil
}

func part(item string) string {
	name, _, _ := strings.Cut(item, ".")
	return map[string]string{"resp": "responsible", "time": "time", "success": "success"}[name]
}

// verdicts shows one figure of each kind.
func verdicts(_ context.Context, s *study, page map[string]any) error {
	type line struct{ Item, Source, Printed, Found, Outcome, Why string }
	var lines []line
	shown := []string{"archetype.share.1", "core.strategy", "tech.trend.falls", "tech.trend.rises.rpa"}
	for _, id := range shown {
		v, ok := s.verdicts[id]
		if !ok {
			return fmt.Errorf("no figure %q", id)
		}
		item, _, _ := strings.Cut(v.Figure.Item, " (")
		l := line{
			Item: item, Source: v.Figure.Source, Printed: v.Figure.Text(),
			Found: fixed(1, v.Estimate.Value) + "%", Outcome: v.Agreement.String(), Why: v.Why,
		}
		if v.Unit != ctostudy.UnitPercent {
			l.Printed = "in words"
			l.Found = "a smallest contrast of " + fixed(1, v.Estimate.Value) + " " + v.Unit.String()
		}
		lines = append(lines, l)
	}
	page["Verdicts"], page["Figures"] = lines, len(s.judged.Verdicts)
	for _, row := range s.judged.Summary() {
		switch row.Evidence {
		case ctostudy.Calibrated:
			page["Calibrated"] = row.N
		case ctostudy.Recovered:
			page["Recovered"] = row.N
		}
	}
	return nil
}

// columns returns the respondents' answers to the archetype items to keep.
func columns(w *survey.Wave, rows []int, items []string, keep func(item string) bool) []*stats.Codes {
	var out []*stats.Codes
	for _, item := range items {
		if keep(item) {
			out = append(out, w.Codes("archetype", item).Select(rows))
		}
	}
	return out
}
