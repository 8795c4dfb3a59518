package ctostudy

import (
	"github.com/ctostudy/ctostudy/stats"
)

// Wave holds the answers of one survey wave by columns: a byte for a coded
// answer, a float64 for a number. It is not changed after it was read.
type Wave struct {
	codebook *Codebook
	n        int
	text     map[string][]string
	codes    map[string]*stats.Codes // a list field has a column per option, keyed "field\x1foption"
	numbers  map[string][]float64    // NaN: missing
}

// Len returns the number of respondents.
func (w *Wave) Len() int { return w.n }

// Codebook returns the wave's codebook, shared: treat it as read-only.
func (w *Wave) Codebook() *Codebook { return w.codebook }

// Has reports whether the codebook has the construct and, where item is not
// empty, the item.
func (w *Wave) Has(construct, item string) bool { panic("todo") }

// Construct returns the construct of that name, nil where there is none.
func (w *Wave) Construct(name string) *Construct { panic("todo") }

// Codes returns the coded answers of an item: for an item with values the
// option (0 not ticked, 1 ticked), else the field's levels, reversed where the
// codebook says so. It is nil where the construct or item is absent or its
// field holds numbers or free text.
func (w *Wave) Codes(construct, item string) *stats.Codes { panic("todo") }

// Numbers returns an item as numbers on its scale, NaN where unanswered, for
// number fields and coded ones alike; nil where absent.
func (w *Wave) Numbers(construct, item string) []float64 { panic("todo") }

// Text returns the cells of a free-text item such as the respondent's id; nil
// where absent.
func (w *Wave) Text(construct, item string) []string { panic("todo") }

// Design returns the survey design that the codebook's "design" construct
// (items weight, stratum, cluster, population) describes, nil where it has
// none.
func (w *Wave) Design() *stats.Design { panic("todo") }

// Select returns the wave of the given rows, in that order.
func (w *Wave) Select(rows []int) *Wave { panic("todo") }
