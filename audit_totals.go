package ctostudy

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// majority is the share, in percent, from which an answer is that of most.
const majority = 50

// auditOwnership compares groupings with printed shares: those of another option
// of the same choice, and those of what each party says of itself.
func auditOwnership(a *auditor) {
	for i, f := range a.figures {
		if a.claims[i].row() != groupingClaim {
			continue
		}
		for _, item := range a.claims[i].args {
			construct, owner, _ := strings.Cut(item, "/")
			statement := placeOf(f)
			statement.Item, statement.Printed = construct, "is the "+strings.ToUpper(owner)+"'s"
			if owner == "both" || owner == "nobody" {
				statement.Printed = "is of " + owner
			}
			for k := range a.figures {
				auditOwned(a, statement, construct, owner, k)
			}
		}
	}
}

// auditOwned compares one duty and its owner with one figure.
func auditOwned(a *auditor, statement place, construct, owner string, k int) {
	f, c := a.figures[k], a.claims[k]
	if !f.HasValue || c.row() != shareClaim && c.row() != profileClaim || !a.first(k) {
		return
	}
	low, high := f.rounding()
	says, option, _ := strings.Cut(c.args[0], "/")
	if says == construct {
		if f.Population != statement.Population {
			return
		}
		a.compared(ruleOwnership, 1)
		if option != owner && low > majority {
			numbers := fmt.Sprintf("%s answer %q", f.Text(), option)
			a.find(ruleOwnership, excludedStrength, statement, numbers, f)
		}
		return
	}

	party := a.partyOf(f.Population)
	ofParty := slices.Contains(a.settings.Study.Parties, owner)
	if party == "" || !ofParty || lastPart(c.args[0]) != lastPart(construct) {
		return
	}
	a.compared(ruleOwnership, 1)
	lists := strings.HasPrefix(c.args[0], "resp.") || says == "responsibility"
	switch {
	case party != owner && low > majority:
		numbers := fmt.Sprintf("%s of %s, more than half, claim it", f.Text(), f.Population)
		a.find(ruleOwnership, tensionStrength, statement, numbers, f)
	case party == owner && lists && high < majority:
		numbers := fmt.Sprintf("%s of %s, less than half, list it", f.Text(), f.Population)
		a.find(ruleOwnership, tensionStrength, statement, numbers, f)
	}
}

// lastPart returns what follows the last point or slash of a name.
func lastPart(name string) string { return name[strings.LastIndexAny(name, "./")+1:] }

// auditTotals checks sums, bases and parts.
func auditTotals(a *auditor) {
	auditSums(a)
	auditParties(a)
	for i, f := range a.figures {
		auditBase(a, f)
		c := a.claims[i]
		if !f.HasValue || !a.first(i) {
			continue // a second printing is compared with the first elsewhere
		}
		if c.row() == shareClaim || c.row() == countClaim {
			auditPart(a, f, c)
		}
		if c.row() == shareClaim && f.Base > 0 && !f.AtLeast {
			auditPeople(a, f)
		}
	}
}

// auditParties adds up the sizes of the parties, if all are printed.
func auditParties(a *auditor) {
	all, ok := a.number("count", "all")
	if !ok || len(a.settings.Study.Parties) == 0 {
		return
	}

	var parts []Figure
	var texts []string
	sum := 0.0
	for _, name := range a.settings.Study.Parties {
		party, ok := a.number("count", name)
		if !ok {
			return
		}
		parts, texts = append(parts, party), append(texts, party.Printed)
		sum += party.Value
	}

	a.compared(ruleTotal, 1)
	if all.Value != sum {
		numbers := fmt.Sprintf("%s = %g respondents, not %s", strings.Join(texts, " + "), sum, all.Printed)
		a.find(ruleTotal, excludedStrength, placeOf(all), numbers, parts...)
	}
}

// auditSums adds up the shares of classes and of single choices, which are the
// constructs of groupings, in each population.
func auditSums(a *auditor) {
	single := map[string]bool{}
	for _, c := range a.claims {
		if c.row() == groupingClaim {
			for _, item := range c.args {
				construct, _, _ := strings.Cut(item, "/")
				single[construct] = true
			}
		}
	}
	parts := map[string][]Figure{}
	var order []string
	for i, f := range a.figures {
		c := a.claims[i]
		if !f.HasValue || !a.first(i) {
			continue
		}
		key := ""
		switch construct, _, _ := strings.Cut(strings.Join(c.args, " "), "/"); {
		case c.row() == classClaim:
			key = "classes@" + f.Population
		case c.row() == shareClaim && single[construct]:
			key = construct + "@" + f.Population
		default:
			continue
		}
		if !slices.Contains(order, key) {
			order = append(order, key)
		}
		parts[key] = append(parts[key], f)
	}
	for _, key := range order {
		var low, high float64
		var texts []string
		for _, f := range parts[key] {
			l, h := f.rounding()
			low, high = low+l, high+h
			texts = append(texts, f.Text())
		}
		a.compared(ruleTotal, 1)
		if low > 100+1e-9 || strings.HasPrefix(key, "classes@") && high < 100-1e-9 {
			numbers := fmt.Sprintf("%s sum to between %s and %s",
				strings.Join(texts, " + "), formatNumber(low), formatNumber(high))
			a.find(ruleTotal, excludedStrength, placeOf(parts[key][0]), numbers, parts[key][1:]...)
		}
	}
}

// auditBase compares a figure's base with the printed size of its population.
func auditBase(a *auditor, f Figure) {
	if f.Base == 0 {
		return
	}
	if n, ok := a.number("count", f.Population); ok {
		a.compared(ruleTotal, 1)
		if float64(f.Base) > n.Value {
			numbers := fmt.Sprintf("base %d of %s respondents", f.Base, n.Printed)
			a.find(ruleTotal, excludedStrength, placeOf(f), numbers, n)
		}
	}
	k, archetype := classIn(a.settings.Study.Classes, f.Population)
	share, ok := a.number(fmt.Sprintf("class %d", k), a.partyOf(f.Population))
	n, both := a.number("count", a.partyOf(f.Population))
	if !archetype || !ok || !both {
		return
	}
	a.compared(ruleTotal, 1)
	low, high := share.rounding()
	if p := 100 * float64(f.Base) / n.Value; p < low || p > high {
		numbers := fmt.Sprintf("base %d is %.1f%% of %s, not %s", f.Base, p, n.Printed, share.Text())
		a.find(ruleTotal, excludedStrength, placeOf(f), numbers, share, n)
	}
}

// auditPart compares a share or count with the same of each population around it:
// those of the part, or of its complement, are no more than in the whole.
func auditPart(a *auditor, f Figure, c Claim) {
	for _, whole := range a.figures {
		if !a.partOf(f.Population, whole.Population) {
			continue
		}
		w, ok := a.number(c.String(), whole.Population)
		if !ok || w.ID != whole.ID {
			continue
		}
		a.compared(ruleTotal, 1)
		if c.row() == countClaim {
			if f.Value > w.Value {
				numbers := fmt.Sprintf("a part of %s in a whole of %s", f.Printed, w.Printed)
				a.find(ruleTotal, excludedStrength, placeOf(f), numbers, w)
			}
			continue
		}
		low, high := f.rounding()
		least, most := w.rounding()
		n, m := float64(f.Base)/100, float64(w.Base)/100
		most, high = math.Min(most, 100), math.Min(high, 100)
		if n > 0 && m > 0 && (n*low > m*most || n*(100-high) > m*(100-least)) {
			numbers := fmt.Sprintf("%s of %d cannot be within %s of %d", f.Text(), f.Base, w.Text(), w.Base)
			a.find(ruleTotal, excludedStrength, placeOf(f), numbers, w)
		}
	}
}

// auditPeople asks for a whole number of people whose share rounds to the
// printed one.
func auditPeople(a *auditor, f Figure) {
	a.compared(ruleTotal, 1)
	low, high := f.rounding()
	n := float64(f.Base) / 100
	if k := math.Ceil(n*low - 1e-9); k > n*high+1e-9 {
		numbers := fmt.Sprintf("of %d people, %g are %.2f%% and %g are %.2f%%",
			f.Base, k-1, (k-1)/n, k, k/n)
		a.find(ruleTotal, excludedStrength, placeOf(f), numbers)
	}
}
