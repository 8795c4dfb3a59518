package ctostudy

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// readWave reads a wave written in a test, with the codebook that describes it.
func readWave(t testing.TB, codebook, text string) *Wave {
	t.Helper()
	w, err := ReadCSV(context.Background(), strings.NewReader(text), readCodebook(t, codebook), nil)
	require.NoError(t, err)
	return w
}

func readCodebook(t testing.TB, text string) *Codebook {
	t.Helper()
	c, err := ReadCodebook(strings.NewReader(text))
	require.NoError(t, err)
	return c
}

// described returns the same answers under a changed codebook.
func described(t testing.TB, w *Wave, change func(*Codebook)) *Wave {
	t.Helper()
	out, err := changed(w, change, nil)
	require.NoError(t, err)
	return out
}

// changed returns a wave as it is read after a change of its codebook and of the cells of its
// file; nil changes nothing.
func changed(w *Wave, change func(*Codebook), edit func(header []string, rows [][]string)) (*Wave, error) {
	text, err := json.Marshal(w.Codebook())
	if err != nil {
		return nil, err
	}
	book, err := ReadCodebook(bytes.NewReader(text))
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
	return ReadCSV(context.Background(), &file, book, nil)
}
