package stats

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ctostudy/ctostudy/internal/document"
)

// String prints the fit in the manner of R's summary of lm, at most 100 columns
// wide.
func (o *OLSResult) String() string {
	var b strings.Builder
	quantiles := append([]float64(nil), o.Residuals...)
	sort.Float64s(quantiles)
	fmt.Fprintf(&b, "Residuals:\n%12s%12s%12s%12s%12s\n", "Min", "1Q", "Median", "3Q", "Max")
	for k := range 5 {
		at := float64(k) / 4 * float64(len(quantiles)-1)
		i := int(at)
		v := quantiles[i]
		if i+1 < len(quantiles) {
			v += (at - float64(i)) * (quantiles[i+1] - v)
		}
		fmt.Fprintf(&b, "%12.5g", v)
	}
	width := len("term")
	for _, c := range o.Coefficients {
		width = max(width, min(48, utf8.RuneCountInString(document.Visible(c.Term))))
	}
	fmt.Fprintf(&b, "\n\nCoefficients (%v standard errors):\n%-*s %12s %12s %9s %10s\n",
		o.Settings.Covariance, width, "", "Estimate", "Std. Error", "t value", "Pr(>|t|)")
	for _, c := range o.Coefficients {
		term := document.Visible(c.Term)
		if r := []rune(term); len(r) > width {
			term = string(r[:width-1]) + "~"
		}
		pad := strings.Repeat(" ", width-utf8.RuneCountInString(term))
		fmt.Fprintf(&b, "%s%s %12.5g %12.5g %9s %10.3g %s\n", term, pad, c.Estimate, c.StdErr,
			ratio(c.Statistic), c.PValue, stars(c.PValue))
	}
	fmt.Fprintf(&b, "---\nSignif. codes:  0 '***' 0.001 '**' 0.01 '*' 0.05 '.' 0.1 ' ' 1\n\n")
	fmt.Fprintf(&b, "Residual standard error: %.4g on %.6g degrees of freedom, N = %d", o.RMSE,
		o.DF, o.N)
	if o.design.Weighted() {
		fmt.Fprintf(&b, " (%v weights, effective N %.1f)", o.design.Kind(), o.EffectiveN)
	}
	fmt.Fprintf(&b, "\nMultiple R-squared: %.4g, adjusted R-squared: %.4g\n", o.R2, o.AdjustedR2)
	fmt.Fprintf(&b, "F-statistic (%v): %.4g on %.6g and %.6g DF, p-value: %.4g\n",
		o.Settings.Covariance, o.Wald.F, o.Wald.DF1, o.Wald.DF2, o.Wald.PValue)
	for _, w := range o.Warnings {
		fmt.Fprintf(&b, "Warning: %s\n", document.Visible(w.Text))
	}
	return b.String()
}

// ratio prints a t value, a huge one as a power of ten.
func ratio(t float64) string {
	if math.Abs(t) >= 1e4 {
		return strconv.FormatFloat(t, 'g', 4, 64)
	}
	return strconv.FormatFloat(t, 'f', 3, 64)
}

// stars are R's marks of significance.
func stars(p float64) string {
	for k, limit := range []float64{0.001, 0.01, 0.05, 0.1} {
		if p < limit {
			return [...]string{"***", "**", "*", "."}[k]
		}
	}
	return ""
}

// WriteCSV writes the coefficients as R's broom names them, a row per term with
// six significant digits; undefined numbers are empty, and no term opens a
// spreadsheet's formula.
func (o *OLSResult) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"term", "estimate", "std_error", "statistic", "p_value", "conf_low",
		"conf_high"}}
	for _, c := range o.Coefficients {
		row := []string{document.SafeCell(c.Term)}
		for _, v := range []float64{c.Estimate, c.StdErr, c.Statistic, c.PValue, c.Low, c.High} {
			cell := ""
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				cell = strconv.FormatFloat(v, 'g', 6, 64)
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return out.WriteAll(rows)
}
