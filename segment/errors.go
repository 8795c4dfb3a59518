package segment

import "errors"

// Errors of this package. They are wrapped with the detail.
var (
	// ErrNoItems is returned where there is nothing to find classes from.
	ErrNoItems = errors.New("segment: no items")
	// ErrConstant is returned for an item that tells nobody apart.
	ErrConstant = errors.New("segment: an item needs at least two different answers")
	// ErrEmptyRow is returned for a respondent who answered nothing.
	ErrEmptyRow = errors.New("segment: a respondent answered none of the items")
	// ErrClasses is returned for a number of classes that the data cannot have.
	ErrClasses = errors.New("segment: number of classes")
	// ErrSettings is returned for a setting outside of its range.
	ErrSettings = errors.New("segment: setting out of range")
	// ErrValue is returned for a number that is NaN, infinite or out of its range.
	ErrValue = errors.New("segment: value out of range")
	// ErrTicks is returned where ticks are counted and there are none: fewer
	// than two items with two answers.
	ErrTicks = errors.New("segment: the number of ticks needs two items with two answers")
	// ErrPairs is returned where pairs of items are asked for and there is one.
	ErrPairs = errors.New("segment: pairs need two items")
	// ErrInformation is returned for a test of a model whose information
	// matrix is singular.
	ErrInformation = errors.New("segment: the information matrix of the model is singular")
	// ErrPartition is returned where two partitions cannot be compared.
	ErrPartition = errors.New("segment: partitions need at least two members")
	// ErrMatch is returned for references that cannot name the classes.
	ErrMatch = errors.New("segment: references do not name the classes")
	// errPlane is returned where no plane keeps the classes apart.
	errPlane = errors.New("segment: no plane of canonical variates")
)
