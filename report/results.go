package report

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"

	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
)

// writeResults writes everything that may be shown as one JSON object, with warnings of the report
// after those of the judgement.
func writeResults(out io.Writer, m manifest, v *view, warnings []stats.Warning) error {
	text, err := json.Marshal(struct {
		Manifest manifest           `json:"manifest"`
		Analysis *ctostudy.Analysis `json:"analysis"`
		Verdicts []jsonVerdict      `json:"verdicts"`
		Warnings []stats.Warning    `json:"warnings"`
	}{m, v.analysis, jsonVerdicts(v.judgement), slices.Concat(v.judgement.Warnings, warnings)})
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
	ID       string             `json:"id"`
	Evidence ctostudy.Evidence  `json:"evidence"`
	Reading  ctostudy.Reading   `json:"reading"`
	Unit     ctostudy.Unit      `json:"unit"`
	Verdict  ctostudy.Agreement `json:"verdict"`
	Why      string             `json:"why"`
	Estimate *stats.Estimate    `json:"estimate"`
}

func jsonVerdicts(j *ctostudy.Judgement) []jsonVerdict {
	out := make([]jsonVerdict, len(j.Verdicts))
	for i, v := range j.Verdicts {
		out[i] = jsonVerdict{
			v.Figure.ID, v.Figure.Evidence, v.Figure.Reading, v.Unit, v.Agreement, v.Why, v.Estimate}
	}
	return out
}

// rounded writes each number of a JSON text that is no integer with
// significant document.Digits.
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
			out = append(out, text[i:end+1]...)
			i = end + 1

		case c == '-' || c >= '0' && c <= '9':
			end := i + 1
			for end < len(text) && bytes.IndexByte([]byte("0123456789.eE+-"), text[end]) >= 0 {
				end++
			}
			token := text[i:end]
			x, err := strconv.ParseFloat(string(token), 64)
			if err == nil && bytes.ContainsAny(token, ".eE") {
				token = strconv.AppendFloat(nil, x, 'g', document.Digits, 64)
			}
			out = append(out, token...)
			i = end

		default:
			out = append(out, c)
			i++
		}
	}
	return out
}
