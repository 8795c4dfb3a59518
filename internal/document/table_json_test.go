package document

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func jsonTable() *Table {
	t := &Table{Columns: []Column{
		{Key: "item"}, {Key: "estimate", Unit: Share}, {Title: "seen only", Aside: true}, {Key: "n"},
	}}
	t.AddRow(Word(`a "quoted" one`), Number(1.0/3).On(40), Word("x"), Count(40))
	t.AddRow(Word("b"), Empty(Withheld), Word("y"), Empty(Withheld))
	t.AddRow(Word("c"), Number(math.NaN()), Word("z"), Count(0))
	return t
}

func TestTableAsJSON(t *testing.T) {
	text, err := json.Marshal(jsonTable())
	require.NoError(t, err)
	assert.Equal(t, `[{"item":"a \"quoted\" one","estimate":0.333333,"n":40},`+
		`{"item":"b","estimate":null,"n":null},{"item":"c","estimate":null,"n":0}]`, string(text))

	text, err = json.Marshal(&Table{Columns: []Column{{Key: "item"}}})
	require.NoError(t, err)
	assert.Equal(t, "[]", string(text))
}

// Both files for machines say the same: the same keys, the same texts of numbers, null where CSV
// has nothing.
func TestTableJSONAgreesWithCSV(t *testing.T) {
	var file bytes.Buffer
	require.NoError(t, jsonTable().WriteCSV(&file))
	lines, err := csv.NewReader(&file).ReadAll()
	require.NoError(t, err)

	text, err := json.Marshal(jsonTable())
	require.NoError(t, err)
	var rows []map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	require.NoError(t, d.Decode(&rows))

	require.Len(t, rows, len(lines)-1)
	for i, line := range lines[1:] {
		for j, key := range lines[0] {
			value := rows[i][key]
			if line[j] == "" {
				assert.Nil(t, value, key)
				continue
			}
			switch v := value.(type) {
			case json.Number:
				assert.Equal(t, line[j], v.String(), key)
			default:
				assert.Equal(t, line[j], v, key)
			}
		}
	}
}
