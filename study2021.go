package ctostudy

import (
	"github.com/ctostudy/ctostudy/internal/study2021"
	"github.com/ctostudy/ctostudy/survey"
)

// studyOf returns what an analysis does with a codebook's constructs: the codebook's own study or,
// if it has none, that of 2021, whose names it uses.
func studyOf(c *survey.Codebook) *survey.Study {
	if own := c.OwnStudy(); own != nil {
		return own
	}
	return defaultStudy()
}

// defaultStudy is the study of codebooks and figures that say nothing of one.
func defaultStudy() *survey.Study { return study2021.Study() }
