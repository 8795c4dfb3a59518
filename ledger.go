package ctostudy

import (
	"fmt"

	"github.com/ctostudy/ctostudy/survey"
)

// ledger holds figures with their claims, each read once, and finds a figure by the number that it
// prints.
type ledger struct {
	figures []Figure
	claims  []Claim  // of each figure
	keys    []string // of each figure
	// printings are the figures that print a number, by their keys.
	printings map[string][]int
}

// printingKey says which number a figure prints: of which claim, in which population.
func printingKey(claim, population string) string { return claim + "@" + population }

// newLedger reads the claims that have not been read yet, and refuses names that the study does
// not have. The error wraps [ErrClaim] and names the figure.
func newLedger(figures []Figure, study *survey.Study) (*ledger, error) {
	l := &ledger{printings: map[string][]int{}}
	for _, f := range figures {
		c, err := f.readClaim(study)
		if err != nil {
			return nil, fmt.Errorf("figure %q: %w", f.ID, err)
		}
		f.read = &readClaim{f.Claim, c}
		l.add(f)
	}
	return l, nil
}

func (l *ledger) add(f Figure) {
	key := printingKey(f.read.Claim.String(), f.Population)
	if f.HasValue && f.read.row() != noClaim {
		l.printings[key] = append(l.printings[key], len(l.figures))
	}
	l.figures = append(l.figures, f)
	l.claims = append(l.claims, f.read.Claim)
	l.keys = append(l.keys, key)
}

// number returns the figure that prints a claim's number in a population, the first of several.
func (l *ledger) number(claim, population string) (Figure, bool) {
	return l.suchNumber(claim, population, func(Figure) bool { return true })
}

// suchNumber is number for the first figure that is such as the function says.
func (l *ledger) suchNumber(claim, population string, such func(Figure) bool) (Figure, bool) {
	for _, i := range l.printings[printingKey(claim, population)] {
		if such(l.figures[i]) {
			return l.figures[i], true
		}
	}
	return Figure{}, false
}

// first reports whether figure i prints a number that no figure before it prints.
func (l *ledger) first(i int) bool {
	printings := l.printings[l.keys[i]]
	return len(printings) > 0 && printings[0] == i
}
