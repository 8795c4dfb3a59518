package ctostudy

import (
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/survey"

	"github.com/ctostudy/ctostudy/stats"
)

// knownConstructs are the names that the analysis looks for; those that end in
// a point stand for all that begin so.
var knownConstructs = []string{"respondent", "population", "design", "control", "maturity.", "effectiveness", "roi", "driver.mission", "driver.people",
	"driver.partners", "driver.process", "driver.innovation", "driver.technology", "collaboration", "finance", "archetype", "heldout", "stage."}

// codebookWarnings are what a codebook probably does not mean: a construct that
// nothing uses, as its name is none that the analysis knows and an item is no
// option whose share could be estimated; and real answers called synthetic.
func codebookWarnings(c *survey.Codebook) []stats.Warning {
	boolean := map[string]bool{} // by field
	for _, f := range c.Fields {
		boolean[f.Name] = f.Type == "boolean"
	}

	var out []stats.Warning
	for _, construct := range c.Constructs {
		known := slices.ContainsFunc(knownConstructs, func(name string) bool {
			return name == construct.Name || strings.HasSuffix(name, ".") && strings.HasPrefix(construct.Name, name)
		})
		var unused []string
		for _, item := range construct.Items {
			option := len(item.Values) > 0 || boolean[item.Field]
			if !known && !strings.HasPrefix(construct.Name, "driver.") && !option {
				unused = append(unused, item.Name)
			}
		}
		if unused != nil {
			out = append(out, stats.NewWarning("unused-construct",
				"nothing uses %s of construct %q: the analysis knows no construct of that name (the package comment lists them), and only options have shares",
				strings.Join(unused, ", "), construct.Name))
		}
	}
	out = append(out, unusedItems(c)...)
	if !c.Synthetic && (strings.Contains(strings.ToLower(c.Title), "synthetic") || strings.Contains(strings.ToLower(c.Source), "synthetic")) {
		out = append(out, stats.NewWarning("called-synthetic", "the codebook's title or source says synthetic, but its flag does not: set one of them right"))
	}
	return out
}
