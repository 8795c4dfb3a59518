package segment

import "errors"

// Errors of this package that a caller may decide by. They are wrapped with the
// detail.
var (
	// ErrClasses is returned for a number of classes that the data cannot have.
	ErrClasses = errors.New("segment: number of classes")
	// ErrInformation is returned for a test of a model whose information
	// matrix is singular.
	ErrInformation = errors.New("segment: the information matrix of the model is singular")
	// ErrMatch is returned for references that cannot name the classes.
	ErrMatch = errors.New("segment: references do not name the classes")
)

// Other errors, wrapped with the detail as well.
var (
	// errNoItems is returned where there is nothing to find classes from.
	errNoItems = errors.New("segment: no items")
	// errConstant is returned for an item that tells nobody apart.
	errConstant = errors.New("segment: an item needs at least two different answers")
	// errEmptyRow is returned for a respondent who answered nothing.
	errEmptyRow = errors.New("segment: a respondent answered none of the items")
	// errSettings is returned for a setting outside of its range.
	errSettings = errors.New("segment: setting out of range")
	// errValue is returned for a number that is NaN, infinite or out of its range.
	errValue = errors.New("segment: value out of range")
	// errTicks is returned where ticks are counted and there are none: fewer
	// than two items with two answers.
	errTicks = errors.New("segment: the number of ticks needs two items with two answers")
	// errPairs is returned where pairs of items are asked for and there is one.
	errPairs = errors.New("segment: pairs need two items")
	// errPartition is returned where two partitions cannot be compared.
	errPartition = errors.New("segment: partitions need at least two members")
	// errPlane is returned where no plane keeps the classes apart.
	errPlane = errors.New("segment: no plane of canonical variates")
)
