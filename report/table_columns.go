package report

import (
	"github.com/ctostudy/ctostudy"

	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/stats"
)

// estimateColumns are the columns of an estimate: with its error, interval and base.
func estimateColumns(unit document.Unit, decimals int) []document.Column {
	out := wordColumns("estimate", "std_error", "conf_low", "conf_high")
	for i := range out {
		out[i].Unit = unit
		out[i].Decimals = decimals
	}
	return append(out, document.Column{Key: "n", Unit: document.Respondents})
}

// estimateCells are the cells of these columns, empty if there is no estimate or it is withheld.
func estimateCells(e *stats.Estimate) []document.Cell {
	switch {
	case e == nil:
		return emptyCells(document.NotKnown, 5)
	case ctostudy.Withheld(e):
		return emptyCells(document.Withheld, 5)
	}
	return []document.Cell{
		document.Number(e.Value).On(e.N), document.Number(e.StdErr),
		document.Number(e.Low), document.Number(e.High), document.Count(e.N),
	}
}

func emptyCells(why document.Lack, n int) []document.Cell {
	out := make([]document.Cell, n)
	for i := range out {
		out[i] = document.Empty(why)
	}
	return out
}

// wordColumns are columns without a unit, by their keys.
func wordColumns(keys ...string) []document.Column {
	out := make([]document.Column, len(keys))
	for i, key := range keys {
		out[i] = document.Column{Key: key}
	}
	return out
}

// shown is a column for readers.
func shown(title string, show ...document.Part) document.Shown {
	return document.Shown{Title: title, Show: show}
}

// shownNumber is a column of numbers for readers.
func shownNumber(title string, show ...document.Part) document.Shown {
	return document.Shown{Title: title, Show: show, Right: true}
}

// shownText is a column of longer texts for readers.
func shownText(title string, show ...document.Part) document.Shown {
	return document.Shown{Title: title, Show: show, Wrap: true}
}
