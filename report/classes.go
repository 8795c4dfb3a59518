package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ctostudy/ctostudy"
)

// className is a published class's name and share among all who are divided into classes.
type className struct {
	english, chinese string
	share            ctostudy.Figure
}

// classNames returns the names of the published classes by their number: the item of the figure
// that prints a class's share, such as "1 technology steward (技术管理者)", whose part in brackets
// is the Chinese name.
func (v *view) classNames() map[int]className {
	out := map[int]className{}
	for _, verdict := range v.judgement.Verdicts {
		f := verdict.Figure
		c := f.Claimed()
		if c.Kind() != "class" || f.Population != v.classPopulation() {
			continue
		}

		k, _ := strconv.Atoi(c.Arguments()[0]) // the grammar admits numbers only
		english, chinese, inBrackets := strings.Cut(f.Item, " (")
		chinese = fmt.Sprintf("%d %s", k, strings.TrimSuffix(chinese, ")"))
		if !inBrackets {
			chinese = english
		}
		out[k] = className{english, chinese, f}
	}
	return out
}

// in returns the name in a language.
func (n className) in(l Language) string {
	if l == Chinese {
		return n.chinese
	}
	return n.english
}

// classPopulation is who is divided into classes.
func (v *view) classPopulation() string {
	if c := v.analysis.Study.Classes; c != nil {
		return c.Population
	}
	return ""
}

// classesTitle is what the classes are called together.
func (v *view) classesTitle() string {
	if c := v.analysis.Study.Classes; c != nil && c.Title != "" {
		return v.say(c.Title)
	}
	return v.say("Classes")
}

// className returns what a class is called: the published name if there is one, else its number.
func (v *view) className(k int) string {
	if j := slices.Index(v.judgement.ClassOf, k); j >= 0 {
		if n, ok := v.classNames()[j+1]; ok {
			return n.in(v.lang)
		}
		return v.say(v.classWord()+" %d", j+1)
	}
	return v.say("class %d", k+1)
}

// classWord stands before a class's number.
func (v *view) classWord() string {
	if c := v.analysis.Study.Classes; c != nil {
		return c.Name
	}
	return "class"
}

// questionOf says which question a class's item belongs to.
func (v *view) questionOf(item string) string {
	question, _, ok := strings.Cut(item, ".")
	if !ok {
		return ""
	}
	if word := v.analysis.Study.Words[question]; word != "" {
		return v.say(word)
	}
	return question
}

// withAnswer returns an item's name or title with an answer's label, if it has one.
func withAnswer(item, label string) string {
	if label == "" {
		return item
	}
	return item + ": " + label
}
