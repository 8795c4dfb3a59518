package contract_test

import (
	"math"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/contract"
)

func TestFlattenSeesDifferences(t *testing.T) {
	type line struct {
		Name string
		V    float64
	}
	type result struct {
		Lines []line
		M     *mat.SymDense
		N     int
	}
	a := result{[]line{{"a", 1}, {"b", math.NaN()}}, mat.NewSymDense(1, []float64{2}), 3}
	b := result{[]line{{"b", math.NaN()}, {"a", 1}}, mat.NewSymDense(1, []float64{2}), 3}
	assert.Empty(t, contract.Flatten(a).Differ(contract.Flatten(b), 0, contract.Everything))
	b.Lines[1].V = 1.1
	b.M.SetSym(0, 0, 2.1)
	b.N = 4
	assert.Len(t, contract.Flatten(a).Differ(contract.Flatten(b), 0.01, contract.Everything), 3)
	assert.Len(t, contract.Flatten(result{}).Differ(contract.Flatten(a), 0, contract.Everything),
		6) // N, and what is too much
}

func TestHiddenSeesWhatIsNotExported(t *testing.T) {
	type inner struct{ data []int8 }
	type value struct{ in *inner }
	a, b := value{&inner{[]int8{1, 2}}}, value{&inner{[]int8{1, 2}}}
	assert.Empty(t, contract.Hidden(a).Differ(contract.Hidden(b), 0, contract.Everything))
	b.in.data[1] = 3
	assert.Len(t, contract.Hidden(a).Differ(contract.Hidden(b), 0, contract.Everything), 1)
}

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	failures int
}

func (r *recorder) Helper()               {}
func (r *recorder) Errorf(string, ...any) { r.failures++ }
func (r *recorder) FailNow()              { r.failures++ }

func TestCompleteSeesWhatIsLeftOut(t *testing.T) {
	exported := contract.Exported(t, "contract")
	assert.Contains(t, exported, "Complete")
	assert.Contains(t, exported, "Flat.Differ")

	failures := func(suite []string, exempt map[string]string) int {
		r := &recorder{TB: t}
		contract.Complete(r, []string{"F", "T.M"}, suite, exempt)
		return r.failures
	}
	assert.Zero(t, failures([]string{"F/one", "F/two"}, map[string]string{"T.M": "accessor"}))
	assert.Equal(t, 1, failures([]string{"F"}, nil), "not in the suite")
	assert.Equal(t, 1, failures([]string{"F"}, map[string]string{"T.M": ""}), "no reason")
	assert.Equal(t, 1, failures([]string{"F", "T.M"}, map[string]string{"F": "twice"}))
	assert.Equal(t, 1, failures([]string{"F", "T.M", "G"}, nil), "not exported")
	assert.Equal(t, 1, failures([]string{"F", "T.M"}, map[string]string{"G": "not exported"}))
}

func TestRows(t *testing.T) {
	assert.Equal(t, []int{0, 0, 2}, contract.Repeated([]float64{2, 0, 1}))
	assert.Equal(t, []int{0, 2}, contract.Weighing([]float64{2, 0, 0.5}))

	before := runtime.GOMAXPROCS(0)
	contract.OnProcessors(3, func() { assert.Equal(t, 3, runtime.GOMAXPROCS(0)) })
	assert.Equal(t, before, runtime.GOMAXPROCS(0))
}
