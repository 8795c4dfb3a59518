package ctostudy

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/ctostudy/ctostudy/internal/study2021"
	"github.com/ctostudy/ctostudy/survey"
)

func TestCodebookWarnings(t *testing.T) {
	book := func(title, construct string) *survey.Codebook {
		c, err := survey.ReadCodebook(strings.NewReader(`{"title": "` + title + `", "fields": [{"name": "w", "type": "number"}],
			"constructs": [{"name": "` + construct + `", "items": [{"name": "weight", "field": "w"}]}]}`))
		require.NoError(t, err)
		return c
	}
	assert.Empty(t, codebookWarnings(book("ours", "design"), study2021.Study()))
	misspelt := codebookWarnings(book("ours", "weights"), study2021.Study())
	require.Len(t, misspelt, 1)
	assert.Equal(t, "unused-construct", misspelt[0].Code)
	assert.Contains(t, misspelt[0].Text, `"weights"`)
	called := codebookWarnings(book("our synthetic wave", "design"), study2021.Study())
	require.Len(t, called, 1)
	assert.Equal(t, "called-synthetic", called[0].Code)
	shipped, err := codebook2021()
	require.NoError(t, err)
	assert.Empty(t, codebookWarnings(shipped, study2021.Study()))
}
