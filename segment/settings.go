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

// defaults replaces zeros: it takes pairs of a field and its default.
func defaults(pairs ...any) {
	for i := 0; i < len(pairs); i += 2 {
		if field := pairs[i].(*int); *field == 0 {
			*field = pairs[i+1].(int)
		}
	}
}
