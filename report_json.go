package ctostudy

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
)

// writeResults writes everything that may be shown as one JSON object.
func (r *Report) writeResults(out io.Writer) error {
	text, err := json.Marshal(struct {
		Manifest manifest        `json:"manifest"`
		Analysis *Analysis       `json:"analysis"`
		Verdicts []jsonVerdict   `json:"verdicts"`
		Warnings []stats.Warning `json:"warnings"`
	}{r.manifest, r.shownAnalysis(), r.jsonVerdicts(), slices.Concat(r.judgement.Warnings, r.Warnings)})
	if err != nil {
		return err
	}
	var indented bytes.Buffer
	if err := json.Indent(&indented, rounded(text), "", " "); err != nil {
		return err
	}
	indented.WriteByte('\n')
	_, err = out.Write(document.VisibleJSON(indented.Bytes()))
	return err
}

type jsonVerdict struct {
	ID       string          `json:"id"`
	Evidence Evidence        `json:"evidence"`
	Reading  Reading         `json:"reading"`
	Unit     Unit            `json:"unit"`
	Verdict  Outcome         `json:"verdict"`
	Why      string          `json:"why"`
	Estimate *stats.Estimate `json:"estimate"`
}

func (r *Report) jsonVerdicts() []jsonVerdict {
	out := make([]jsonVerdict, len(r.judgement.Verdicts))
	for i, v := range r.judgement.Verdicts {
		out[i] = jsonVerdict{v.Figure.ID, v.Figure.Evidence, v.Figure.Reading, v.Unit, v.Outcome, v.Why, v.Estimate}
	}
	return out
}

// shownAnalysis returns the analysis without what may not be shown.
func (r *Report) shownAnalysis() *Analysis {
	if r.suppressed == nil {
		return r.analysis
	}
	out := *r.analysis
	out.Shares = nil
	for _, s := range r.analysis.Shares {
		if !r.suppressed[cellKey{s.Population, s.Construct, s.Item}] {
			out.Shares = append(out.Shares, s)
		}
	}
	out.Premiums = slices.Clone(out.Premiums)
	for i := range out.Premiums {
		out.Premiums[i].Result = r.shownPremium(out.Premiums[i].Result)
	}
	if out.Archetypes != nil {
		out.Archetypes = r.shownArchetypes(out.Archetypes)
	}
	return &out
}

// shownArchetypes blanks the estimates that too few stand behind.
func (r *Report) shownArchetypes(a *ArchetypeResult) *ArchetypeResult {
	out, fit := *a, *a.Fit
	blank := func(e stats.Estimate) stats.Estimate {
		if r.thin(&e) {
			e.Value, e.StdErr, e.Low, e.High = math.NaN(), math.NaN(), math.NaN(), math.NaN()
		}
		return e
	}
	all := func(list []stats.Estimate) []stats.Estimate {
		shown := make([]stats.Estimate, len(list))
		for i, e := range list {
			shown[i] = blank(e)
		}
		return shown
	}
	fit.Share, fit.Profile = all(a.Fit.Share), make([][][]stats.Estimate, len(a.Fit.Profile))
	for k, items := range a.Fit.Profile {
		for _, answers := range items {
			fit.Profile[k] = append(fit.Profile[k], all(answers))
		}
	}
	out.Fit, out.Shares, out.HeldOut = &fit, slices.Clone(a.Shares), slices.Clone(a.HeldOut)
	for i := range out.Shares {
		out.Shares[i].Class = all(out.Shares[i].Class)
	}
	for i, h := range out.HeldOut {
		out.HeldOut[i].Class = slices.Clone(h.Class)
		for k, e := range h.Class {
			if e != nil {
				shown := blank(*e)
				out.HeldOut[i].Class[k] = &shown
			}
		}
	}
	return &out
}

// rounded writes each number of a JSON text that is no integer with
// significant digits.
func rounded(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '"':
			end := i + 1
			for text[end] != '"' {
				if text[end] == '\\' {
					end++
				}
				end++
			}
			out, i = append(out, text[i:end+1]...), end+1
		case c == '-' || c >= '0' && c <= '9':
			end := i + 1
			for end < len(text) && bytes.IndexByte([]byte("0123456789.eE+-"), text[end]) >= 0 {
				end++
			}
			token := text[i:end]
			if x, err := strconv.ParseFloat(string(token), 64); err == nil && bytes.ContainsAny(token, ".eE") {
				token = strconv.AppendFloat(nil, x, 'g', digits, 64)
			}
			out, i = append(out, token...), end
		default:
			out, i = append(out, c), i+1
		}
	}
	return out
}
