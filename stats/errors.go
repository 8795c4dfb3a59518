package stats

import "errors"

// ErrEmpty is returned where nobody is left to estimate from.
var ErrEmpty = errors.New("stats: no respondent answered")

// ErrConstant is returned where scores do not vary.
var ErrConstant = errors.New("stats: the scores do not vary")

// errNotFinite is wrapped with the column that has a NaN or an infinity.
var errNotFinite = errors.New("stats: values must be finite")

// errOneLevel is returned where a comparison has fewer than two levels in use.
var errOneLevel = errors.New("stats: fewer than two levels have respondents")

// errNoDF is returned where the design has too few first-stage units for a
// test.
var errNoDF = errors.New("stats: the design leaves no degrees of freedom")
