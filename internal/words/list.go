package words

import (
	"strconv"
	"strings"
)

// Quoted writes names in quotes, with commas.
func Quoted(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	return strings.Join(quoted, ", ")
}
