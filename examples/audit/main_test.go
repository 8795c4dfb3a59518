package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func call(args ...string) (code int, stdout, stderr string) {
	var out, err bytes.Buffer
	code = run(args, &out, &err)
	return code, out.String(), err.String()
}

const header = "id,source,population,base,measure,item,value,unit,reading,evidence,claim,note\n"

func TestAudit(t *testing.T) {
	code, stdout, stderr := call()
	assert.Equal(t, exitFine, code, stderr)
	assert.Contains(t, stdout, "35% < share expecting results in 2-3 years 43%")
	code, stdout, _ = call("-csv", "bounds")
	assert.Equal(t, exitFine, code)
	assert.True(t, strings.HasPrefix(stdout, "outcome,close_reading,both_reading,"), stdout)
	code, stdout, _ = call("-json")
	assert.Equal(t, exitFine, code)
	assert.True(t, json.Valid([]byte(stdout)))
}

func TestOwnFigures(t *testing.T) {
	file := func(rows string) string {
		name := filepath.Join(t.TempDir(), "claims.csv")
		require.NoError(t, os.WriteFile(name, []byte(header+rows), 0o666))
		return name
	}
	code, stdout, stderr := call("-claims",
		file("a,page 1,cto,,share,x,40,%,stated,recovered,share own/x,\nb,page 2,cto,,share,x,45,%,stated,recovered,share own/x,\n"))
	assert.Equal(t, exitFine, code, stderr)
	assert.Contains(t, stdout,
		"repeated, excluded: page 1, cto (a): x 40%. Against page 2 (b). 40% and 45%: no value rounds to")
	code, stdout, stderr = call("-json", "-claims",
		file("\u202ea,page\x1b 1,cto,,share,x,40,%,stated,recovered,share own/x,\nb,page 2,cto,,share,x,45,%,stated,recovered,share own/x,\n"))
	assert.Equal(t, exitFine, code, stderr)
	assert.True(t, json.Valid([]byte(stdout)))
	assert.NotContains(t, stdout, "\u202e")
	assert.Contains(t, stdout, `\u202ea`)
	for name, rows := range map[string]string{"no figures below the header": "", `column "claim"`: "a,page 1,cto,,share,x,40,%,stated,recovered,share own,\n"} {
		code, stdout, stderr = call("-claims", file(rows))
		assert.Equal(t, exitInput, code)
		assert.Contains(t, stderr, name)
		assert.Empty(t, stdout)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{"-nonsense"}, {"stray"}, {"-csv", "all"},
		{"-csv", "bounds", "-json"}, {"-claims", "no-such.csv"}, {"-claims", ""}} {
		code, stdout, stderr := call(args...)
		assert.Equal(t, exitInput, code, args)
		assert.NotEmpty(t, stderr, args)
		assert.Empty(t, stdout, args)
	}
	code, _, stderr := call("-h")
	assert.Equal(t, exitFine, code)
	assert.Contains(t, stderr, "-claims")
}
