package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

var (
	separations = []float64{1, 0.8, 0.6, 0.4, 0.2}
	tendencies  = []float64{0, 0.3, 0.6}
)

// The shipped wave's assumptions.
const shippedSeparation, shippedTendency = 1, 0

const (
	// maxClasses is the largest number of classes that BIC chooses among.
	maxClasses = 5
	// starts of each model: where there are too many classes the best
	// solution is hardly ever found twice, and BIC does not need it.
	starts = 50
)

// recovery is how well one simulated wave's archetypes were found.
type recovery struct {
	agreement, entropy       float64 // 0 to 1
	shareError, profileError float64 // largest, in points
	classes                  int     // chosen by BIC
}

// archetypes simulates the cells of the table and returns its rows.
func archetypes(ctx context.Context, seeds int, progress func(done, total int)) ([][]string, error) {
	rows := [][]string{{"separation", "tick_tendency", "waves", "entropy", "agreement_mean", "agreement_min",
		"share_error_mean", "share_error_max", "profile_error_mean", "profile_error_max", "chosen_2", "chosen_3", "chosen_4", "chosen_5", "all_criteria", "shipped_wave"}}
	total := len(separations) * len(tendencies) * seeds
	done := 0
	for _, separation := range separations {
		for _, tendency := range tendencies {
			var found []recovery
			for seed := 1; seed <= seeds; seed++ {
				r, err := simulate(ctx, uint64(seed), separation, tendency)
				if err != nil {
					return nil, err
				}
				found = append(found, r)
				done++
				progress(done, total)
			}
			rows = append(rows, summarise(separation, tendency, found))
		}
	}
	return rows, nil
}

// simulate makes one wave and finds its archetypes.
func simulate(ctx context.Context, seed uint64, separation, tendency float64) (recovery, error) {
	w, truth, err := ctostudy.Synthesize(ctx, &ctostudy.SynthesisSettings{Seed: seed, Assumptions: assume(separation, tendency)})
	if err != nil {
		return recovery{}, err
	}
	var rows []int
	var planted []int
	for i, a := range truth.Archetypes {
		if a != '-' {
			rows = append(rows, i)
			planted = append(planted, int(a-'1'))
		}
	}
	var columns []*stats.Codes
	var names []string
	for _, item := range w.Construct("archetype").Items {
		columns = append(columns, w.Codes("archetype", item.Name).Select(rows))
		names = append(names, item.Name)
	}
	items, err := segment.NewItems(columns, nil)
	if err != nil {
		return recovery{}, err
	}
	out := recovery{}
	best := math.Inf(1)
	for k := 2; k <= maxClasses; k++ {
		fit, err := segment.LatentClass(ctx, items, k, nil, &segment.LatentClassSettings{Seed: 1, MaxStarts: starts})
		if err != nil {
			return recovery{}, err
		}
		if fit.BIC < best {
			best, out.classes = fit.BIC, k
		}
		if k == 3 {
			out.compare(fit, planted, names, truth)
		}
	}
	return out, nil
}

// compare holds three classes against the planted archetypes, under the
// assignment of classes that agrees most.
func (r *recovery) compare(fit *segment.LatentClassResult, planted []int, names []string, truth *ctostudy.Truth) {
	r.entropy = fit.EntropyR2
	for _, p := range [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		same := 0
		for i, k := range fit.Modal {
			if planted[i] == p[k] {
				same++
			}
		}
		agreement := float64(same) / float64(len(planted))
		if agreement < r.agreement {
			continue
		}
		r.agreement, r.shareError, r.profileError = agreement, 0, 0
		for k := range 3 {
			size := 0
			for _, a := range planted {
				if a == p[k] {
					size++
				}
			}
			r.shareError = math.Max(r.shareError, 100*math.Abs(fit.Share[k].Value-float64(size)/float64(len(planted))))
			for j, name := range names {
				r.profileError = math.Max(r.profileError, 100*math.Abs(fit.Profile[k][j][1].Value-truth.Profiles[name][p[k]]))
			}
		}
	}
}

// assume returns the shipped assumptions with another separation and tendency.
func assume(separation, tendency float64) []ctostudy.Assumption {
	list := ctostudy.Assumptions()
	for i := range list {
		switch list[i].ID {
		case "archetype.separation":
			list[i].Value = json.RawMessage(strconv.FormatFloat(separation, 'g', -1, 64))
		case "archetype.tick.tendency":
			list[i].Value = json.RawMessage(strconv.FormatFloat(tendency, 'g', -1, 64))
		}
	}
	return list
}

func summarise(separation, tendency float64, found []recovery) []string {
	n := float64(len(found))
	var mean, worst recovery
	worst.agreement = 1
	chosen := map[int]int{}
	held := 0
	for _, r := range found {
		mean.entropy += r.entropy / n
		mean.agreement += r.agreement / n
		mean.shareError += r.shareError / n
		mean.profileError += r.profileError / n
		worst.agreement = math.Min(worst.agreement, r.agreement)
		worst.shareError = math.Max(worst.shareError, r.shareError)
		worst.profileError = math.Max(worst.profileError, r.profileError)
		chosen[r.classes]++
		if r.agreement >= 0.95 && r.shareError <= 1 && r.profileError <= 2 && r.classes == 3 {
			held++
		}
	}
	out := []string{format(separation), format(tendency), strconv.Itoa(len(found)), format(mean.entropy), format(mean.agreement), format(worst.agreement),
		format(mean.shareError), format(worst.shareError), format(mean.profileError), format(worst.profileError)}
	for k := 2; k <= maxClasses; k++ {
		out = append(out, strconv.Itoa(chosen[k]))
	}
	shipped := ""
	if separation == shippedSeparation && tendency == shippedTendency {
		shipped = "here"
	}
	return append(out, strconv.Itoa(held), shipped)
}

func format(x float64) string { return fmt.Sprintf("%.3g", x) }
