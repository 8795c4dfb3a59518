package survey

import (
	"slices"
	"strings"
)

const (
	// defaultClasses is the number of latent classes if the codebook does not say.
	defaultClasses = 3
	// classWord stands before a class's number if the codebook does not say.
	classWord = "class"
)

// OwnStudy returns the study that the codebook describes: its member study, and what the roles of
// its constructs add where that says nothing, with the defaults of both filled in. It is nil if the
// codebook does neither.
//
// By its role a construct is a metric or a driver, part of the metric before the point of its name
// ("metric-part": part.one and part.two make part), a control, the amounts of the outcomes, what
// classes are found from or compared by. A score has the name of its construct, without "metric."
// or "driver." before it. Outcomes that are not given are the last two years of each amount: of
// items called sales.2023, sales.2024 and sales.2026, growth from 2024 to 2026.
func (c *Codebook) OwnStudy() *Study {
	byRole := func(con Construct) bool { return slices.Contains(studyRoles, con.Role) }
	if c.Study == nil && !slices.ContainsFunc(c.Constructs, byRole) {
		return nil
	}

	out := &Study{}
	if c.Study != nil {
		*out = *c.Study
	}
	if out.Metrics == nil {
		out.Metrics = c.metricsByRole()
	}
	if out.Drivers == nil {
		out.Drivers = scalesOf(c.withRole(roleDriver))
	}
	if out.Controls == nil {
		out.Controls = c.withRole(roleControl)
	}
	if amounts := c.withRole(roleOutcome); out.Amounts == "" && amounts != nil {
		out.Amounts = amounts[0]
	}

	if out.Outcomes == nil {
		out.Outcomes = lastTwoYears(c.Construct(out.Amounts))
	}
	out.Classes = c.classesByRole(out.Classes)
	out.Pictures = slices.Clone(out.Pictures)
	for i := range out.Pictures {
		if p := &out.Pictures[i]; p.Name == "" {
			p.Name = p.Form
		}
	}
	return out
}

// withRole returns the names of the constructs with a role, nil if there are none.
func (c *Codebook) withRole(role string) []string {
	var out []string
	for _, con := range c.Constructs {
		if con.Role == role {
			out = append(out, con.Name)
		}
	}
	return out
}

// metricsByRole returns the metrics and the parts of metrics, in the codebook's order.
func (c *Codebook) metricsByRole() []Scale {
	var out []Scale
	for _, con := range c.Constructs {
		switch con.Role {
		case roleMetric:
			out = append(out, scaleOf(con.Name))
		case rolePart:
			name, _, _ := strings.Cut(con.Name, ".")
			k := slices.IndexFunc(out, func(s Scale) bool { return s.Name == name })
			if k < 0 {
				k = len(out)
				out = append(out, Scale{Name: name})
			}
			out[k].Parts = append(out[k].Parts, con.Name)
		}
	}
	return out
}

// classesByRole adds what roles and defaults say of the classes, nil if there are none.
func (c *Codebook) classesByRole(given *Classes) *Classes {
	items, heldOut := c.withRole(roleClassItem), c.withRole(roleHeldOut)
	if given == nil && items == nil {
		return nil
	}

	out := Classes{}
	if given != nil {
		out = *given
	}
	if out.Items == "" && items != nil {
		out.Items = items[0]
	}
	if out.HeldOut == "" && heldOut != nil {
		out.HeldOut = heldOut[0]
	}
	if out.Population == "" {
		out.Population = "all"
	}
	if out.Number == 0 {
		out.Number = defaultClasses
	}
	if out.Name == "" {
		out.Name = classWord
	}
	return &out
}

// scalesOf returns the scores of constructs, nil for none.
func scalesOf(constructs []string) []Scale {
	var out []Scale
	for _, name := range constructs {
		out = append(out, scaleOf(name))
	}
	return out
}

// scaleOf returns the score of a construct, or of all constructs that begin so if the name ends in
// ".*".
func scaleOf(construct string) Scale {
	name := strings.TrimSuffix(construct, ".*")
	for _, role := range []string{roleMetric, roleDriver} {
		if rest, ok := strings.CutPrefix(name, role+"."); ok {
			name = rest
		}
	}
	if name == construct {
		return Scale{Name: name}
	}
	return Scale{Name: name, Parts: []string{construct}}
}

// lastTwoYears returns the outcomes of amounts called name.year, nil for none.
func lastTwoYears(amounts *Construct) []Outcome {
	if amounts == nil {
		return nil
	}

	var names []string
	years := map[string][]string{} // by name
	for _, item := range amounts.Items {
		name, year, ok := AmountYear(item.Name)
		if !ok {
			continue
		}
		if years[name] == nil {
			names = append(names, name)
		}
		years[name] = append(years[name], year)
	}

	var out []Outcome
	for _, name := range names {
		given := years[name]
		slices.Sort(given)
		if n := len(given); n >= 2 {
			from, to := name+"."+given[n-2], name+"."+given[n-1]
			out = append(out, Outcome{Name: name, From: from, To: to})
		}
	}
	return out
}

// AmountYear splits the name of an amount, such as sales.2026, into what it is of and its year, of
// four digits. It reports whether the name is one.
func AmountYear(item string) (name, year string, ok bool) {
	at := strings.LastIndexByte(item, '.')
	if at < 1 {
		return "", "", false
	}
	name, year = item[:at], item[at+1:]
	return name, year, len(year) == 4 && strings.Trim(year, "0123456789") == ""
}
