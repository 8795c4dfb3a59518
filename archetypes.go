package ctostudy

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
)

// ArchetypeResult holds the latent classes of CTOs. The classes have no names
// yet: they are in the order of Fit, by falling share.
type ArchetypeResult struct {
	Fit *segment.LatentClassResult
	// Items and Titles name the items of Fit, in its order.
	Items, Titles []string
	// Rows holds the wave's rows in Fit, in its order: the CTOs who answered
	// at least one of the items.
	Rows []int
	// Shares holds the shares of the classes among all CTOs, with the model's
	// own errors, and in the other populations: weighted means of the posterior
	// chances, which are taken as known, with intervals on the logit scale.
	Shares []ClassShares
	// HeldOut holds how often each class ticked the items that took no part
	// in finding the classes.
	HeldOut []HeldOutRow
	// Style says whether members of one class differ in how much they tick
	// whatever is asked, which makes criteria ask for too many classes; nil
	// where it could not be tested.
	Style *segment.ResponseStyleTest
	// LeftOut lists items that tell nobody apart.
	LeftOut  []LeftOut
	Warnings []stats.Warning
}

// ClassShares are the shares of the classes in a population, each 0 to 1.
type ClassShares struct {
	Population string           `json:"population"`
	Class      []stats.Estimate `json:"class"`
}

// HeldOutRow is the share of each class, 0 to 1, that ticked an item; nil
// where nobody of the class answered.
type HeldOutRow struct {
	Item  string            `json:"item"`
	Title string            `json:"title"`
	Class []*stats.Estimate `json:"class"`
}

// Classes returns the number of classes.
func (r *ArchetypeResult) Classes() int { return len(r.Fit.Share) }

// Ticked returns the chance, 0 to 1, that a member of class k (its index in
// Fit) ticks an option, with the model's own standard error. An item that took
// no part in finding the classes, or that is no option, is an
// [ErrNotAvailable].
func (r *ArchetypeResult) Ticked(k int, item string) (*stats.Estimate, error) {
	j := slices.Index(r.Items, item)
	if j < 0 {
		return nil, notAvailable("the classes were not found from an item %q", item)
	}
	if n := len(r.Fit.Profile[k][j]); n != 2 {
		return nil, notAvailable("archetype item %q is no option but has %d answers", item, n)
	}
	out := r.Fit.Profile[k][j][1]
	return &out, nil
}

// archetypes finds latent classes of CTOs from the items of the construct
// "archetype".
func archetypes(ctx context.Context, w *Wave, d *stats.Design, s AnalysisSettings) (*ArchetypeResult, error) {
	out := &ArchetypeResult{}
	columns, err := out.choose(w)
	if err != nil {
		return nil, err
	}
	if len(out.Rows) < s.Classes {
		return nil, notAvailable("%d CTOs answered, fewer than the %d classes", len(out.Rows), s.Classes)
	}
	for j := range columns {
		columns[j] = columns[j].Select(out.Rows)
	}
	items, err := segment.NewItems(columns, nil)
	if err != nil {
		return nil, fmt.Errorf("archetype items: %w", err)
	}
	out.Fit, err = segment.LatentClass(ctx, items, s.Classes, d.Select(out.Rows), s.latentClass())
	if err != nil {
		return nil, err
	}
	out.Warnings = slices.Clone(out.Fit.Warnings)
	if out.Style, err = segment.ResponseStyle(out.Fit); err == nil && out.Style.PValue < 0.01 {
		out.Warnings = append(out.Warnings, stats.Warning{Code: "response-style", Text: fmt.Sprintf(
			"members of one class differ in how much they tick whatever is asked (dispersion %.2f, p = %.2g): read classes that differ in the number of ticks with care, and do not add any", out.Style.Dispersion, out.Style.PValue)})
	}
	if err := out.describe(w, d, s.Level); err != nil {
		return nil, err
	}
	return out, nil
}

// choose finds the items that tell CTOs apart, whose columns it returns, and
// the CTOs who answered at least one of them.
func (r *ArchetypeResult) choose(w *Wave) ([]*stats.Codes, error) {
	c, cto := w.Construct("archetype"), w.Codes("population", "cto")
	if c == nil {
		return nil, notAvailable("the codebook has no construct \"archetype\"")
	}
	if cto == nil {
		return nil, notAvailable("the codebook's construct \"population\" has no item \"cto\"")
	}
	var rows []int
	for i := range cto.Len() {
		if cto.At(i) == 1 {
			rows = append(rows, i)
		}
	}
	if rows == nil {
		return nil, notAvailable("the wave has no CTO")
	}
	var columns []*stats.Codes
	for _, item := range c.Items {
		x := w.Codes("archetype", item.Name)
		why := "it has no coded answers"
		if x != nil {
			why = tellsApart(x, rows)
		}
		if why != "" {
			r.LeftOut = append(r.LeftOut, LeftOut{What: "archetype item " + item.Name, Why: why})
			continue
		}
		columns = append(columns, x)
		r.Items = append(r.Items, item.Name)
		r.Titles = append(r.Titles, titleOf(item))
	}
	if columns == nil {
		return nil, notAvailable("CTOs answered none of the items, or all of them alike")
	}
	for _, i := range rows {
		if slices.ContainsFunc(columns, func(x *stats.Codes) bool { return x.At(i) >= 0 }) {
			r.Rows = append(r.Rows, i)
		}
	}
	return columns, nil
}

// tellsApart returns why an item cannot tell the rows apart, or nothing.
func tellsApart(x *stats.Codes, rows []int) string {
	first := stats.Skipped
	for _, i := range rows {
		switch k := x.At(i); {
		case k < 0:
		case first < 0:
			first = k
		case k != first:
			return ""
		}
	}
	if first < 0 {
		return "no CTO answered it"
	}
	return "all CTOs gave the same answer"
}

// titleOf returns an item's label.
func titleOf(item Item) string {
	if item.Title != "" {
		return item.Title
	}
	return item.Name
}

// describe adds the shares of the classes by population and what they
// answered to the held-out items.
func (r *ArchetypeResult) describe(w *Wave, d *stats.Design, level float64) error {
	settings := &stats.EstimateSettings{Level: level}
	masks := make([][]float64, r.Classes())
	for k := range masks {
		masks[k] = r.mask(k, w.Len())
	}
	for _, p := range populationsOf(w) {
		mask := r.fitted(p.mask)
		if p.name != "cto" && !strings.HasPrefix(p.name, "cto.") || mask == nil {
			continue
		}
		shares := ClassShares{Population: p.name}
		for k := range masks {
			if p.name == "cto" {
				shares.Class = append(shares.Class, r.Fit.Share[k])
				continue
			}
			e, err := stats.LinearMean(masks[k], mask, d).Estimate(d, settings)
			if err != nil {
				return err
			}
			logitInterval(e)
			shares.Class = append(shares.Class, *e)
		}
		r.Shares = append(r.Shares, shares)
	}
	c := w.Construct("heldout")
	if c == nil {
		return nil
	}
	for _, item := range c.Items {
		x := w.Codes("heldout", item.Name)
		if x == nil || len(x.Levels()) != 2 {
			r.LeftOut = append(r.LeftOut, LeftOut{What: "held-out item " + item.Name, Why: "it is no option"})
			continue
		}
		row := HeldOutRow{Item: item.Name, Title: titleOf(item), Class: make([]*stats.Estimate, len(masks))}
		for k := range masks {
			l := stats.LinearMean(ticks(x), masks[k], d)
			if l.N == 0 {
				continue
			}
			e, err := l.Estimate(d, settings)
			if err != nil {
				return err
			}
			row.Class[k] = e
		}
		r.HeldOut = append(r.HeldOut, row)
	}
	return nil
}

// logitInterval turns a symmetric interval of a share into one that is
// symmetric for log(p/(1-p)), by the delta method; shares of 0 and 1 keep
// theirs.
func logitInterval(e *stats.Estimate) {
	if v := e.Value * (1 - e.Value); v > 0 {
		half, centre := (e.High-e.Low)/2/v, math.Log(e.Value/(1-e.Value))
		e.Low, e.High = 1/(1+math.Exp(half-centre)), 1/(1+math.Exp(-half-centre))
	}
}

// mask returns each respondent's posterior chance of class k, 0 for those who
// are not in Fit.
func (r *ArchetypeResult) mask(k, n int) []float64 {
	out := make([]float64, n)
	for j, i := range r.Rows {
		out[i] = r.Fit.Posterior.At(j, k)
	}
	return out
}

// fitted returns a mask restricted to the rows in Fit, nil where nobody is left.
func (r *ArchetypeResult) fitted(mask []float64) []float64 {
	out, some := make([]float64, len(mask)), false
	for _, i := range r.Rows {
		out[i] = mask[i]
		some = some || mask[i] > 0
	}
	if !some {
		return nil
	}
	return out
}
