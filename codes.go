package ctostudy

import "github.com/ctostudy/ctostudy/stats"

// mustCodes is for columns made from valid ones.
func mustCodes(c *stats.Codes, err error) *stats.Codes {
	if err != nil {
		panic("ctostudy: a column made from a valid one is valid: " + err.Error())
	}
	return c
}
