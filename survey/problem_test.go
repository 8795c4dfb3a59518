package survey

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestProblemsListTwentyPlacesOfEachKind(t *testing.T) {
	p := &Problems{file: "w.csv"}
	require.NoError(t, p.Err())
	for i := range 25 {
		p.Add(Problem{Line: i + 2, Column: "age", Value: "x", Reason: "not a number"})
		if i < 2 {
			p.Add(Problem{Line: i + 2, Reason: "ragged row"})
		}
	}
	assert.Len(t, p.List, 22)
	assert.Equal(t, 27, p.Len())
	assert.Equal(t, []ProblemCount{{"not a number", 25}, {"ragged row", 2}}, p.Counts)
	text := p.Err().Error()
	assert.True(t, strings.HasPrefix(text, "27 problems\nw.csv:2: column \"age\": not a number: \"x\"\nw.csv:2: ragged row\n"), text)
	assert.True(t, strings.HasSuffix(text, "w.csv:21: column \"age\": not a number: \"x\"\nand 5 more of: not a number"), text)
}

func TestProblemString(t *testing.T) {
	for _, c := range []struct {
		problem Problem
		want    string
	}{
		{Problem{Reason: "r"}, "r"},
		{Problem{Line: 3, Reason: "r", Detail: "d"}, "line 3: r (d)"},
		{Problem{File: "f", Path: "fields[3].name", Reason: "r"}, "f: fields[3].name: r"},
		{Problem{Column: "c", Value: "\x1b[31m\nred\xff", Reason: "r"}, `column "c": r: "\x1b[31m\nred\xff"`},
		{Problem{Value: strings.Repeat("é", 41), Reason: "r"}, `r: "` + strings.Repeat("é", 40) + `"...`},
		{Problem{Value: strings.Repeat("é", 40), Reason: "r"}, `r: "` + strings.Repeat("é", 40) + `"`},
	} {
		assert.Equal(t, c.want, c.problem.String())
	}
	one := &Problems{}
	one.Add(Problem{Reason: "r", Value: strings.Repeat("é", 1000)})
	assert.LessOrEqual(t, len(one.List[0].Value), 200)
	assert.True(t, strings.HasPrefix(one.Error(), "1 problem\n"))
}
