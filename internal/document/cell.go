package document

import "strconv"

// Cell is a value of a table, or says why there is none. The zero Cell is an empty word.
type Cell struct {
	kind   kind
	word   string // in files
	label  string // what readers see of a word; if empty, the word
	number float64
	lack   Lack

	// base is the number of respondents behind a number, if it has one.
	base    int
	hasBase bool
	// decimals are those that readers see, if they are not the column's.
	decimals    int
	hasDecimals bool
	unit        string
	fileOnly    bool
}

type kind int

const (
	word kind = iota
	number
	count
)

// Lack says why a cell is empty. A number that is given but undefined is empty as well, and needs
// no Lack.
type Lack int

// Why a cell is empty.
const (
	NotKnown Lack = iota + 1 // nobody was asked, or it was not computed
	Withheld                 // it may not be shown
)

// Word returns a cell that holds a word: a name, a code, a verdict.
func Word(text string) Cell { return Cell{word: text} }

// Named returns a word that readers see by another name.
func Named(text, label string) Cell { return Cell{word: text, label: label} }

// Number returns a cell that holds a number, which may be undefined.
func Number(x float64) Cell { return Cell{kind: number, number: x} }

// Count returns a cell that holds a number of respondents or the like.
func Count(n int) Cell { return Cell{kind: count, number: float64(n)} }

// Empty returns a cell without a value.
func Empty(why Lack) Cell { return Cell{kind: number, lack: why} }

// On says how many respondents a number rests on.
func (c Cell) On(n int) Cell {
	c.base, c.hasBase = n, true
	return c
}

// To says with how many decimals readers see a number.
func (c Cell) To(decimals int) Cell {
	c.decimals, c.hasDecimals = decimals, true
	return c
}

// As says what readers see in place of a number.
func (c Cell) As(label string) Cell {
	c.label = label
	return c
}

// In says which unit readers see after a number.
func (c Cell) In(unit string) Cell {
	c.unit = unit
	return c
}

// FileOnly keeps a number from readers, to whom it would say nothing: the ends of the interval of
// an exact count.
func (c Cell) FileOnly() Cell {
	c.fileOnly = true
	return c
}

// lacks returns why readers find the cell empty, 0 if they do not.
func (c Cell) lacks() Lack {
	if c.fileOnly {
		return NotKnown
	}
	return c.lack
}

// file is what stands in files for machines.
func (c Cell) file() string {
	switch {
	case c.lack != 0:
		return ""
	case c.kind == word:
		return c.word
	case c.kind == count:
		return strconv.Itoa(int(c.number))
	}
	return machine(c.number)
}

// read is what readers see of a cell in a column.
func (c Cell) read(col Column, smallBase int) string {
	switch {
	case c.lacks() == Withheld:
		return withheldMark
	case c.lacks() != 0:
		return Unknown
	case c.label != "":
		return c.label
	case c.kind == word:
		return c.word
	case c.kind == count:
		return Thousands(int(c.number))
	}

	out := Fixed(col.scale()*c.number, c.places(col))
	if c.hasBase && c.base < smallBase {
		out += SmallMark
	}
	if c.unit != "" {
		out += " " + c.unit
	}
	return out
}

// places is the number of decimals that readers see.
func (c Cell) places(col Column) int {
	if c.hasDecimals {
		return c.decimals
	}
	return col.Decimals
}
