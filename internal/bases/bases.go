// Package bases knows how many respondents a number rests on before it is taken
// at its word.
package bases

// Small is the number of respondents under which an estimate is flagged: it is
// shown, as a hint.
const Small = 30

// Least is the number of respondents below which nothing is shown of real people.
const Least = 5
