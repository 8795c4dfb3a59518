package ctostudy

import (
	"strconv"
	"strings"
)

// The kinds of claims, each with all that the library knows of it. The comment gives the claim's
// text and what is computed in the claim's population.
var (
	// The number of respondents: "count".
	countClaim = &claimKind{word: "count", unit: UnitCount,
		evaluate: evaluateCount, tell: (*claimDisclosure).tellSize}

	// The number of different answers: "levels respondent/country".
	levelsClaim = &claimKind{word: "levels", unit: UnitCount, args: []argument{anItem},
		evaluate: evaluateLevels, tell: (*claimDisclosure).tellLevels}

	// The number of respondents to whom at least one item of the construct was put:
	// "asked crucial".
	askedClaim = &claimKind{word: "asked", unit: UnitCount, args: []argument{aConstruct},
		evaluate: evaluateAsked, tell: (*claimDisclosure).tellAsked}

	// The share of an option among those who were asked and answered: "share tech.near/cloud";
	// within an order "tech.near/cloud".
	shareClaim = &claimKind{word: "share", unit: UnitPercent, args: []argument{anItem},
		inOrder: true, wildcard: true, bare: true,
		linear: average, evaluate: evaluateShare,
		tell: (*claimDisclosure).tellItems, uncertain: uncertainItems}

	// The mean of several shares: "average duty.sdlc/both duty.advise/both".
	averageClaim = &claimKind{word: "average", unit: UnitPercent, args: []argument{anItem},
		repeats: true, inOrder: true,
		linear: average,
		tell:   (*claimDisclosure).tellItems, uncertain: uncertainItems}

	// The second share over the first, minus 1: "growth mature.2019/security mature.2021/security".
	growthClaim = &claimKind{word: "growth", unit: UnitPercent, args: []argument{anItem, anItem},
		inOrder: true, wildcard: true, growth: true,
		linear: growth, setInterval: setGrowthInterval,
		tell: (*claimDisclosure).tellItems, uncertain: uncertainItems}

	// The mean growth of those with a high metric over that of those with a low one, minus 1:
	// "premium revenue maturity".
	premiumClaim = premiumKind("premium", HighLow, anOutcome, aMetric)

	// Among those with a high metric, the mean growth of close over that of distant
	// collaboration, minus 1: "close profit roi".
	closeClaim = premiumKind("close", CloseDistant, anOutcome, aMetric)

	// The mean growth of high metric and close collaboration over that of low and distant,
	// minus 1, averaged over the metrics: "both profit".
	bothClaim = premiumKind("both", BothNeither, anOutcome)

	// The share of the class of a published number: "class 1".
	classClaim = &claimKind{word: "class", unit: UnitPercent, args: []argument{aClass}, inOrder: true,
		linear: classShare, setInterval: setClassInterval,
		tell: (*claimDisclosure).tellClaimedClass, uncertain: uncertainClass}

	// The chance of an answer in the class that the population names, with the latent class
	// model's own error: "profile resp.advise".
	profileClaim = &claimKind{word: "profile", unit: UnitPercent, args: []argument{aProfileItem},
		evaluate: evaluateProfile, tell: (*claimDisclosure).showsProfile}

	// The mean of a standardised score, in standard deviations: "score maturity".
	scoreClaim = &claimKind{word: "score", unit: UnitSD, args: []argument{aScore}, inOrder: true,
		linear: scoreMean,
		tell:   (*claimDisclosure).tellScore, uncertain: uncertainScore}

	// How evenly the ticks of a construct spread over its k options (Gini-Simpson):
	// 1 - sum_j s_j^2 with s_j = p_j / sum p, from 0 (all on one option) to 1 - 1/k:
	// "dispersion time".
	dispersionClaim = &claimKind{word: "dispersion", unit: UnitIndex, args: []argument{aConstruct},
		inOrder: true,
		linear:  dispersion,
		tell:    (*claimDisclosure).tellOptions, uncertain: uncertainOptions}

	// The mean over a construct's options of p (1 - p), from 0 (everybody alike) to 1/4:
	// "disagreement responsibility".
	disagreementClaim = &claimKind{word: "disagreement", unit: UnitIndex, args: []argument{aConstruct},
		inOrder: true,
		linear:  disagreement,
		tell:    (*claimDisclosure).tellOptions, uncertain: uncertainOptions}

	// A list of inequalities: "order tech.near/5g > tech.far/5g".
	orderClaim = &claimKind{word: "order", unit: UnitOrder, evaluate: evaluateOrder}

	// Which option of each construct is chosen most: "grouping duty.strategy/cto duty.sdlc/both".
	groupingClaim = &claimKind{word: "grouping", unit: UnitGrouping, args: []argument{anItem},
		repeats: true, evaluate: evaluateGrouping,
		tell: (*claimDisclosure).tellConstructs, uncertain: uncertainItems}
)

// claimKinds are all kinds in the order of error messages.
var claimKinds = []*claimKind{noClaim,
	countClaim, levelsClaim, askedClaim, shareClaim, averageClaim, growthClaim,
	premiumClaim, closeClaim, bothClaim, classClaim, profileClaim, scoreClaim,
	dispersionClaim, disagreementClaim, orderClaim, groupingClaim}

// premiumKind is the row of a premium, which an analysis computes with its own interval.
func premiumKind(word string, kind PremiumKind, args ...argument) *claimKind {
	return &claimKind{word: word, unit: UnitPercent, args: args, inOrder: true, growth: true,
		linear: premiumOf(kind), evaluate: evaluatePremium(kind),
		tell: func(d *claimDisclosure, _ string, args []string) bool {
			return d.showsPremium(kind, args)
		}}
}

// What a claim's arguments have to be.
var (
	anItem       = argument{what: "an item such as tech.near/cloud", fits: itemText}
	aConstruct   = argument{what: "a construct such as time", fits: wordText}
	aProfileItem = argument{what: "a profile item such as resp.advise", fits: wordText}
	aClass       = argument{what: "an archetype's number from 1 to 99", fits: classText}

	anOutcome = argument{what: "an outcome", fits: wordText, names: outcomeNames}
	aMetric   = argument{what: "a metric", fits: wordText, names: metricsOf}
	aScore    = argument{what: "a score", fits: wordText, names: scoreNames}
)

// wordText reports whether a text can be a name without an item.
func wordText(text string, _ bool) bool { return plainName(text) }

func itemText(text string, wildcard bool) bool {
	construct, name, isItem := strings.Cut(text, "/")
	return isItem && plainName(construct) && (plainName(name) || wildcard && name == "*")
}

func classText(text string, _ bool) bool {
	n, err := strconv.Atoi(text)
	return err == nil && 1 <= n && n <= 99 && text == strconv.Itoa(n)
}

// plainName reports whether the text can name a construct, an item or a
// population: a word without / and *.
func plainName(t string) bool { return t != "" && !strings.ContainsAny(t, "/*") }

// claimKindOf returns the kind that a word opens; nil if none does.
func claimKindOf(word string) *claimKind {
	for _, kind := range claimKinds {
		if kind.word == word {
			return kind
		}
	}
	return nil
}

func claimWords() string {
	var words []string
	for _, kind := range claimKinds {
		words = append(words, kind.word)
	}
	return strings.Join(words, ", ")
}
