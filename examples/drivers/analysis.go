package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/survey"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/stats"
)

// otherConstructs are those beside outcomes and drivers that the program reads, or
// passes over on purpose.
var otherConstructs = []string{"control", "compare", "finance", "moderator", "design", "respondent"}

// score is an outcome, a driver or the moderator.
type score struct {
	name, title string
	raw, z      []float64
	reliability float64 // NaN for a single item
}

// growthPart is what a wave with finances adds.
type growthPart struct {
	outcome  score
	premium  *drivers.PremiumResult
	adjusted *drivers.PremiumResult
	cells    *drivers.CellsResult
	slopes   *drivers.SlopesResult
}

// analysis is everything that the program says.
type analysis struct {
	wave                *survey.Wave
	options             options
	design              *stats.Design
	outcomes, drivers   []score
	controls            []stats.Term
	fit                 *drivers.MultivariateResult
	joint, equal        []drivers.TestRow
	corrected           []drivers.CorrectedRow
	steps               *drivers.HierarchicalResult
	importance          *drivers.ImportanceResult
	compared            []string
	groups              []*drivers.GroupDifferencesResult
	window              drivers.Window
	rates               *drivers.GrowthResult
	growth              []growthPart
	curve               *drivers.CurveResult
	leftOut             []string
	driverNames, titles []string
}

func newAnalysis(ctx context.Context, w *survey.Wave, o options) (*analysis, error) {
	a := &analysis{wave: w, options: o}
	var err error
	if a.design, err = w.Design(); err != nil {
		return nil, err
	}
	for _, c := range w.Codebook().Constructs {
		kind, name, _ := strings.Cut(c.Name, ".")
		if kind != "outcome" && kind != "driver" {
			if !slices.Contains(otherConstructs, c.Name) {
				a.leftOut = append(a.leftOut, fmt.Sprintf("construct %q: it is neither an outcome.NAME nor a driver.NAME nor %s",
					c.Name, strings.Join(otherConstructs, ", ")))
			}
			continue
		}
		if name == "" {
			return nil, fmt.Errorf("construct %q has no name after the point", c.Name)
		}
		s, err := a.score(name, c)
		if err != nil {
			return nil, err
		}
		if kind == "outcome" {
			a.outcomes = append(a.outcomes, *s)
		} else {
			a.drivers, a.driverNames = append(a.drivers, *s), append(a.driverNames, name)
		}
	}
	if a.outcomes == nil || a.drivers == nil {
		return nil, errors.New(`the codebook needs constructs "outcome.NAME" and "driver.NAME"`)
	}
	if c := w.Construct("control"); c != nil {
		for _, item := range c.Items {
			t := stats.Term{Name: item.Name, Factor: w.Codes("control", item.Name)}
			if t.Factor == nil {
				t.Numeric = w.Numbers("control", item.Name)
			}
			if t.Factor == nil && t.Numeric == nil {
				a.leftOut = append(a.leftOut, fmt.Sprintf("control %q: it is neither a choice nor a number", item.Name))
				continue
			}
			a.controls = append(a.controls, t)
		}
	}
	if err := a.regress(ctx); err != nil {
		return nil, err
	}
	return a, a.finance(ctx)
}

// score is the mean of a construct's items, standardised.
func (a *analysis) score(name string, c survey.Construct) (*score, error) {
	out := &score{name: name, title: c.Title, raw: make([]float64, a.wave.Len()), reliability: math.NaN()}
	if out.title == "" {
		out.title = name
	}
	scale := &stats.Scale{Name: name}
	for _, item := range c.Items {
		x := a.wave.Numbers(c.Name, item.Name)
		if x == nil {
			return nil, fmt.Errorf("item %q of %q is neither a rating nor a number", item.Name, c.Name)
		}
		scale.Items = append(scale.Items, stats.ScaleItem{Name: item.Name, Values: x})
	}
	for i := range out.raw {
		sum, n := 0.0, 0
		for _, item := range scale.Items {
			if v := item.Values[i]; !math.IsNaN(v) {
				sum += v
				n++
			}
		}
		if out.raw[i] = sum / float64(n); 2*n < len(scale.Items) {
			out.raw[i] = math.NaN()
		}
	}
	norm, err := stats.NewStandardizer(out.raw, nil, a.design, nil)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", c.Name, err)
	}
	if out.z, err = norm.Apply(out.raw, nil); err != nil {
		return nil, err
	}
	if len(scale.Items) > 1 {
		alpha, err := stats.CronbachAlpha(scale, a.design, nil)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", c.Name, err)
		}
		out.reliability = alpha.Alpha.Value
	}
	return out, nil
}

// regress fills everything about the outcomes.
func (a *analysis) regress(ctx context.Context) error {
	var terms []stats.Term
	var reliabilities []drivers.Reliability
	var controlNames []string
	for _, d := range a.drivers {
		terms = append(terms, stats.Term{Name: d.name, Numeric: d.z})
		if d.reliability > 0 {
			reliabilities = append(reliabilities, drivers.Reliability{Term: d.name, Value: d.reliability})
		}
	}
	for _, c := range a.controls {
		controlNames = append(controlNames, c.Name)
	}
	model, err := stats.ModelMatrix(append(terms, a.controls...), nil)
	if err != nil {
		return err
	}
	y := mat.NewDense(a.wave.Len(), len(a.outcomes), nil)
	for j, o := range a.outcomes {
		y.SetCol(j, o.z)
		a.titles = append(a.titles, o.name)
	}
	if a.fit, err = drivers.Multivariate(model, y, a.titles, a.design, nil); err != nil {
		return err
	}
	if a.joint, err = a.fit.JointTests(); err != nil {
		return err
	}
	if len(a.outcomes) > 1 {
		if a.equal, err = a.fit.EqualityTests(); err != nil {
			return err
		}
	}
	if a.corrected, err = a.fit.Corrected(reliabilities); err != nil {
		a.leave("corrected coefficients", err)
	}
	steps := []drivers.Step{{Name: "drivers", Terms: a.driverNames}}
	if controlNames != nil {
		steps = append([]drivers.Step{{Name: "controls", Terms: controlNames}}, steps...)
	}
	if err := a.stepwise(append(terms[:len(a.drivers):len(a.drivers)], a.controls...), steps, y); err != nil {
		return err
	}
	if a.importance, err = drivers.Importance(ctx, model, y, a.titles, a.design,
		&drivers.ImportanceSettings{Controls: controlNames, Resamples: a.options.resamples, Seed: a.options.seed}); err != nil {
		return err
	}
	if c := a.wave.Construct("compare"); c != nil {
		for _, item := range c.Items {
			group := a.wave.Codes("compare", item.Name)
			if group == nil {
				a.leave("comparison by "+item.Name, errors.New("it has no coded answers"))
				continue
			}
			r, err := drivers.GroupDifferences(model, group, y, a.titles, a.design, nil)
			if err != nil {
				a.leave("comparison by "+item.Name, err)
				continue
			}
			title := item.Title
			if title == "" {
				title = item.Name
			}
			a.compared, a.groups = append(a.compared, title), append(a.groups, r)
		}
	}
	return nil
}

// stepwise builds the model up to the products of all pairs of drivers, or without
// them where there are too few respondents.
func (a *analysis) stepwise(terms []stats.Term, steps []drivers.Step, y *mat.Dense) error {
	products := drivers.Step{Name: "interactions"}
	all := terms[:len(terms):len(terms)]
	for j, x := range a.driverNames {
		for _, z := range a.driverNames[j+1:] {
			products.Terms = append(products.Terms, x+" x "+z)
			all = append(all, stats.Term{Name: x + " x " + z, Product: []string{x, z}})
		}
	}
	if products.Terms != nil {
		m, err := stats.ModelMatrix(all, nil)
		if err != nil {
			return err
		}
		if a.steps, err = drivers.Hierarchical(m, append(steps[:len(steps):len(steps)], products), y, a.titles, a.design, nil); err == nil {
			return nil
		}
		a.leave("interactions", err)
	}
	m, err := stats.ModelMatrix(terms, nil)
	if err != nil {
		return err
	}
	a.steps, err = drivers.Hierarchical(m, steps, y, a.titles, a.design, nil)
	return err
}

func (a *analysis) leave(what string, err error) {
	a.leftOut = append(a.leftOut, what+": "+err.Error())
}

// finance fills everything about growth, if there are finances.
func (a *analysis) finance(ctx context.Context) error {
	c := a.wave.Construct("finance")
	if c == nil {
		if a.wave.Construct("moderator") != nil {
			a.leave("moderator", errors.New("it moderates growth, and the codebook has no finance"))
		}
		return nil
	}
	if len(c.Items) < 2 {
		a.leave("growth", errors.New("finance needs items of two years"))
		return nil
	}
	data := &drivers.CurveData{Controls: a.controls}
	for _, item := range c.Items {
		year, err := strconv.Atoi(item.Name)
		x := a.wave.Numbers("finance", item.Name)
		if err != nil || x == nil {
			return fmt.Errorf("item %q of \"finance\" is not a year with numbers", item.Name)
		}
		data.Years = append(data.Years, drivers.Year{Year: year, Values: x})
	}
	slices.SortStableFunc(data.Years, func(x, y drivers.Year) int { return x.Year - y.Year })

	var err error
	from, to := data.Years[len(data.Years)-2], data.Years[len(data.Years)-1]
	a.window = drivers.Window{From: from.Year, To: to.Year}
	if a.rates, err = drivers.Growth(from.Values, to.Values); err != nil {
		return err
	}
	growth := a.rates
	var moderator *score
	if m := a.wave.Construct("moderator"); m != nil {
		if moderator, err = a.score("moderator", *m); err != nil {
			return err
		}
	}
	for _, o := range a.outcomes {
		part := growthPart{outcome: o}
		cut, err := drivers.Cut(o.raw, drivers.MeanCut, a.design)
		if err != nil {
			return err
		}
		set := &drivers.PremiumSettings{Seed: a.options.seed, Ties: cut.Ties}
		if a.design.Simple() {
			set.Resamples = a.options.resamples
		}
		if part.premium, err = drivers.Premium(growth.Rates, cut.Groups, a.design, set); err != nil {
			a.leave("premium by "+o.name, err)
			continue
		}
		if part.adjusted, err = drivers.AdjustedPremium(growth.Rates, cut.Groups, a.controls, a.design, nil); err != nil {
			a.leave("adjusted premium by "+o.name, err)
		}
		if moderator != nil {
			near, err := drivers.Cut(moderator.raw, drivers.MeanCut, a.design)
			if err != nil {
				return err
			}
			if part.cells, err = drivers.Cells(growth.Rates, cut.Groups, near.Groups, a.design, nil); err != nil {
				a.leave("cells by "+o.name, err)
			}
			if part.slopes, err = drivers.SimpleSlopes(growth.Rates, o.z, moderator.z, a.controls, a.design, nil); err != nil {
				a.leave("slopes by "+o.name, err)
			}
		}
		a.growth = append(a.growth, part)
		data.Metrics = append(data.Metrics, drivers.Metric{Name: o.name, Values: o.raw})
	}
	if data.Metrics == nil {
		return nil
	}
	a.curve, err = drivers.SpecificationCurve(ctx, data, a.design, &drivers.CurveSettings{Seed: a.options.seed,
		Report:        &drivers.Specification{Metric: data.Metrics[0].Name, Window: a.window},
		Demonstration: a.wave.Codebook().Synthetic, Permutations: 199})
	if errors.Is(err, drivers.ErrGroupSize) {
		a.leave("specification curve", err)
		return nil
	}
	return err
}
