package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The exit code comes from the verdicts that are shown: it does not tell a
// suppressed share, of two in fifty, by which claims on it fail.
func TestExitCodeTellsNothingSuppressed(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(name, []byte(text), 0o666))
		return name
	}
	book := write("codebook.json", `{"title": "t", "fields": [{"name": "age", "type": "string", "constraints": {"enum": ["young", "old"]}}, {"name": "use", "type": "boolean"}],
		"constructs": [{"name": "population", "items": [{"name": "young", "field": "age", "values": ["young"]}]}, {"name": "u", "items": [{"name": "use", "field": "use"}]}]}`)
	wave := write("wave.csv",
		"age,use\n"+strings.Repeat("young,1\n", 2)+strings.Repeat("young,0\n", 48)+
			strings.Repeat("old,1\n", 20)+strings.Repeat("old,0\n", 40))

	printed := map[string]bool{}
	for _, value := range []int{2, 4, 20, 30} {
		claims := write("claims.csv",
			fmt.Sprintf("id,population,value,unit,claim\nx,young,%d,%%,share u/use\n", value))
		code, stdout, stderr := call("-wave", wave, "-codebook", book, "-claims", claims)
		assert.Equal(t, exitFine, code, "claimed %d: %s", value, stderr)
		text := strings.ReplaceAll(stdout, fmt.Sprint(value, "%"), "v")
		printed[strings.ReplaceAll(text, " ", "")] = true
	}
	assert.Len(t, printed, 1, "what is printed differs by the claimed value alone")

	claims := write("claims.csv",
		"id,population,value,unit,claim\nx,young,2,%,share u/use\ny,all,90,%,share u/use\n")
	code, _, _ := call("-wave", wave, "-codebook", book, "-claims", claims)
	assert.Equal(t, exitVerdict, code, "a claim that is shown fails")
}
