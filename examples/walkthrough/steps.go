package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/stats"
)

// respondent is the person whom the page follows.
type respondent struct {
	row                              int
	ID, Country, Industry            string
	Answers                          []answer
	EffAnswered                      int
	EffSum, AI, Automation, Security float64
	EffRaw, EffZ, Cloud, MatRaw      float64
	ROI, ROIWithin, ROIZ             float64
}

type answer struct{ Question, Answer string }

// answers finds the first CTO with one of four effectiveness items missing.
func answers(_ context.Context, s *study, page map[string]any) error {
	cto := s.wave.Codes("population", "cto")
	who := &respondent{row: -1}
	for i := range s.wave.Len() {
		if _, answered := s.sum("effectiveness", i); cto.At(i) == 1 && answered == 3 {
			who.row = i
			break
		}
	}
	if who.row < 0 {
		return fmt.Errorf("no CTO left one effectiveness question empty")
	}
	who.ID = s.wave.Text("respondent", "id")[who.row]
	who.Country = s.label("respondent", "country", who.row)
	who.Industry = s.label("respondent", "industry", who.row)
	areas := map[string]string{}
	for _, item := range s.wave.Construct("mature.2021").Items {
		areas[item.Name] = item.Title
	}
	asked := []string{
		"effectiveness", "maturity.cloud", "maturity.ai", "maturity.automation", "maturity.security",
	}
	for _, construct := range asked {
		c := s.wave.Construct(construct)
		for _, item := range c.Items {
			title := c.Title + ": " + item.Name
			if area := areas[item.Name]; area != "" {
				title = "stage in 2021: " + area
			}
			x := s.wave.Numbers(construct, item.Name)[who.row]
			text := "*empty*"
			if !math.IsNaN(x) {
				text = strconv.FormatFloat(x, 'f', -1, 64)
			}
			who.Answers = append(who.Answers, answer{title, text})
		}
	}
	page["N"], page["Who"] = s.wave.Len(), who
	return nil
}

// sum adds a respondent's answers to a construct.
func (s *study) sum(construct string, i int) (sum float64, answered int) {
	for _, item := range s.wave.Construct(construct).Items {
		if x := s.wave.Numbers(construct, item.Name)[i]; !math.IsNaN(x) {
			sum += x
			answered++
		}
	}
	return sum, answered
}

func (s *study) label(construct, item string, i int) string {
	c := s.wave.Codes(construct, item)
	if k := c.At(i); k >= 0 {
		return c.Levels()[k].Label
	}
	return ""
}

// scores explains the means and their standardising.
func scores(_ context.Context, s *study, page map[string]any) error {
	who := page["Who"].(*respondent)
	who.EffSum, who.EffAnswered = s.sum("effectiveness", who.row)
	who.AI, _ = s.sum("maturity.ai", who.row)
	who.Automation, _ = s.sum("maturity.automation", who.row)
	who.Security, _ = s.sum("maturity.security", who.row)
	cloud, n := s.sum("maturity.cloud", who.row)
	who.Cloud = cloud / float64(n)
	all := s.analysis.Scores
	effectiveness, roi := all.Get("effectiveness"), all.Get("roi")
	who.EffRaw, who.EffZ = effectiveness.Raw[who.row], effectiveness.Z[who.row]
	who.MatRaw = all.Get("maturity").Raw[who.row]
	who.ROI, who.ROIZ = roi.Raw[who.row], roi.Z[who.row]
	page["Eff"] = all.Norms["effectiveness"].Pooled
	norm := all.Norms["roi.industry"].Groups[who.Industry]
	page["ROI"] = norm
	who.ROIWithin = (who.ROI - norm.Mean) / norm.SD
	tied := effectiveness.Tied()
	share, err := stats.Proportion(tied, 1, nil, nil)
	if err != nil {
		return err
	}
	page["TieShare"] = 100 * share.Value
	for i := range tied.Len() {
		if tied.At(i) == 1 {
			page["Nearest"] = effectiveness.Raw[i]
			break
		}
	}

	scale := &stats.Scale{Name: "effectiveness"}
	for _, item := range s.wave.Construct("effectiveness").Items {
		scale.Items = append(scale.Items, stats.RatedItem(s.wave.Codes("effectiveness", item.Name)))
	}
	alpha, err := stats.CronbachAlpha(scale, nil, nil)
	if err != nil {
		return err
	}
	page["Alpha"] = alpha.Alpha
	return nil
}

// regression shows the coefficients for maturity and who shares its R2.
func regression(_ context.Context, s *study, page map[string]any) error {
	fit := s.analysis.Regression
	at := slices.Index(fit.Outcomes, "maturity")
	reg := struct {
		N                   int
		R2, Technology, VIF float64
		Wider               float64 // an interval, for this VIF
		Rows                []stats.Coefficient
	}{N: fit.Fits[at].N, R2: fit.Fits[at].R2}
	for _, d := range s.analysis.Study.Drivers {
		row, err := fit.Coefficient("maturity", d.Name)
		if err != nil {
			return err
		}
		reg.Rows = append(reg.Rows, row.Coefficient)
		reg.VIF = max(reg.VIF, row.VIF)
		if d.Name == "technology" {
			reg.Technology = row.Estimate
		}
	}
	reg.Wider = math.Sqrt(reg.VIF) // VIF is a factor of the variance
	page["Reg"] = reg
	shared := s.analysis.Importance
	var rows []any
	for _, row := range shared.Shares {
		if row.Outcome == "maturity" {
			rows = append(rows, row)
		}
	}
	page["Importance"], page["R2Beyond"] = rows, shared.R2[at]-shared.ControlR2[at]
	return nil
}

// premium shows how much faster organisations with a high score grow.
func premium(_ context.Context, s *study, page map[string]any) error {
	row, err := s.analysis.Measure(nil).Premium("profit", "maturity", ctostudy.HighLow)
	if err != nil {
		return err
	}
	r := row.Result
	without := 0
	for _, x := range s.wave.Numbers("finance", "profit.2020") {
		if x <= 0 {
			without++
		}
	}

	page["Premium"] = map[string]any{
		"Left": without, "NHigh": r.NHigh, "NLow": r.NLow,
		"High": 100 * r.HighMean.Value, "Low": 100 * r.LowMean.Value,
		"Value": 100 * r.Value, "Points": 100 * r.Difference.Value,
		"CILow": 100 * r.Low, "CIHigh": 100 * r.High, "Other": 100 * r.TiesOther.Value,
		"Published": s.verdicts["premium.profit.maturity"].Figure.Text(),
	}
	return nil
}
