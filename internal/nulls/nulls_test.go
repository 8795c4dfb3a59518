package nulls

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type kind int

func (k kind) MarshalText() ([]byte, error) { return []byte([]string{"zero", "one"}[k]), nil }

type sizes struct {
	N int `json:"n"`
	W float64
}

type selfish struct{}

func (s selfish) MarshalJSON() ([]byte, error) { return []byte(`"own"`), nil }

type result struct {
	sizes
	Kind    kind               `json:"kind"`
	X       float64            `json:"x"`
	Rows    [][]float64        `json:"rows"`
	Named   map[string]float64 `json:"named"`
	Gone    []int              `json:"gone,omitempty"`
	None    *result            `json:"none"`
	Some    *sizes             `json:"some"`
	Any     any                `json:"any"`
	Own     selfish            `json:"own"`
	Hidden  string             `json:"-"`
	private int
}

// Where every number is finite the text is encoding/json's.
func TestAsEncodingJSON(t *testing.T) {
	v := &result{sizes: sizes{3, 0.1}, Kind: 1, X: -1e-300, Rows: [][]float64{{1, 2.5}, nil, {}}, Named: map[string]float64{"b": 1, "a": math.Pi, "<": 2},
		Some: &sizes{}, Any: []any{"<&>", nil, true, 7}, Hidden: "no", private: 1}
	want, err := json.Marshal(v)
	require.NoError(t, err)
	got, err := Marshal(v)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got))
	got, err = Marshal(nil)
	require.NoError(t, err)
	assert.Equal(t, "null", string(got))
}

func TestUndefinedIsNull(t *testing.T) {
	got, err := Marshal(result{X: math.NaN(), Rows: [][]float64{{math.Inf(1), 1}}, Named: map[string]float64{"a": math.Inf(-1)}, Any: math.NaN(), sizes: sizes{W: math.NaN()}})
	require.NoError(t, err)
	assert.JSONEq(t, `{"n":0,"W":null,"kind":"zero","x":null,"rows":[[null,1]],"named":{"a":null},"none":null,"some":null,"any":null,"own":"own"}`, string(got))
	_, err = Marshal(map[int]int{1: 1})
	assert.Error(t, err)
	_, err = Marshal(make(chan int))
	assert.Error(t, err)
}
