package report

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"iter"
	"maps"
	"sync"
)

//go:embed zh.csv
var phrasesCSV []byte

// chinese maps English phrases of reports, of the published figures and of the
// 2021 codebook to Chinese. A test holds that no phrase lacks. Warnings are keyed
// by their formats, as stats.NewWarning takes them; those without a row stay
// English, as reasons do.
var chinese = sync.OnceValue(func() map[string]string {
	rows, err := csv.NewReader(bytes.NewReader(phrasesCSV)).ReadAll()
	if err != nil {
		panic("ctostudy: report/zh.csv: " + err.Error()) // embedded and tested
	}
	out := make(map[string]string, len(rows))
	for _, row := range rows[1:] {
		out[row[0]] = row[1]
	}
	return out
})

// chineseTexts yields every Chinese phrase.
func chineseTexts() iter.Seq[string] { return maps.Values(chinese()) }
