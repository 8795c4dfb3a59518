package survey

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Reasons of a study.
const (
	reasonNoConstruct  = "no such construct"
	reasonNoItem       = "no such item"
	reasonNoPopulation = "no such population"
	reasonNoOutcome    = "no such outcome"
	reasonOtherRole    = "the study says otherwise"
)

// everybody is the population of all respondents.
const everybody = "all"

// pictureForms are the ways to draw a picture.
var pictureForms = []string{"growth", "dumbbell", "dots", "tiles", "answers", "premiums", "slopes",
	"coefficients", "profiles"}

// isClass reports whether a name is that of a class that is found: a number after the word that the
// codebook has for classes, or after "archetype".
func isClass(c *Codebook, name string) bool {
	stems := []string{"archetype"}
	if own := c.OwnStudy(); own != nil && own.Classes != nil {
		stems = append(stems, own.Classes.Name)
	}
	return slices.ContainsFunc(stems, func(stem string) bool {
		digits, ok := strings.CutPrefix(name, stem)
		_, err := strconv.Atoi(digits)
		return ok && err == nil
	})
}

// checkRoles checks what constructs say that they are for.
func checkRoles(k *codebookCheck) {
	taken := map[string]string{} // construct by role, of roles that one construct has
	for _, con := range k.book.Constructs {
		if slices.Contains(namedRoles, con.Name) {
			taken[con.Name] = con.Name
		}
	}
	own := k.book.OwnStudy()

	for i, con := range k.book.Constructs {
		path, role := fmt.Sprintf("constructs[%d].role", i), con.Role
		other, single := taken[role]
		switch {
		case role == "":
			continue
		case !slices.Contains(allRoles, role):
			k.bad(path, role, "unknown role", strings.Join(allRoles, ", "))
		case slices.Contains(namedRoles, con.Name) && con.Name != role:
			k.bad(path, role, "another role than that of its name", con.Name)
		case single && other != con.Name:
			k.bad(path, role, reasonTwice, fmt.Sprintf("construct %q has it", other))
		case role == rolePart && !strings.Contains(con.Name, "."):
			k.bad(path, con.Name, "part of no metric",
				"the name of a part is that of the metric, a point and its own")
		case slices.Contains(studyRoles, role) && !own.uses(con.Name, role):
			k.bad(path, role, reasonOtherRole, "its own list goes without the construct")
		}
		if oneOfARole(role) && !single {
			taken[role] = con.Name
		}
	}
}

// oneOfARole reports whether a role is for one construct only.
func oneOfARole(role string) bool {
	return slices.Contains(namedRoles, role) ||
		slices.Contains([]string{roleOutcome, roleClassItem, roleHeldOut}, role)
}

// uses reports whether a study uses a construct in a role.
func (s *Study) uses(construct, role string) bool {
	inScales := func(scales []Scale) bool {
		has := func(s Scale) bool { return InList(s.constructs(), construct) }
		return slices.ContainsFunc(scales, has)
	}
	switch role {
	case roleMetric, rolePart:
		return inScales(s.Metrics)
	case roleDriver:
		return inScales(s.Drivers)
	case roleControl:
		return slices.Contains(s.Controls, construct)
	case roleOutcome:
		return s.Amounts == construct
	case roleClassItem:
		return s.Classes != nil && s.Classes.Items == construct
	case roleHeldOut:
		return s.Classes != nil && s.Classes.HeldOut == construct
	}
	return true
}

// constructs returns what a score is made of.
func (s *Scale) constructs() []string {
	if len(s.Parts) > 0 {
		return s.Parts
	}
	return []string{s.Name}
}

// checkStudy checks the study that the codebook describes, by its member and by roles.
func checkStudy(k *codebookCheck) {
	own := k.book.OwnStudy()
	if own == nil {
		return
	}
	c := &studyCheck{codebookCheck: k, study: own, scores: map[string]bool{}}

	c.scales("study.metrics", own.Metrics)
	c.scales("study.drivers", c.driversApart())
	if own.Index != nil {
		c.scales("study.index", []Scale{*own.Index})
	}
	for i, name := range own.Controls {
		c.construct(fmt.Sprintf("study.controls[%d]", i), name)
	}
	c.constructsIn("study.sources", own.Sources)

	c.outcomes()
	c.classes()
	c.populations("study.parties", own.Parties)
	c.populations("study.banners", own.Banners)
	c.words()
	c.pictures()
}

// studyCheck checks a study against the codebook that describes it.
type studyCheck struct {
	*codebookCheck
	study  *Study
	scores map[string]bool // names of scores
}

// scales checks scores; path is that of a list or, of the index, of the score itself.
func (c *studyCheck) scales(path string, scales []Scale) {
	for i, s := range scales {
		at := fmt.Sprintf("%s[%d]", path, i)
		if path == "study.index" {
			at = path
			if len(s.Parts) > 1 || len(s.Parts) == 1 && strings.HasSuffix(s.Parts[0], ".*") {
				c.bad(at+".parts", "", "an index of several constructs", "it is the mean of the items of one")
			}
		}
		c.name(at+".name", s.Name, c.scores)
		c.constructsIn(at+".parts", s.constructs())

		some := len(s.Within) == 0
		for j, path := range s.Within {
			construct, item, ok := strings.Cut(path, "/")
			if !ok {
				c.bad(fmt.Sprintf("%s.within[%d]", at, j), path, "not an item", "write construct/item")
				some = true
				continue
			}
			con := c.book.Construct(construct)
			some = some || con != nil && con.Item(item) != nil
		}
		if !some {
			c.bad(at+".within", strings.Join(s.Within, ", "), reasonNoItem,
				"none of them is in the codebook")
		}
	}
}

// driversApart checks that nothing is both a metric and a driver, which would explain itself, and
// returns the drivers up to the first that is.
func (c *studyCheck) driversApart() []Scale {
	for i, d := range c.study.Drivers {
		for _, m := range c.study.Metrics {
			for _, part := range d.constructs() {
				if overlap(m.constructs(), part) {
					c.bad(fmt.Sprintf("study.drivers[%d]", i), part, "both a metric and a driver",
						fmt.Sprintf("the metric %q would explain itself", m.Name))
					return c.study.Drivers[:i]
				}
			}
		}
	}
	return c.study.Drivers
}

// overlap reports whether a construct, or any that it stands for, is in a list.
func overlap(constructs []string, part string) bool {
	return InList(constructs, part) ||
		slices.ContainsFunc(constructs, func(name string) bool { return InList([]string{part}, name) })
}

// constructsIn checks names of constructs, of which those with ".*" stand for all that begin so.
func (c *studyCheck) constructsIn(path string, names []string) {
	for i, name := range names {
		at := fmt.Sprintf("%s[%d]", path, i)
		known := slices.ContainsFunc(c.book.Constructs, func(con Construct) bool {
			return con.Name == name || InList([]string{name}, con.Name)
		})
		if known {
			continue
		}
		detail := ""
		begins := func(con Construct) bool { return InList([]string{name + ".*"}, con.Name) }
		if slices.ContainsFunc(c.book.Constructs, begins) {
			detail = fmt.Sprintf("%q stands for all that begin so", name+".*")
		}
		c.bad(at, name, reasonNoConstruct, detail)
	}
}

// outcomes checks the amounts whose growth is compared.
func (c *studyCheck) outcomes() {
	if c.study.Amounts == "" {
		if len(c.study.Outcomes) > 0 {
			c.bad("study.outcomes", "", "outcomes without amounts",
				`"amounts" names the construct of their items, or its role is "outcome"`)
		}
		return
	}
	amounts := c.book.Construct(c.study.Amounts)
	if amounts == nil {
		c.bad("study.amounts", c.study.Amounts, reasonNoConstruct, "")
		return
	}

	names := map[string]bool{}
	for i, o := range c.study.Outcomes {
		at := fmt.Sprintf("study.outcomes[%d]", i)
		c.name(at+".name", o.Name, names)
		c.amount(at+".from", amounts, o.From)
		c.amount(at+".to", amounts, o.To)
		if o.From == o.To {
			c.bad(at+".to", o.To, "the same amount twice", "growth is from one year to another")
		}
	}
}

// amount checks an item that should hold numbers.
func (c *studyCheck) amount(path string, amounts *Construct, name string) {
	item := amounts.Item(name)
	if item == nil {
		c.bad(path, name, reasonNoItem, fmt.Sprintf("construct %q has none of that name", amounts.Name))
		return
	}
	if spec := c.fields[item.Field]; spec != nil && spec.field != nil && spec.kind != numberColumn {
		c.bad(path, name, reasonMismatch, "an amount is a number")
	}
}

// classes checks who is divided into classes, and by what.
func (c *studyCheck) classes() {
	plan := c.study.Classes
	if plan == nil {
		return
	}
	const at = "study.classes"
	c.population(at+".population", plan.Population)
	if plan.Items == "" {
		c.bad(at, "", "member missing", `items, or a construct with the role "class-item"`)
	} else {
		c.construct(at+".items", plan.Items)
	}
	if plan.HeldOut != "" {
		c.construct(at+".heldout", plan.HeldOut)
	}
	if plan.HeldOut != "" && plan.HeldOut == plan.Items {
		c.bad(at+".heldout", plan.HeldOut, "both class items and held out",
			"what made the classes is no comparison of them")
	}
	if plan.Number < 2 {
		c.bad(at+".number", strconv.Itoa(plan.Number), "fewer than two classes", "")
	}
	digits := strings.TrimRight(plan.Name, "0123456789") != plan.Name
	if digits || !isPopulationName(plan.Name) {
		c.bad(at+".name", plan.Name, "not the name of classes",
			"letters, digits, - and _, without a digit at the end, where their numbers come")
	}
}

func (c *studyCheck) construct(path, name string) {
	if c.book.Construct(name) == nil {
		c.bad(path, name, reasonNoConstruct, "")
	}
}

func (c *studyCheck) populations(path string, names []string) {
	for i, name := range names {
		c.population(fmt.Sprintf("%s[%d]", path, i), name)
	}
}

func (c *studyCheck) population(path, name string) {
	if !c.isPopulation(name) {
		c.bad(path, name, reasonNoPopulation,
			`"all", or items of the construct population, joined by points`)
	}
}

// isPopulation reports whether a text is "all", or names of populations and classes joined by
// points.
func (c *studyCheck) isPopulation(text string) bool {
	if text == everybody {
		return true
	}
	populations := c.book.Construct(rolePopulation)
	for _, name := range strings.Split(text, ".") {
		known := populations != nil && populations.Item(name) != nil
		if !known && !(c.study.Classes != nil && isClass(c.book, name)) {
			return false
		}
	}
	return true
}

// words checks that words are of something.
func (c *studyCheck) words() {
	for _, name := range slices.Sorted(maps.Keys(c.study.Words)) {
		known := c.isPopulation(name) || c.study.Scale(name) != nil || c.study.Outcome(name) != nil
		if !known && !c.isName(name) {
			c.bad("study.words."+name, name, "word of nothing",
				"words are of populations, scores, outcomes, constructs and items")
		}
	}
}

// isName reports whether constructs or items are called so, or so up to a point.
func (c *studyCheck) isName(name string) bool {
	called := func(full string) bool { return full == name || strings.HasPrefix(full, name+".") }
	return slices.ContainsFunc(c.book.Constructs, func(con Construct) bool {
		item := func(it Item) bool { return called(it.Name) }
		return called(con.Name) || slices.ContainsFunc(con.Items, item)
	})
}

// pictures checks what is drawn of what.
func (c *studyCheck) pictures() {
	numbers, names := map[int]bool{}, map[string]bool{}
	for i, p := range c.study.Pictures {
		at := fmt.Sprintf("study.pictures[%d]", i)
		if !slices.Contains(pictureForms, p.Form) {
			c.bad(at+".form", p.Form, "unknown form of a picture", strings.Join(pictureForms, ", "))
		}
		if p.Number < 1 || numbers[p.Number] {
			c.bad(at+".number", strconv.Itoa(p.Number), "not a number of its own",
				"pictures have numbers from 1")
		}
		numbers[p.Number] = true
		if p.Name != "" && strings.Trim(p.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			c.bad(at+".name", p.Name, "not the name of a picture", "small letters, digits and -")
		}
		if p.Name != p.Form {
			c.name(at+".name", p.Name, names)
		}

		c.constructsIn(at+".constructs", p.Constructs)
		c.populations(at+".populations", p.Populations)
		if p.Outcome != "" && c.study.Outcome(p.Outcome) == nil {
			c.bad(at+".outcome", p.Outcome, reasonNoOutcome, "")
		}
	}
}
