package ctostudy

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/internal/nulls"
	"github.com/ctostudy/ctostudy/segment"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// ArchetypeResult holds the latent classes of the population that the study divides.
// The classes have no names yet: they are in the order of Fit, by falling share.
type ArchetypeResult struct {
	Fit *segment.LatentClassResult
	// Items and Titles name the items of Fit, in its order.
	Items, Titles []string
	// Answers[j] holds the labels of the answers to item j, in the order of
	// Fit.Profile[k][j]; nil for an option, which is ticked or not.
	Answers [][]string
	// Rows holds the wave's rows in Fit, in its order: those of the population who
	// answered at least one of the items.
	Rows []int
	// Shares holds the shares of the classes in the whole population, with the
	// model's own errors, and in its parts: weighted means of the posterior
	// chances, which are taken as known, with intervals on the logit scale.
	// Differences between populations are understated (see HeldOut).
	Shares []ClassShares
	// HeldOut holds how often each class gave an answer to the items that took no
	// part in finding the classes: of class k
	//
	//	p = sum w r x / sum w r,   n = sum r
	//
	// over those who answered, with r the posterior chance of the class, rounded n
	// for N, sum w r for WeightedN, and Kish's (sum w r)^2 / sum w^2 r for
	// EffectiveN, as in Fit.Profile. The chances are taken as known; since they
	// are not 0 and 1, differences between classes are understated (Bolck, Croon
	// and Hagenaars 2004), and a warning says so.
	HeldOut []HeldOutRow
	// Style says whether members of one class differ in how much they tick
	// whatever is asked, which makes criteria ask for too many classes; nil
	// where it could not be tested.
	Style *segment.ResponseStyleTest
	// LeftOut lists items that tell nobody apart.
	LeftOut  []LeftOut
	Warnings []stats.Warning
}

// MarshalJSON writes what is said of the classes, not who belongs to them.
func (r *ArchetypeResult) MarshalJSON() ([]byte, error) {
	return nulls.Marshal(struct {
		Fit      *segment.LatentClassResult `json:"fit"`
		Titles   []string                   `json:"titles"`
		Answers  [][]string                 `json:"answers"` // null for an option
		Shares   []ClassShares              `json:"shares"`
		HeldOut  []HeldOutRow               `json:"held_out"`
		Style    *segment.ResponseStyleTest `json:"response_style"`
		LeftOut  []LeftOut                  `json:"left_out,omitempty"`
		Warnings []stats.Warning            `json:"warnings,omitempty"`
	}{r.Fit, r.Titles, r.Answers, r.Shares, r.HeldOut, r.Style, r.LeftOut, r.Warnings})
}

// ClassUncertainty is said beside everything that rests on the chances of belonging to
// a class.
const ClassUncertainty = "It is uncertain who belongs to which class, " +
	"so that differences between classes, and between populations in the shares of classes, are understated."

// ClassShares are the shares of the classes in a population, each 0 to 1.
type ClassShares struct {
	Population string           `json:"population"`
	Class      []stats.Estimate `json:"class"`
}

// HeldOutRow is the share of each class, 0 to 1, that gave an answer to an item;
// nil where nobody of the class answered.
type HeldOutRow struct {
	Item  string `json:"item"`
	Title string `json:"title"`
	// Answer is the answer's label, empty for an option, which is ticked or not.
	Answer string            `json:"answer,omitempty"`
	Class  []*stats.Estimate `json:"class"`

	code int // of the answer
}

// ProfileAnswer is a row of the classes' tables: an answer to one of the items.
type ProfileAnswer struct {
	Item, Answer int // Fit.Profile[k][item][answer]
	Name, Title  string
	Label        string // of the answer, empty for an option
}

// Profiled returns the rows of the classes' tables: an option once, of other items
// every answer.
func (r *ArchetypeResult) Profiled() []ProfileAnswer {
	var out []ProfileAnswer
	for j, labels := range r.Answers {
		if labels == nil {
			out = append(out, ProfileAnswer{Item: j, Answer: 1, Name: r.Items[j], Title: r.Titles[j]})
		}
		for c, label := range labels {
			out = append(out, ProfileAnswer{
				Item: j, Answer: c, Name: r.Items[j], Title: r.Titles[j], Label: label})
		}
	}
	return out
}

// Claimed reports whether a figure on the item is about this answer: the tick of an
// option, the second of two answers (see [ArchetypeResult.Ticked]).
func (r *ArchetypeResult) Claimed(a ProfileAnswer) bool {
	return a.Answer == 1 && len(r.Fit.Profile[0][a.Item]) == 2
}

// Classes returns the number of classes.
func (r *ArchetypeResult) Classes() int { return len(r.Fit.Share) }

// Ticked returns the chance, 0 to 1, that a member of class k (its index in
// Fit) ticks an option, or gives the second of two answers, with the model's own
// standard error. An item that took
// no part in finding the classes, or that is no option, is an
// [ErrNotAvailable].
func (r *ArchetypeResult) Ticked(k int, item string) (*stats.Estimate, error) {
	j := slices.Index(r.Items, item)
	if j < 0 {
		return nil, notAvailable("the classes were not found from an item %q", item)
	}
	if n := len(r.Fit.Profile[k][j]); n != 2 {
		return nil, notAvailable("item %q is no option but has %d answers", item, n)
	}
	out := r.Fit.Profile[k][j][1]
	return &out, nil
}

// archetypes finds so many latent classes of the study's population from the items that it names.
func archetypes(ctx context.Context, w *survey.Wave, study *survey.Study, populations []population,
	d *stats.Design, classes int, s *segment.LatentClassSettings) (*ArchetypeResult, error) {
	plan := study.Classes
	people := peopleOf(study, plan.Population)
	out := &ArchetypeResult{}
	columns, err := out.choose(w, d, plan, people)
	if err != nil {
		return nil, err
	}
	if len(out.Rows) < classes {
		return nil, notAvailable("%d %s answered, fewer than the %d classes",
			len(out.Rows), people, classes)
	}

	items, err := segment.NewItems(columns, out.Rows)
	if err != nil {
		return nil, fmt.Errorf("%s items: %w", plan.Name, err)
	}
	out.Fit, err = segment.LatentClass(ctx, items, classes, d, s)
	if err != nil {
		return nil, err
	}

	out.Warnings = slices.Clone(out.Fit.Warnings)
	if out.Style, err = segment.ResponseStyle(out.Fit); err == nil && out.Style.PValue < 0.01 {
		out.Warnings = append(out.Warnings, stats.NewWarning("response-style",
			"members of one class differ in how much they tick whatever is asked "+
				"(dispersion %.2f, p = %.2g): read classes that differ in the number of ticks with care, "+
				"and do not add any", out.Style.Dispersion, out.Style.PValue))
	}
	if err := out.describe(w, plan, populations, d, s.Level); err != nil {
		return nil, err
	}
	return out, nil
}

// choose finds the items that tell the population apart, whose columns it returns, and
// the members who answered at least one of them. Rows that weigh nothing are nobody.
func (r *ArchetypeResult) choose(w *survey.Wave, d *stats.Design, plan *survey.Classes,
	people string) ([]*stats.Codes, error) {
	c := w.Construct(plan.Items)
	if c == nil {
		return nil, notAvailable("the codebook has no construct %q", plan.Items)
	}
	rows, err := rowsOf(w, plan.Population)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(i int) bool { return d.Copies(i) == 0 })
	if len(rows) == 0 {
		return nil, notAvailable("the wave has no %s", people)
	}

	var columns []*stats.Codes
	for _, item := range c.Items {
		x := w.Codes(c.Name, item.Name)
		why := "it has no coded answers"
		if x != nil {
			why = tellsApart(x, rows, people)
		}
		if why != "" {
			r.LeftOut = append(r.LeftOut, LeftOut{What: plan.Name + " item " + item.Name, Why: why})
			continue
		}
		columns = append(columns, x)
		r.Items = append(r.Items, item.Name)
		r.Titles = append(r.Titles, item.Label())
		r.Answers = append(r.Answers, answerLabels(w, item, x))
	}
	if columns == nil {
		return nil, notAvailable("%s answered none of the items, or all of them alike", people)
	}
	for _, i := range rows {
		if slices.ContainsFunc(columns, func(x *stats.Codes) bool { return x.At(i) >= 0 }) {
			r.Rows = append(r.Rows, i)
		}
	}
	return columns, nil
}

// tellsApart returns why an item cannot tell the rows apart, or nothing.
func tellsApart(x *stats.Codes, rows []int, people string) string {
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
		return "none of the " + people + " answered it"
	}
	return "all " + people + " gave the same answer"
}

// describe adds the shares of the classes by population and what they
// answered to the held-out items.
func (r *ArchetypeResult) describe(w *survey.Wave, plan *survey.Classes, populations []population,
	d *stats.Design, level float64) error {
	masks := make([][]float64, r.Classes())
	for k := range masks {
		masks[k] = r.mask(k, w.Len())
	}
	whole := plan.Population
	for _, p := range populations {
		mask := r.fitted(p.mask)
		part := whole == "all" || strings.HasPrefix(p.name, whole+".")
		if p.name != whole && !part || mask == nil {
			continue
		}
		shares := ClassShares{Population: p.name}
		for k := range masks {
			if p.name == whole {
				shares.Class = append(shares.Class, r.Fit.Share[k])
				continue
			}
			e, err := estimateOf(stats.LinearMean(masks[k], mask, d), d, level)
			if err != nil {
				return err
			}
			logitInterval(e)
			shares.Class = append(shares.Class, *e)
		}
		r.Shares = append(r.Shares, shares)
	}
	if err := r.describeHeldOut(w, plan, masks, d, level); err != nil {
		return err
	}
	if len(r.Shares) > 1 || len(r.HeldOut) > 0 {
		r.Warnings = append(r.Warnings, stats.NewWarning("class-uncertainty", ClassUncertainty))
	}
	return nil
}

// describeHeldOut adds what the classes answered to the held-out items.
func (r *ArchetypeResult) describeHeldOut(w *survey.Wave, plan *survey.Classes, masks [][]float64,
	d *stats.Design, level float64) error {
	c := w.Construct(plan.HeldOut)
	if c == nil {
		return nil
	}
	for _, item := range c.Items {
		x := w.Codes(plan.HeldOut, item.Name)
		if x == nil {
			what := "held-out item " + item.Name
			r.LeftOut = append(r.LeftOut, LeftOut{What: what, Why: "it has no coded answers"})
			continue
		}

		labels := answerLabels(w, item, x)
		if labels == nil {
			row, err := heldOutRow(item, x, 1, "", masks, d, level)
			if err != nil {
				return err
			}
			r.HeldOut = append(r.HeldOut, *row)
		}
		for code, label := range labels {
			row, err := heldOutRow(item, x, code, label, masks, d, level)
			if err != nil {
				return err
			}
			r.HeldOut = append(r.HeldOut, *row)
		}
	}
	return nil
}

func heldOutRow(item survey.Item, x *stats.Codes, code int, label string, masks [][]float64,
	d *stats.Design, level float64) (*HeldOutRow, error) {
	out := &HeldOutRow{Item: item.Name, Title: item.Label(), Answer: label,
		Class: make([]*stats.Estimate, len(masks)), code: code}
	for k, mask := range masks {
		var err error
		if out.Class[k], err = shareOfClass(gave(x, code), mask, d, level); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// shareOfClass returns the mean of x, 0 or 1, in a class that respondents belong
// to with the chances of the mask; nil if nobody of it answered. Its bases are
// those of the class (see [ArchetypeResult]).
func shareOfClass(x, mask []float64, d *stats.Design, level float64) (*stats.Estimate, error) {
	l := stats.LinearMean(x, mask, d)
	if l.N == 0 {
		return nil, nil
	}
	e, err := estimateOf(l, d, level)
	if err != nil {
		return nil, err
	}

	n, squares := 0.0, 0.0
	for i, r := range mask {
		if w := d.Weight(i); w > 0 && !math.IsNaN(x[i]) {
			n += r
			squares += w * w * r
		}
	}
	e.N = int(math.Round(n))
	e.EffectiveN = e.WeightedN * e.WeightedN / squares
	if v := e.Value * (1 - e.Value); v > 0 {
		e.DesignEffect = e.StdErr * e.StdErr * n / v
	}
	logitInterval(e)
	return e, nil
}

// logitInterval turns a symmetric interval of a share into one that is
// symmetric for log(p/(1-p)), by the delta method, and so stays within 0 and 1.
// A share of 0 or 1, which has no logit, takes the exact interval of none, or
// all, of its effective number (Clopper and Pearson 1934). A share without an
// error has no interval either way.
func logitInterval(e *stats.Estimate) {
	v := e.Value * (1 - e.Value)
	switch {
	case math.IsNaN(e.StdErr):
	case v > 0:
		half, centre := (e.High-e.Low)/2/v, math.Log(e.Value/(1-e.Value))
		e.Low, e.High = 1/(1+math.Exp(half-centre)), 1/(1+math.Exp(-half-centre))
	default:
		alone := math.Pow((1-e.Level)/2, 1/max(e.EffectiveN, 1))
		e.Low, e.High = min(e.Value, alone), max(e.Value, 1-alone)
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

// classNumber returns the number of the class that a population's name is of, such as 2 of
// "archetype2" or of the study's own word for classes. It reports whether the name is one.
func classNumber(plan *survey.Classes, name string) (int, bool) {
	stems := []string{"archetype"}
	if plan != nil {
		stems = append(stems, plan.Name)
	}
	for _, stem := range stems {
		digits, ok := strings.CutPrefix(name, stem)
		number, err := strconv.Atoi(digits)
		if ok && err == nil && number >= 1 {
			return number, true
		}
	}
	return 0, false
}

// classIn returns the number of the class in a population such as "cto.archetype2".
func classIn(plan *survey.Classes, population string) (int, bool) {
	for _, name := range strings.Split(population, ".") {
		if j, ok := classNumber(plan, name); ok {
			return j, j <= 99
		}
	}
	return 0, false
}

// answerLabels returns the labels of an item's answers, nil for an option.
func answerLabels(w *survey.Wave, item survey.Item, x *stats.Codes) []string {
	if len(x.Levels()) == 2 && isOption(w.Codebook(), item) {
		return nil
	}
	var out []string
	for _, level := range x.Levels() {
		out = append(out, level.Label)
	}
	return out
}

// gave returns 1 for an answer, 0 for another and NaN for none.
func gave(x *stats.Codes, answer int) []float64 {
	out := ticks(x)
	for i, v := range out {
		if !math.IsNaN(v) {
			out[i] = 0
			if int(v) == answer {
				out[i] = 1
			}
		}
	}
	return out
}
