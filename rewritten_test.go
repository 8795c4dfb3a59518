package ctostudy

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/stretchr/testify/require"
)

// readWave reads a wave written in a test, with the codebook that describes it.
func readWave(t testing.TB, codebook, text string) *survey.Wave {
	t.Helper()
	w, err := survey.ReadCSV(context.Background(), strings.NewReader(text), readCodebook(t, codebook), nil)
	require.NoError(t, err)
	return w
}

func readCodebook(t testing.TB, text string) *survey.Codebook {
	t.Helper()
	c, err := survey.ReadCodebook(strings.NewReader(text))
	require.NoError(t, err)
	return c
}

// described returns the same answers under a changed codebook.
func described(t testing.TB, w *survey.Wave, change func(*survey.Codebook)) *survey.Wave {
	t.Helper()
	out, err := changed(w, change, nil)
	require.NoError(t, err)
	return out
}

// changed returns a wave as it is read after a change of its codebook and of the cells of its
// file; nil changes nothing.
func changed(w *survey.Wave, change func(*survey.Codebook), edit func(header []string, rows [][]string)) (*survey.Wave, error) {
	text, err := json.Marshal(w.Codebook())
	if err != nil {
		return nil, err
	}
	book, err := survey.ReadCodebook(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	if change != nil {
		change(book)
	}

	var file bytes.Buffer
	if err := w.WriteCSV(&file); err != nil {
		return nil, err
	}
	cells, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		return nil, err
	}
	if edit != nil {
		edit(cells[0], cells[1:])
	}

	file.Reset()
	if err := csv.NewWriter(&file).WriteAll(cells); err != nil {
		return nil, err
	}
	return survey.ReadCSV(context.Background(), &file, book, nil)
}
