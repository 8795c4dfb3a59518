package drivers

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy/internal/document"
)

// How many columns (half the width of a Chinese character) fit on a line of a
// picture 18 cm across.
const (
	titleColumns  = 66
	footerColumns = 88
)

func (s *PlotSettings) title() string {
	switch {
	case s.Title != "":
		return s.Title
	case s.Language == Chinese:
		return "回归系数"
	}
	return "Coefficients"
}

// footer says under the axis what the numbers are: unit and level, then the
// base, the source, and whether the wave is synthetic.
func footer(r *MultivariateResult, s *PlotSettings) string {
	zh := s.Language == Chinese
	unit, base := fmt.Sprintf("with %g%% interval", 100*r.Settings.Level), []string{"n = " + thousands(r.N)}
	if zh {
		unit = fmt.Sprintf("线段为%g%%置信区间", 100*r.Settings.Level)
	}
	switch {
	case s.Unit != "" && zh:
		unit = s.Unit + "，" + unit
	case s.Unit != "":
		unit = s.Unit + ", " + unit
	case !zh:
		unit = "coefficient " + unit
	}
	if s.Source != "" {
		if zh {
			base = append(base, "资料来源："+s.Source)
		} else {
			base = append(base, "Source: "+s.Source)
		}
	}
	if s.Synthetic {
		if zh {
			base = append(base, "合成数据")
		} else {
			base = append(base, "synthetic wave")
		}
	}
	return wrapped(unit, footerColumns) + "\n" + wrapped(strings.Join(base, " · "), footerColumns)
}

// thousands writes a count with commas.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// wrapped breaks a text into lines of at most the given columns.
func wrapped(text string, columns int) string {
	return strings.Join(document.Wrap(text, columns), "\n")
}
