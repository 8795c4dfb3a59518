package segment

import (
	"fmt"

	"github.com/ctostudy/ctostudy/internal/level"
)

// confidence checks a confidence level; 0 stands for the default.
func confidence(chosen *float64) error {
	resolved, ok := level.Resolved(*chosen)
	if !ok {
		return fmt.Errorf("%w: level %v", errSettings, *chosen)
	}
	*chosen = resolved
	return nil
}
