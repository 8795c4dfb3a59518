package survey

import "slices"

// The roles that a construct may have, instead of a name that says what it is for.
const (
	roleMetric     = "metric"
	rolePart       = "metric-part"
	roleDriver     = "driver"
	roleControl    = "control"
	roleOutcome    = "outcome"
	roleClassItem  = "class-item"
	roleHeldOut    = "heldout"
	roleOptions    = "options"
	roleDesign     = "design"
	rolePopulation = "population"
	roleRespondent = "respondent"
)

// allRoles are the roles that there are.
var allRoles = slices.Concat(studyRoles, []string{roleOptions}, namedRoles)

// studyRoles are those that make a study.
var studyRoles = []string{
	roleMetric, rolePart, roleDriver, roleControl, roleOutcome, roleClassItem, roleHeldOut}

// namedRoles are those of constructs that are looked for by these very names.
var namedRoles = []string{roleDesign, rolePopulation, roleRespondent}

// Is reports whether the construct has the role, by its name or its member role.
func (c *Construct) Is(role string) bool { return c.Name == role || c.Role == role }
