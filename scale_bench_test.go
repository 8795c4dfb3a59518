package ctostudy

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// BenchmarkReadScales reads a plain file of a hundred columns, each a scale of five.
func BenchmarkReadScales(b *testing.B) {
	var fields, header []string
	for j := range 100 {
		header = append(header, fmt.Sprintf("q%d", j))
		fields = append(fields, fmt.Sprintf(
			`{"name": "q%d", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}}`, j))
	}
	book := readCodebook(b, `{"missingValues": ["", -9], "fields": [`+strings.Join(fields, ",")+`]}`)

	var file bytes.Buffer
	file.WriteString(strings.Join(header, ",") + "\n")
	for i := range 20000 {
		for j := range 100 {
			if j > 0 {
				file.WriteByte(',')
			}
			file.WriteByte(byte('1' + (i*7+j*3+i*j)%5))
		}
		file.WriteByte('\n')
	}

	b.SetBytes(int64(file.Len()))
	for b.Loop() {
		_, err := ReadCSV(context.Background(), bytes.NewReader(file.Bytes()), book, nil)
		require.NoError(b, err)
	}
}
