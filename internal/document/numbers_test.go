package document

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestThousands(t *testing.T) {
	assert.Equal(t, []string{"7", "999", "4,812", "1,000,000"},
		[]string{Thousands(7), Thousands(999), Thousands(4812), Thousands(1000000)})
}
