package ctostudy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ctostudy/ctostudy/survey"
)

// ParseClaim reads a claim; [Claim] gives the grammar. Its errors wrap
// [ErrClaim]. Which metrics, outcomes and scores there are
// is not looked at: [ReadFigures], [Analysis.Check] and [Audit] do, which know the
// study.
func ParseClaim(text string) (Claim, error) { return parseClaim(text, nil) }

// parseClaim reads a claim, whose names have to be those of the study if there is one.
func parseClaim(text string, study *survey.Study) (Claim, error) {
	p := &claimParser{text: text, study: study}
	p.next()
	c, err := p.claim()
	if err != nil {
		return Claim{}, err
	}
	return c, nil
}

// claimParser walks over the tokens of a claim: words (with items as one
// word, "construct/name") and the signs > , ; ( ) # @.
type claimParser struct {
	text       string
	study      *survey.Study // nil: any
	start, end int           // the current token is text[start:end]; empty at the end
}

func (p *claimParser) token() string { return p.text[p.start:p.end] }

func (p *claimParser) next() {
	p.start = p.end
	for p.start < len(p.text) && p.text[p.start] == ' ' {
		p.start++
	}
	p.end = p.start
	for p.end < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.end:])
		if !wordRune(r, size) {
			break
		}
		p.end += size
	}
	if p.end == p.start && p.end < len(p.text) {
		_, size := utf8.DecodeRuneInString(p.text[p.end:])
		p.end += size
	}
}

func wordRune(r rune, size int) bool {
	if r == utf8.RuneError && size <= 1 {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) ||
		strings.ContainsRune(".-_/*", r)
}

// word reports whether the current token is a word.
func (p *claimParser) word() bool {
	r, size := utf8.DecodeRuneInString(p.token())
	return size > 0 && wordRune(r, size)
}

func (p *claimParser) fail(format string, args ...any) error {
	return &claimError{Text: p.text, Column: p.start + 1, Reason: fmt.Sprintf(format, args...)}
}

func (p *claimParser) claim() (Claim, error) {
	c := Claim{kind: claimKindOf(p.token())}
	if c.kind == nil {
		return Claim{}, p.fail("%q is none of %s", p.token(), claimWords())
	}
	p.next()

	var err error
	switch c.kind {
	case orderClaim:
		c.comparisons, err = p.comparisons()
	case groupingClaim:
		c.args, err = p.arguments(c.kind, false)
		c.comparisons = grouped(c.args)
	default:
		c.args, err = p.arguments(c.kind, false)
	}
	if err == nil && p.token() != "" {
		err = p.fail("%q after the end of the claim", p.token())
	}
	return c, err
}

// grouped compares each item with the most frequent other one of its construct.
func grouped(items []string) []comparison {
	var out []comparison
	for _, item := range items {
		construct, _, _ := strings.Cut(item, "/")
		listed := claimTerm{kind: shareClaim, args: []string{item}}
		others := claimTerm{kind: shareClaim, args: []string{construct + "/*"}, rank: 1}
		out = append(out, comparison{{listed}, {others}})
	}
	return out
}

// arguments reads what follows a kind.
func (p *claimParser) arguments(k *claimKind, wildcard bool) ([]string, error) {
	var args []string
	for i := 0; i < len(k.args) || k.repeats && p.word(); i++ {
		a := k.args[min(i, len(k.args)-1)]
		if err := p.argument(a, wildcard); err != nil {
			return nil, err
		}
		args = append(args, p.token())
		p.next()
	}
	return args, nil
}

// argument checks the current token.
func (p *claimParser) argument(a argument, wildcard bool) error {
	t := p.token()
	if !p.word() || !a.fits(t, wildcard) {
		return p.fail("want %s, have %q", a.what, t)
	}
	if a.names == nil || p.study == nil {
		return nil
	}
	if names := a.names(p.study); !slices.Contains(names, t) {
		return p.fail("want %s (%s), have %q", a.what, strings.Join(names, ", "), t)
	}
	return nil
}

func (p *claimParser) comparisons() ([]comparison, error) {
	var out []comparison
	for {
		var chain comparison
		for {
			side, err := p.side()
			if err != nil {
				return nil, err
			}
			chain = append(chain, side)
			if p.token() != ">" {
				break
			}
			p.next()
		}
		if len(chain) < 2 {
			return nil, p.fail("want >, have %q", p.token())
		}
		out = append(out, chain)
		if err := p.comparable(chain, Claim{comparisons: out}.unit()); err != nil {
			return nil, err
		}
		if p.token() != ";" {
			return out, nil
		}
		p.next()
	}
}

// comparable refuses a chain whose terms are not in the order's unit, or in which
// two numbers are compared.
func (p *claimParser) comparable(chain comparison, unit Unit) error {
	numbers := false // on the side before
	for _, side := range chain {
		here := false
		for _, t := range side {
			here = here || t.constant()
			if !t.constant() && t.kind.unit != unit {
				return p.fail("%s is in %q, not in %q as the order's first term", t, t.kind.unit, unit)
			}
		}
		if numbers && here {
			return p.fail("two numbers are compared")
		}
		numbers = here
	}
	return nil
}

func (p *claimParser) side() ([]claimTerm, error) {
	var out []claimTerm
	for {
		t, err := p.term()
		if err != nil {
			return nil, err
		}
		out = append(out, t)
		if p.token() != "," {
			return out, nil
		}
		p.next()
	}
}

func (p *claimParser) term() (claimTerm, error) {
	text := p.token()
	if !p.word() {
		return claimTerm{}, p.fail("want a quantity, have %q", text)
	}
	var t claimTerm
	if strings.Contains(text, "/") {
		if err := p.argument(anItem, true); err != nil {
			return t, err
		}
		t = claimTerm{kind: shareClaim, args: []string{text}}
		p.next()
	} else if k := claimKindOf(text); k != nil {
		var err error
		if t, err = p.call(k); err != nil {
			return t, err
		}
	} else {
		return p.number()
	}
	return p.suffixes(t)
}

func (p *claimParser) call(k *claimKind) (claimTerm, error) {
	t := claimTerm{kind: k}
	if !k.inOrder {
		return t, p.fail("%s cannot be part of an order", k.word)
	}
	if p.next(); p.token() != "(" {
		return t, p.fail("want ( after %s, have %q", k.word, p.token())
	}
	p.next()
	var err error
	if t.args, err = p.arguments(k, k.wildcard); err != nil {
		return t, err
	}
	if p.token() != ")" {
		return t, p.fail("want ), have %q", p.token())
	}
	p.next()
	return t, nil
}

func (p *claimParser) number() (claimTerm, error) {
	v, err := strconv.ParseFloat(p.token(), 64)
	if err != nil || v != v || v-v != 0 {
		return claimTerm{}, p.fail("%q is neither a number nor an item nor one of %s",
			p.token(), claimWords())
	}
	p.next()
	return claimTerm{number: v}, nil
}

// suffixes reads the rank and the population of a term.
func (p *claimParser) suffixes(t claimTerm) (claimTerm, error) {
	if p.token() == "#" {
		if p.next(); !t.wildcard() {
			return t, p.fail("a rank needs construct/* before it")
		}
		n, err := strconv.Atoi(p.token())
		if err != nil || n < 1 || n > 99 {
			return t, p.fail("want a rank from 1 to 99, have %q", p.token())
		}
		t.rank = n
		p.next()
	}
	if p.token() == "@" {
		if p.next(); !p.word() || !plainName(p.token()) {
			return t, p.fail("want a population, have %q", p.token())
		}
		t.population = p.token()
		p.next()
	}
	return t, nil
}
