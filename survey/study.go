package survey

import (
	"slices"
	"strings"
)

// Study says what an analysis does with a survey's constructs: which of them are metrics, drivers,
// outcomes and classes, and what they are called. It is the codebook's member "study"; an engine
// that is given none fills in its own.
//
// The engine asks no construct for its name; it walks these lists.
type Study struct {
	// Metrics are what is explained, Drivers what explains it. If they, Controls, Amounts or
	// Outcomes are nil, the roles of constructs say which they are (see [Codebook.OwnStudy]).
	Metrics []Scale `json:"metrics,omitzero"`
	Drivers []Scale `json:"drivers,omitzero"`
	// Index says how closely two parties work together; nil if the survey does not ask.
	Index *Scale `json:"index,omitempty"`
	// Controls are the constructs whose items every regression holds equal.
	Controls []string `json:"controls,omitzero"`
	// Amounts is the construct of Outcomes' items.
	Amounts string `json:"amounts,omitempty"`
	// Outcomes are amounts of two years, whose growth is compared.
	Outcomes []Outcome `json:"outcomes,omitzero"`
	// Classes says who is divided into latent classes, and by what; nil if nobody is.
	Classes *Classes `json:"classes,omitempty"`
	// Parties are populations that divide everybody.
	Parties []string `json:"parties,omitempty"`
	// Banners are the populations whose shares stand side by side.
	Banners []string `json:"banners,omitempty"`
	// Words are what populations, scores and outcomes are called in sentences, by their names.
	Words map[string]string `json:"words,omitempty"`
	// Untitled is what a wave without a title is called.
	Untitled string `json:"untitled,omitempty"`
	// Pictures are drawn in this order.
	Pictures []Picture `json:"pictures,omitempty"`
	// Sources are constructs that enter by others of the same fields; one that ends in ".*" stands
	// for all that begin so.
	Sources []string `json:"sources,omitempty"`
}

// Scale is a score: the mean of the items of its parts, standardised.
type Scale struct {
	Name string `json:"name"`
	// Title is its label; if empty, that of the construct, else Name.
	Title string `json:"title,omitempty"`
	// Parts are the constructs whose items it is the mean of; one that ends in ".*" stands for all
	// that begin so. With several parts it is the mean of their means; those that are named and
	// absent are missed with a warning. If empty, the construct Name.
	Parts []string `json:"parts,omitempty"`
	// Within are items ("construct/item") whose answers are groups to standardise in, the first
	// that the codebook has; if empty, all respondents are one group.
	Within []string `json:"within,omitempty"`
}

// Outcome is an amount of two years: items of the construct [Study.Amounts].
type Outcome struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	From  string `json:"from"`
	To    string `json:"to"`
}

// Classes says who is divided into latent classes.
type Classes struct {
	// Population is who is divided; Items the construct that the classes are found from, HeldOut
	// the one that they are compared by afterwards.
	Population string `json:"population,omitempty"`
	Items      string `json:"items,omitempty"`
	HeldOut    string `json:"heldout,omitempty"`
	// Number is how many classes there are.
	Number int `json:"number,omitempty"`
	// Name stands before a class's number in names of populations, such as "archetype2".
	Name string `json:"name,omitempty"`
	// Title is what the classes are called together.
	Title string `json:"title,omitempty"`
}

// Plural is what the classes are called together in lists: their name with an s.
func (c *Classes) Plural() string {
	if strings.HasSuffix(c.Name, "s") {
		return c.Name + "es"
	}
	return c.Name + "s"
}

// Picture is a figure of the study redrawn.
type Picture struct {
	// Number is the figure's in the study's own report, Name the end of a file's name.
	Number int    `json:"number"`
	Name   string `json:"name,omitempty"`
	// Form is how it is drawn: "growth", "dumbbell", "dots", "tiles", "answers", "premiums",
	// "slopes", "coefficients" or "profiles".
	Form string `json:"form"`
	// Constructs hold what is drawn; in the form "answers" one that ends in ".*" stands for all
	// that begin so.
	Constructs []string `json:"constructs,omitempty"`
	// Answers are the items of each construct that have a panel, in the form "answers".
	Answers     []string `json:"answers,omitempty"`
	Populations []string `json:"populations,omitempty"`
	// Outcome is that of the form "slopes".
	Outcome string `json:"outcome,omitempty"`
	Title   string `json:"title,omitempty"`
	// Unit says what the axis shows; %g stands for the level of the intervals in percent.
	Unit string `json:"unit,omitempty"`
	// Keys are the words of the picture's own, in the order that the form asks for.
	Keys []string `json:"keys,omitempty"`
}

// Scale returns the metric, driver or index of that name, nil if there is none.
func (s *Study) Scale(name string) *Scale {
	for _, list := range [][]Scale{s.Metrics, s.Drivers} {
		for i := range list {
			if list[i].Name == name {
				return &list[i]
			}
		}
	}
	if s.Index != nil && s.Index.Name == name {
		return s.Index
	}
	return nil
}

// Outcome returns the outcome of that name, nil if there is none.
func (s *Study) Outcome(name string) *Outcome {
	for i := range s.Outcomes {
		if s.Outcomes[i].Name == name {
			return &s.Outcomes[i]
		}
	}
	return nil
}

// Word is what a population, score or outcome is called in sentences: its word, else its title,
// else its name.
func (s *Study) Word(name string) string {
	if word := s.Words[name]; word != "" {
		return word
	}
	if scale := s.Scale(name); scale != nil && scale.Title != "" {
		return scale.Title
	}
	if outcome := s.Outcome(name); outcome != nil && outcome.Title != "" {
		return outcome.Title
	}
	return name
}

// InList reports whether a list of constructs has the name, or one that ends in ".*" and stands for
// it.
func InList(constructs []string, name string) bool {
	return slices.ContainsFunc(constructs, func(c string) bool {
		stem, many := strings.CutSuffix(c, "*")
		return c == name || many && strings.HasSuffix(stem, ".") && strings.HasPrefix(name, stem)
	})
}
