package survey

// A Codebook says what the columns of a wave's file mean. It is a JSON file in
// the manner of the Frictionless Table Schema (fields with a type, constraints
// and missing values) with a section that maps fields to the study's
// constructs, so that a data team describes its own export without touching
// Go.
type Codebook struct {
	// Title names the survey; it is printed on every output.
	Title string `json:"title"`
	// Synthetic says that the answers were made by a program. Every output of
	// a synthetic wave says so; a wave of real answers is never called so.
	Synthetic bool `json:"synthetic,omitempty"`
	// Source is printed under tables and figures.
	Source string `json:"source,omitempty"`
	// Sample is what the report says of how the respondents were found; if
	// empty, it says nothing of quotas or probabilities.
	Sample string `json:"sample,omitempty"`
	// Note is free text.
	Note string `json:"note,omitempty"`
	// MissingValues are cell texts that stand for "no answer" in every field;
	// if absent, the empty cell means skipped.
	MissingValues []MissingValue `json:"missingValues,omitzero"`
	// Fields describe the file's columns.
	Fields []Field `json:"fields"`
	// Constructs map fields to what the study measures.
	Constructs []Construct `json:"constructs"`
	// Study says what an analysis does with the constructs; nil if the codebook leaves that to
	// their roles or names (see [Codebook.OwnStudy]).
	Study *Study `json:"study,omitempty"`
	Kept
}

// Kept holds the members of a Frictionless Table Schema that nothing here acts
// upon; they are kept for other programs, as decoded by encoding/json.
type Kept struct {
	PrimaryKey  any `json:"primaryKey,omitempty"`
	ForeignKeys any `json:"foreignKeys,omitempty"`
	RDFType     any `json:"rdfType,omitempty"`
	Example     any `json:"example,omitempty"`
	Description any `json:"description,omitempty"`
}

// MissingValue is a cell text that stands for the absence of an answer. Where
// answers are coded or numbers, -9 also stands for -9.0, -09, -9e0 and any other
// way of writing that number; in free texts, texts are compared. In
// JSON it is a bare string (skipped) or {"value": "-8", "means": "not asked"}.
type MissingValue struct {
	Value string `json:"value"`
	// Means is "skipped", "refused" or "not asked"; in a field's own list also
	// "answer" (see [Field]).
	Means string `json:"means"`
}

// Field describes one column of the file.
type Field struct {
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	// Type is "string" (free text without constraints.enum, else a single
	// choice), "integer" (a scale with minimum and maximum, or enum),
	// "number", "boolean" (a ticked or unticked option) or "list" (a
	// delimited multi-select whose options are constraints.enum).
	Type        string      `json:"type"`
	Constraints Constraints `json:"constraints,omitzero"`
	// Labels gives the words for enum values or integers, by their text. A cell
	// may hold either, so that a label may be no other answer's text or label,
	// and no missing value.
	Labels map[string]string `json:"labels,omitempty"`
	// TrueValues and FalseValues are the texts of a boolean; if absent "1"
	// and "0" (and true/false in any case).
	TrueValues  []string `json:"trueValues,omitempty"`
	FalseValues []string `json:"falseValues,omitempty"`
	// Delimiter separates the options in a cell of a list; if absent ";".
	Delimiter string `json:"delimiter,omitempty"`
	// DecimalChar "." says that the point of a number is a decimal point, where
	// thousands may be meant ([ReadCSV]); empty or ".".
	DecimalChar string `json:"decimalChar,omitempty"`
	// MissingValues adds to the codebook's for this field and comes before
	// them. One that means "answer" is an answer here, though the codebook
	// calls it missing: {"value": "NA", "means": "answer"} for Namibia.
	MissingValues []MissingValue `json:"missingValues,omitempty"`
	Note          string         `json:"note,omitempty"`
	Kept
}

// Constraints limit a field's values. For an integer, minimum and maximum make
// it a scale whose levels are the integers between them; for a number they are
// bounds. Enum lists the answers of a choice in the order of its scale, as
// texts, of which none may be a missing value unless the field says that it is
// an answer. Required forbids missing cells; Unique forbids repeats, of numbers
// by value. No number may be beyond 2^53.
type Constraints struct {
	Required bool     `json:"required,omitempty"`
	Unique   bool     `json:"unique,omitempty"`
	Minimum  *float64 `json:"minimum,omitempty"`
	Maximum  *float64 `json:"maximum,omitempty"`
	Enum     []string `json:"enum,omitempty"`
}

// Construct is something the study measures, made of items.
type Construct struct {
	// Name is one of the names in the package comment's table, such as
	// "maturity.cloud", or one of the user's own for the claims file.
	Name  string `json:"name"`
	Title string `json:"title,omitempty"`
	// Role says what the construct is for, if its name does not (see [Codebook.OwnStudy]): "metric",
	// "metric-part", "driver", "control", "outcome", "class-item", "heldout", "options", "design",
	// "population" or "respondent".
	Role  string `json:"role,omitempty"`
	Items []Item `json:"items"`
	// Lonely says what a stratum with a single cluster adds to variances, in
	// the construct "design" only: "fail", "remove" (nothing), "adjust" (its
	// distance from the mean of all clusters) or "average" (what the other
	// strata add on average); if empty, "adjust".
	Lonely string `json:"lonely,omitempty"`
	Note   string `json:"note,omitempty"`
}

// Item is one part of a construct.
type Item struct {
	// Name is the item's name within the construct, such as "cybersecurity". In
	// the construct "population", where claims join names by points, it has
	// letters, digits, - and _ only, and is neither "all" nor "archetype1" or
	// the like, which are populations already.
	Name string `json:"name"`
	// Title is its label in tables and figures; if absent, Name.
	Title string `json:"title,omitempty"`
	// Field is the column that holds the answer.
	Field string `json:"field"`
	// Values, where given, make the item an option that is ticked when the
	// answer is one of them (for a list: when one of them is ticked).
	Values []string `json:"values,omitempty"`
	// Reverse turns the scale of a rating: minimum + maximum - value.
	Reverse bool `json:"reverse,omitempty"`
}

// Label returns the item's title, or its name if it has none.
func (it Item) Label() string {
	if it.Title != "" {
		return it.Title
	}
	return it.Name
}
