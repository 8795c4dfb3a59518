package chart

import (
	"fmt"

	"gonum.org/v1/plot"

	"github.com/ctostudy/ctostudy/drivers"
)

// Cells draws mean growth in the four cells in percent, a row per code of the
// first column, the higher on top, a dot per code of the second. Labels name
// them: "first 1", "first 0", "second 1" and "second 0"; without them they are
// called so. Layout is that of [Coefficients]; a mean or limit that is not
// finite is an [drivers.ErrValue].
func Cells(r *drivers.CellsResult, s *Settings) (*plot.Plot, error) {
	s = s.resolved()
	rows := make([][]interval3, 2)
	for k, a := range []int{1, 0} {
		for _, b := range []int{1, 0} {
			e := r.Mean[a][b]
			if bad(e.Low) || bad(e.Value) || bad(e.High) {
				return nil, fmt.Errorf("%w: mean growth of cell %d, %d: %v [%v, %v]",
					drivers.ErrValue, a, b, e.Value, e.Low, e.High)
			}
			rows[k] = append(rows[k], interval3{100 * e.Low, 100 * e.Value, 100 * e.High})
		}
	}
	unit := s.withLevel(s.say("mean growth in percent", "平均增长率（%）"), r.Interaction.Level)
	i := r.Interaction
	points, low, high := figure("%+.1f", 100*i.Value), figure("%+.1f", 100*i.Low), figure("%+.1f",
		100*i.High)
	unit += s.say(fmt.Sprintf("; interaction %s points (%s to %s)", points, low, high),
		fmt.Sprintf("；交互作用%s个百分点（%s至%s）", points, low, high))
	return dotPicture(s.labels([]string{"first 1", "first 0"}),
		s.labels([]string{"second 1", "second 0"}), rows,
		s.framed(s.say("Growth in four cells", "四个组的增长率"), unit, r.N)), nil
}
