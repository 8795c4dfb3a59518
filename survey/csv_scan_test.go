package survey

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// scanned returns all rows and their lines, and the first error.
func scanned(r io.Reader) (rows [][]string, lines [][]int, err error) {
	s := newCSVScanner(r)
	for {
		if err := s.next(); err == io.EOF {
			return rows, lines, nil
		} else if err != nil {
			return rows, lines, err
		}
		var row []string
		var line []int
		for j, cell := range s.cells {
			row = append(row, string(cell))
			line = append(line, s.lineOf(j))
		}
		rows, lines = append(rows, row), append(lines, line)
	}
}

// standard does the same with encoding/csv, an independent oracle.
func standard(r io.Reader) (rows [][]string, lines [][]int, err error) {
	c := csv.NewReader(r)
	c.FieldsPerRecord = -1
	for {
		row, err := c.Read()
		if err == io.EOF {
			return rows, lines, nil
		}
		if err != nil {
			return rows, lines, err
		}
		line := make([]int, len(row))
		for j := range row {
			line[j], _ = c.FieldPos(j)
		}
		rows, lines = append(rows, row), append(lines, line)
	}
}

func compareScanners(t *testing.T, text string) {
	t.Helper()
	// Two departures from encoding/csv, both on purpose: a file without any
	// \n has its lines ended by \r, and of several \r before a \n within
	// quotes all go.
	if strings.Contains(text, "\r") && !strings.Contains(text, "\n") || strings.Contains(text, "\r\r") {
		return
	}
	rows, lines, err := scanned(iotest.HalfReader(strings.NewReader(text)))
	wantRows, wantLines, wantErr := standard(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	require.Equal(t, wantErr != nil, err != nil, "%q: %v, want %v", text, err, wantErr)
	require.Equal(t, wantRows, rows, "%q", text)
	require.Equal(t, wantLines, lines, "%q", text)
}

func TestScannerAgreesWithEncodingCSV(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "bc", ",", ",", "\n", "\n", "\r\n", "\"", "\"", "\"\"", "\",\"", "\"\n", " ", "é", "\r"}
	for range 5000 {
		var b strings.Builder
		for range 1 + r.IntN(14) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		compareScanners(t, b.String())
	}
}

func TestScannerReadsLongRows(t *testing.T) {
	cell := strings.Repeat("long \"\"cell\"\"\n", 100000)
	text := strings.Repeat("a,b\n", 100000) + "\"" + cell + "\",x\ny,z\n"
	rows, lines, err := scanned(strings.NewReader(text))
	require.NoError(t, err)
	require.Len(t, rows, 100002)
	assert.Equal(t, strings.ReplaceAll(cell, `""`, `"`), rows[100000][0])
	assert.Equal(t, []int{100001, 200001}, lines[100000])
	assert.Equal(t, []int{200002, 200002}, lines[100001])
}

func TestScannerGoesOnAfterABrokenRow(t *testing.T) {
	s := newCSVScanner(strings.NewReader("a\nb\"c\n\"d\ne\"f\"\n\ng,h\n\"i"))
	var got []string
	for range 10 {
		err := s.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			got = append(got, err.Error())
		} else {
			got = append(got, string(bytes.Join(s.cells, []byte("+"))))
		}
	}
	assert.Equal(t, []string{"a", errBareQuote.Error(), errAfter.Error(), "g+h", errUnclosed.Error()}, got)
}

func FuzzScanner(f *testing.F) {
	f.Add("a,b\n\"c\"\"\r\n\",d\r\n")
	f.Fuzz(func(t *testing.T, text string) { compareScanners(t, text) })
}

func FuzzReadCSV(f *testing.F) {
	f.Add(smallWave)
	f.Add(strings.ReplaceAll(smallWave, "\n", "\r\n"))
	f.Add("id,role,agree,stage,odd,roi,cloud,tools,comment,weight,stratum,cluster\nr,CTO,no,0,10,1e-300,,ai|,\"\r\r\n\",1e22,a,-0\n")
	f.Add("k,n,b,w,c,l\n07,-9.0,1.0,NA,2e0,1;3\n8,1.25,2,\u00a0x ,-9e0,-09\n\"\",,,,,\n,,,,,\n9,+9.000,1,=1,01,3\n")
	f.Add("k,n,b,w,c,l\n1,1.125,1,x,1,1\n2,7.0,1,x,1,1\n")
	f.Add("w\n\n\"\"\n x\n")
	books := []*Codebook{readBook(f, smallCodebook), readBook(f, valuesCodebook), readBook(f, oneTextCodebook)}

	f.Fuzz(func(t *testing.T, text string) {
		for _, c := range books {
			readWriteRead(t, c, text)
		}
	})
}

// valuesCodebook has fields whose answers and missing values are numbers.
const valuesCodebook = `{"missingValues": ["", "-9", {"value": "9.0", "means": "refused"}, "NA"], "fields": [
	{"name": "k", "type": "integer", "constraints": {"unique": true}},
	{"name": "n", "type": "number", "constraints": {"minimum": -20, "maximum": 20}},
	{"name": "b", "type": "boolean", "trueValues": ["1"], "falseValues": ["2"]},
	{"name": "w", "type": "string", "missingValues": [{"value": "NA", "means": "answer"}]},
	{"name": "c", "type": "string", "constraints": {"enum": ["1", "2"]}},
	{"name": "l", "type": "list", "constraints": {"enum": ["1", "3"]}}]}`

const oneTextCodebook = `{"fields": [{"name": "w", "type": "string"}]}`

// readWriteRead checks that a wave that can be read is written such that the
// same wave is read again.
func readWriteRead(t *testing.T, c *Codebook, text string) {
	t.Helper()
	w, err := ReadCSV(context.Background(), strings.NewReader(text), c, nil)
	if err != nil {
		problemsOf(t, err)
		return
	}
	once := marshalledWave(t, w)
	again, err := ReadCSV(context.Background(), strings.NewReader(once), c, nil)
	require.NoError(t, err)

	assert.Equal(t, once, marshalledWave(t, again))
	assert.Equal(t, w.Len(), again.Len())
	for name, col := range w.columns {
		other := again.columns[name]
		assert.Equal(t, col.text, other.text)
		assert.Equal(t, col.missing, other.missing)
		assert.Equal(t, col.codes, other.codes)
		assert.Equal(t, col.options, other.options)
		assert.Equal(t, len(col.numbers), len(other.numbers))
		for i := range col.numbers {
			if x, y := col.numbers[i], other.numbers[i]; x != y && (x == x || y == y) {
				t.Errorf("%s: %v is read again as %v", name, x, y)
			}
		}
	}
}

// shippedFiles returns the codebook and the file of the shipped wave.
func shippedFiles(t testing.TB) (*Codebook, []byte) {
	t.Helper()
	text, err := os.ReadFile("../testdata/codebook-2021.json")
	require.NoError(t, err)
	file, err := os.ReadFile("../testdata/wave-2021.csv")
	require.NoError(t, err)
	return readBook(t, string(text)), file
}

func BenchmarkReadCSV(b *testing.B) {
	book, file := shippedFiles(b)
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadCSV(context.Background(), bytes.NewReader(file), book, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadScales reads a plain file of a hundred columns, each a scale of five.
func BenchmarkReadScales(b *testing.B) {
	var fields, header []string
	for j := range 100 {
		header = append(header, fmt.Sprintf("q%d", j))
		fields = append(fields, fmt.Sprintf(
			`{"name": "q%d", "type": "integer", "constraints": {"minimum": 1, "maximum": 5}}`, j))
	}
	book := readBook(b, `{"missingValues": ["", -9], "fields": [`+strings.Join(fields, ",")+`]}`)

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

func BenchmarkWriteCSV(b *testing.B) {
	book, file := shippedFiles(b)
	w, err := ReadCSV(context.Background(), bytes.NewReader(file), book, nil)
	require.NoError(b, err)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if err := w.WriteCSV(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
