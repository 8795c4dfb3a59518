package survey

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shopBook is a codebook of another study than that of 2021: its constructs with what is put in
// them, and more members.
func shopBook(role func(construct string) string, more string) string {
	constructs := []string{
		`"population", "items": [{"name": "buyers", "field": "buys"},
			{"name": "north", "field": "north"}]`,
		`"satisfaction.staff", "items": [{"name": "a", "field": "s1"}]`,
		`"satisfaction.shop", "items": [{"name": "a", "field": "s2"}]`,
		`"driver.service", "items": [{"name": "a", "field": "s3"}]`,
		`"price", "items": [{"name": "a", "field": "s4"}]`,
		`"who", "items": [{"name": "size", "field": "size"}]`,
		`"money", "items": [{"name": "sales.2023", "field": "m1"}, {"name": "sales.2026", "field": "m3"},
			{"name": "sales.2024", "field": "m2"}, {"name": "staff.2026", "field": "size"}]`,
		`"habits", "items": [{"name": "a", "field": "s1", "values": ["1"]}]`,
		`"later", "items": [{"name": "a", "field": "north"}]`,
	}
	for i, c := range constructs {
		name := strings.Trim(strings.SplitN(c, ",", 2)[0], `"`)
		constructs[i] = `{"name": ` + c
		if r := role(name); r != "" {
			constructs[i] += fmt.Sprintf(`, "role": %q`, r)
		}
		constructs[i] += "}"
	}

	fields := []string{`{"name": "buys", "type": "boolean"}`, `{"name": "north", "type": "boolean"}`}
	for _, name := range strings.Fields("s1 s2 s3 s4") {
		fields = append(fields, fmt.Sprintf(
			`{"name": %q, "type": "integer", "constraints": {"minimum": 1, "maximum": 5}}`, name))
	}
	for _, name := range strings.Fields("size m1 m2 m3") {
		fields = append(fields, fmt.Sprintf(`{"name": %q, "type": "number"}`, name))
	}
	return fmt.Sprintf("{\"fields\": [%s],\n\"constructs\": [%s]\n%s}",
		strings.Join(fields, ","), strings.Join(constructs, ",\n"), more)
}

func noRole(string) string { return "" }

func TestStudyByMemberAndByRoles(t *testing.T) {
	assert.Nil(t, readBook(t, shopBook(noRole, "")).OwnStudy(), "the codebook says nothing of a study")

	want := &Study{
		Metrics: []Scale{
			{Name: "satisfaction", Parts: []string{"satisfaction.staff", "satisfaction.shop"}}},
		Drivers:  []Scale{{Name: "service", Parts: []string{"driver.service"}}, {Name: "price"}},
		Controls: []string{"who"},
		Amounts:  "money",
		Outcomes: []Outcome{{Name: "sales", From: "sales.2024", To: "sales.2026"}},
		Classes:  &Classes{Population: "all", Items: "habits", HeldOut: "later", Number: 3, Name: "class"},
	}
	byRole := readBook(t, shopBook(func(construct string) string {
		return map[string]string{"satisfaction.staff": "metric-part", "satisfaction.shop": "metric-part",
			"driver.service": "driver", "price": "driver", "who": "control", "money": "outcome",
			"habits": "class-item", "later": "heldout", "population": "population"}[construct]
	}, ""))
	assert.Equal(t, want, byRole.OwnStudy())

	byMember := readBook(t, shopBook(noRole, `, "study": {
		"metrics": [{"name": "satisfaction", "parts": ["satisfaction.staff", "satisfaction.shop"]}],
		"drivers": ["driver.service", "price"], "controls": ["who"], "amounts": "money",
		"classes": {"items": "habits", "heldout": "later"}}`))
	assert.Equal(t, want, byMember.OwnStudy())
}

// A study is the same after it was written and read again.
func TestStudyRoundTrip(t *testing.T) {
	book := readBook(t, shopBook(noRole, `, "study": {
		"metrics": ["satisfaction.*"],
		"drivers": ["driver.service", {"name": "price", "title": "Fair prices", "within": ["who/size"]}],
		"index": {"name": "later"}, "controls": [], "amounts": "money",
		"outcomes": [{"name": "sales", "title": "Sales", "from": "sales.2023", "to": "sales.2026"}],
		"classes": {"population": "buyers", "items": "habits", "number": 2, "name": "segment",
			"title": "Kinds of buyers"},
		"parties": ["buyers"], "banners": ["all", "buyers.north"], "words": {"buyers": "buyers", "sales": "turnover"},
		"sources": ["money"],
		"untitled": "A survey of shops",
		"pictures": [{"number": 1, "form": "dots", "constructs": ["habits"],
				"populations": ["all", "buyers.segment2"], "title": "Habits"},
			{"number": 2, "name": "growth-by-price", "form": "slopes", "outcome": "sales", "unit": "%%",
				"keys": ["a"], "answers": ["b"]}]}`))
	text, err := json.Marshal(book)
	require.NoError(t, err)
	again := readBook(t, string(text))
	assert.Equal(t, book.Study, again.Study)

	decoded := &Codebook{}
	require.NoError(t, json.Unmarshal(text, decoded))
	assert.Equal(t, book.Study, decoded.Study)

	own := again.OwnStudy()
	assert.Empty(t, own.Controls)
	assert.Equal(t, "dots", own.Pictures[0].Name, "a picture without a name has that of its form")
	assert.Empty(t, book.Study.Pictures[0].Name, "what was read stays as it was")
	assert.Equal(t, "turnover", own.Word("sales"))
	assert.Equal(t, "Fair prices", own.Word("price"))
	assert.Equal(t, "north", own.Word("north"))

	scale := Scale{Title: "left of an earlier one"}
	require.NoError(t, json.Unmarshal([]byte(`"driver.service"`), &scale))
	assert.Equal(t, Scale{Name: "service", Parts: []string{"driver.service"}}, scale)
}

// What a study says of constructs that there are not, or says twice, is a problem where it stands.
func TestStudyProblems(t *testing.T) {
	const metric = `"metrics": ["satisfaction.*"]`
	for _, c := range []struct{ study, path, reason, value string }{
		{`"metrics": ["happiness"]`, "study.metrics[0].parts[0]", reasonNoConstruct, "happiness"},
		{`"metrics": ["satisfaction"]`,
			"study.metrics[0].parts[0]", reasonNoConstruct, "satisfaction"},
		{`"metrics": ["price", "price"]`, "study.metrics[1].name", reasonTwice, "price"},
		{metric + `, "drivers": ["satisfaction.shop"]`,
			"study.drivers[0]", "both a metric and a driver", "satisfaction.shop"},
		{`"metrics": ["price"], "drivers": [{"name": "cost", "parts": ["price"]}]`,
			"study.drivers[0]", "both a metric and a driver", "price"},
		{`"metrics": [{"name": "price", "within": ["who/role", "else/x"]}]`,
			"study.metrics[0].within", reasonNoItem, "who/role, else/x"},
		{`"metrics": [{"name": "price", "within": ["who"]}]`,
			"study.metrics[0].within[0]", "not an item", "who"},
		{`"index": {"name": "both", "parts": ["price", "later"]}`,
			"study.index.parts", "an index of several constructs", ""},
		{`"controls": ["where"]`, "study.controls[0]", reasonNoConstruct, "where"},
		{`"sources": ["x.*"]`, "study.sources[0]", reasonNoConstruct, "x.*"},
		{`"amounts": "cash"`, "study.amounts", reasonNoConstruct, "cash"},
		{`"outcomes": [{"name": "sales", "from": "sales.2023", "to": "sales.2024"}]`,
			"study.outcomes", "outcomes without amounts", ""},
		{`"amounts": "money", "outcomes": [{"name": "sales", "from": "sales.2022", "to": "sales.2024"}]`,
			"study.outcomes[0].from", reasonNoItem, "sales.2022"},
		{`"amounts": "money", "outcomes": [{"name": "sales", "from": "sales.2024", "to": "sales.2024"}]`,
			"study.outcomes[0].to", "the same amount twice", "sales.2024"},
		{`"amounts": "price", "outcomes": [{"name": "x", "from": "a", "to": "b"}]`,
			"study.outcomes[0].from", reasonMismatch, "a"},
		{`"classes": {"population": "buyers"}`, "study.classes", "member missing", ""},
		{`"classes": {"items": "habits", "population": "sellers"}`,
			"study.classes.population", reasonNoPopulation, "sellers"},
		{`"classes": {"items": "habbits"}`, "study.classes.items", reasonNoConstruct, "habbits"},
		{`"classes": {"items": "habits", "heldout": "habits"}`,
			"study.classes.heldout", "both class items and held out", "habits"},
		{`"classes": {"items": "habits", "number": 1}`,
			"study.classes.number", "fewer than two classes", "1"},
		{`"classes": {"items": "habits", "number": 2.5}`,
			"study.classes.number", "wrong kind of value", ""},
		{`"classes": {"items": "habits", "name": "kind2"}`,
			"study.classes.name", "not the name of classes", "kind2"},
		{`"parties": ["buyers", "men"]`, "study.parties[1]", reasonNoPopulation, "men"},
		{`"banners": ["buyers.south"]`, "study.banners[0]", reasonNoPopulation, "buyers.south"},
		{`"words": {"men": "gentlemen"}`, "study.words.men", "word of nothing", "men"},
		{`"pictures": [{"number": 1, "form": "pie"}]`,
			"study.pictures[0].form", "unknown form of a picture", "pie"},
		{`"pictures": [{"number": 1, "form": "dots", "constructs": ["habbits"]}]`,
			"study.pictures[0].constructs[0]", reasonNoConstruct, "habbits"},
		{`"pictures": [{"number": 1, "form": "dots", "populations": ["men"]}]`,
			"study.pictures[0].populations[0]", reasonNoPopulation, "men"},
		{`"pictures": [{"number": 1, "form": "slopes", "outcome": "profit"}]`,
			"study.pictures[0].outcome", reasonNoOutcome, "profit"},
		{`"pictures": [{"number": 1, "form": "dots"}, {"number": 1, "form": "tiles"}]`,
			"study.pictures[1].number", "not a number of its own", "1"},
		{`"pictures": [{"number": 1, "form": "dots", "name": "../x"}]`,
			"study.pictures[0].name", "not the name of a picture", "../x"},
		{`"pictures": [{"form": "dots"}]`, "study.pictures[0]", "member missing", ""},
		{`"metric": []`, "study.metric", "unknown member", ""},
		{`"drivers": "price"`, "study.drivers", "wrong kind of value", ""},
	} {
		text := shopBook(noRole, ",\n\"study\": {"+c.study+"}")
		_, err := ReadCodebook(strings.NewReader(text))
		p := problemsOf(t, err)[0]
		assert.Equal(t, []string{c.path, c.reason, c.value}, []string{p.Path, p.Reason, p.Value}, c.study)
		assert.Equal(t, strings.Count(text[:strings.Index(text, `"study"`)], "\n")+1, p.Line, c.study)
	}
}

func TestRoleProblems(t *testing.T) {
	for _, c := range []struct{ construct, role, study, reason string }{
		{"price", "metrics", "", "unknown role"},
		{"price", "population", "", reasonTwice},
		{"population", "driver", "", "another role than that of its name"},
		{"price", "metric-part", "", "part of no metric"},
		{"price", "driver", `, "study": {"drivers": ["driver.service"]}`, reasonOtherRole},
		{"price", "driver", `, "study": {"metrics": ["price"]}`, "both a metric and a driver"},
		{"price", "heldout", `,
			"study": {"classes": {"items": "habits", "heldout": "later"}}`, reasonOtherRole},
	} {
		_, err := ReadCodebook(strings.NewReader(shopBook(func(construct string) string {
			if construct == c.construct {
				return c.role
			}
			return ""
		}, c.study)))
		assert.Equal(t, c.reason, problemsOf(t, err)[0].Reason, c.role)
	}

	two := func(construct string) string {
		return map[string]string{"habits": "class-item", "later": "class-item"}[construct]
	}
	_, err := ReadCodebook(strings.NewReader(shopBook(two, "")))
	assert.Equal(t, reasonTwice, problemsOf(t, err)[0].Reason)
}

// A construct with the role of a design or population stands for one of that name.
func TestRolesInsteadOfNames(t *testing.T) {
	book := strings.NewReplacer(`"name": "population"`, `"name": "groups", "role": "population"`,
		`"name": "who", "items": [{"name": "size"`, `"name": "sample", "role": "design", "items": [{"name": "weight"`).
		Replace(shopBook(noRole, ""))
	w := readAnswers(t, book, "buys,north,s1,s2,s3,s4,size,m1,m2,m3\n"+
		"1,0,1,2,3,4,2.5,1,2,3\n0,1,1,2,3,4,1,1,2,3\n")
	d, err := w.Design()
	require.NoError(t, err)
	assert.Equal(t, 2.5, d.Weight(0))
	assert.Equal(t, []int8{1, 0}, w.Codes("population", "buyers").Data())

	_, err = ReadCodebook(strings.NewReader(strings.Replace(book, `"weight"`, `"wait"`, 1)))
	assert.Equal(t, "unknown item of the design", problemsOf(t, err)[0].Reason)
	_, err = ReadCodebook(strings.NewReader(strings.Replace(book, `"buyers"`, `"class2"`, 1)))
	assert.NoError(t, err, "without classes the name is free")
	classes := strings.TrimSuffix(book, "}") + `, "study": {"classes": {"items": "habits"}}}`
	_, err = ReadCodebook(strings.NewReader(strings.Replace(classes, `"buyers"`, `"class2"`, 1)))
	assert.Equal(t, "name of a population that there is already", problemsOf(t, err)[0].Reason)
}
