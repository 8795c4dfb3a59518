package chart_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/ctostudy/ctostudy/drivers/chart"
)

func TestLanguagesInWords(t *testing.T) {
	assert.Equal(t, "en", chart.English.String())
	assert.Equal(t, "zh", chart.Chinese.String())
	assert.Equal(t, "Language(7)", chart.Language(7).String())
}
