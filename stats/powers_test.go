package stats

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// times returns x 2^k.
func times(x []float64, k int) []float64 { return overPower(x, -k) }

// unitless are the numbers of a fit that do not depend on any unit.
func unitless(fit *OLSResult) []float64 {
	out := []float64{fit.R2, fit.AdjustedR2, fit.F.F, fit.F.PValue,
		fit.Wald.F, fit.Wald.PValue, fit.ConditionNumber}
	for _, c := range fit.Coefficients {
		out = append(out, c.Statistic, c.PValue)
	}
	out = append(out, fit.Standardized()[1:]...)
	return append(out, fit.CooksDistance()...)
}

// Columns and outcomes scaled by powers of two have the same t and p, or are
// refused in words that name them.
func TestLeastSquaresOfScaledColumns(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6}
	z := []float64{1, 0, 2, 1, 5, 3}
	y := []float64{1, 3, 2, 5, 4, 7}
	clusters := &DesignSettings{
		Clusters: []int{1, 1, 2, 3, 4, 5},
		Strata:   []int{1, 1, 1, 2, 2, 2},
	}
	fit := func(kx, ky int, kind CovarianceKind) (*OLSResult, error) {
		var d *Design
		if kind == Survey {
			var err error
			d, err = NewDesign(6, &Weights{Values: []float64{1, 2, 1, 1, 3, 1}}, clusters)
			require.NoError(t, err)
		}
		m, err := ModelMatrix([]Term{{Name: "x", Numeric: times(x, kx)}, {Name: "z", Numeric: z}},
			nil)
		require.NoError(t, err)
		return OLS(m, times(y, ky), d, &OLSSettings{Covariance: kind})
	}
	for _, kind := range []CovarianceKind{HC3, Classical, Survey} {
		plain, err := fit(0, 0, kind)
		require.NoError(t, err)
		want := unitless(plain)
		fitted := 0
		for _, kx := range []int{-1060, -1000, -600, -500, -300, 0, 300, 500, 600, 1000} {
			for _, ky := range []int{-1060, -1000, -600, -500, -300, 0, 300, 500, 600, 1000} {
				scaled, err := fit(kx, ky, kind)
				if err != nil {
					require.ErrorIs(t, err, errNotFinite, "%v %d %d", kind, kx, ky)
					require.False(t, kx*ky == 0 && kx+ky >= -500 && kx+ky <= 500, "%v %d %d: %v",
						kind, kx, ky, err)
					assert.Regexp(t, `column "x"|the outcome`, err.Error())
					continue
				}
				fitted++
				got := unitless(scaled)
				for i := range want {
					require.InDelta(t, want[i], got[i], 1e-12*math.Max(1, math.Abs(want[i])),
						"%v %d %d: number %d", kind, kx, ky, i)
				}
				assert.Equal(t, plain.Coefficients[1].Estimate,
					math.Ldexp(scaled.Coefficients[1].Estimate, kx-ky))
				assert.Equal(t, plain.RMSE, math.Ldexp(scaled.RMSE, -ky))
				_, sd := plain.moments(1)
				_, scaledSD := scaled.moments(1)
				assert.InEpsilon(t, sd, math.Ldexp(scaledSD, -kx), 1e-14)
				if kind == Classical {
					assert.InEpsilon(t, plain.LogLikelihood-6*float64(ky)*math.Ln2,
						scaled.LogLikelihood, 1e-12)
					a, err := plain.BreuschPagan()
					require.NoError(t, err)
					b, err := scaled.BreuschPagan()
					require.NoError(t, err)
					assert.InEpsilon(t, a.ChiSquare, b.ChiSquare, 1e-12)
				}
			}
		}
		assert.GreaterOrEqual(t, fitted, 15, kind)
	}

	_, err := fit(0, -600, HC3)
	require.NotErrorIs(t, err, ErrConstant)
	assert.ErrorContains(t, err, "the outcome is of the size of")
	_, err = fit(-600, 0, HC3)
	assert.ErrorContains(t, err, `column "x" is of the size of`)
}

// A row of weight 0 has no say, however large its numbers.
func TestRowsOfNoWeightHaveNoSize(t *testing.T) {
	x, y := []float64{1, 2, 3, 4, 5, 1e300}, []float64{1, 3, 2, 5, 4, -1e300}
	d, err := NewDesign(6, &Weights{Values: []float64{1, 1, 1, 1, 1, 0}}, nil)
	require.NoError(t, err)
	fit := func(n int, d *Design) *OLSResult {
		m, err := ModelMatrix([]Term{{Name: "x", Numeric: x[:n]}}, nil)
		require.NoError(t, err)
		fit, err := OLS(m, y[:n], d, nil)
		require.NoError(t, err)
		return fit
	}
	whole, without := fit(6, d), fit(5, nil)
	for j, c := range without.Coefficients {
		assert.InEpsilon(t, c.Statistic, whole.Coefficients[j].Statistic, 1e-9)
	}
	assert.InEpsilon(t, without.R2, whole.R2, 1e-12)
	assert.InEpsilon(t, without.Standardized()[1], whole.Standardized()[1], 1e-12)
}

// Every other estimator that takes numbers: what has their unit scales with
// them, the rest stays, or they are refused.
func TestScaledNumbers(t *testing.T) {
	s := newSample()
	design := s.design("complex")
	items := func(k int) *Scale {
		out := &Scale{Name: "scale"}
		for j := range 4 {
			out.Items = append(out.Items,
				ScaleItem{Name: fmt.Sprint("item ", j), Values: times(s.items[j], k)})
		}
		return out
	}
	unit := func(e *Estimate, k int) []float64 {
		return []float64{
			math.Ldexp(e.Value, -k),
			math.Ldexp(e.StdErr, -k),
			math.Ldexp(e.Low, -k),
			math.Ldexp(e.High, -k),
			e.DF,
			e.DesignEffect,
		}
	}
	for name, run := range map[string]func(k int) ([]float64, error){
		"mean": func(k int) ([]float64, error) {
			e, err := Mean(times(s.y, k), design, nil)
			if err != nil {
				return nil, err
			}
			return unit(e, k), nil
		},
		"total": func(k int) ([]float64, error) {
			e, err := Total(times(s.y, k), design, nil)
			if err != nil {
				return nil, err
			}
			return unit(e, k), nil
		},
		"ratio": func(k int) ([]float64, error) {
			e, err := Ratio(times(s.y, k), times(s.z, k), design, nil)
			if err != nil {
				return nil, err
			}
			return unit(e, 0), nil
		},
		"ratio of a unit": func(k int) ([]float64, error) {
			e, err := Ratio(times(s.y, k), s.z, design, nil)
			if err != nil {
				return nil, err
			}
			return unit(e, k), nil
		},
		"quantile": func(k int) ([]float64, error) {
			e, err := Quantile(times(s.y, k), 0.4, design, nil)
			if err != nil {
				return nil, err
			}
			return unit(e, k), nil
		},
		"group means": func(k int) ([]float64, error) {
			groups, err := GroupMeans(times(s.y, k), s.group, design, nil)
			if err != nil {
				return nil, err
			}
			difference, err := groups.Difference(0, 1)
			if err != nil {
				return nil, err
			}
			return append(unit(difference, k), unit(groups.Groups[2].Estimate, k)...), nil
		},
		"group test": func(k int) ([]float64, error) {
			r, err := GroupMeansTest(times(s.y, k), s.tick, design, nil)
			if err != nil {
				return nil, err
			}
			return append(unit(r.Difference, k),
				append(unit(r.Groups[0].Estimate, k), r.Statistic, r.PValue, r.Effect.CohenD,
					r.Effect.EtaSquared)...), nil
		},
		"welch": func(k int) ([]float64, error) {
			r, err := WelchTest(times(s.y, k), s.tick, nil, nil)
			if err != nil {
				return nil, err
			}
			return append(unit(r.Difference, k),
				append(unit(r.Groups[0].Estimate, k), r.Statistic, r.DF2, r.PValue, r.Effect.HedgesG)...), nil
		},
		"rank": func(k int) ([]float64, error) {
			r, err := RankTest(times(s.y, k), s.tick, design)
			if err != nil {
				return nil, err
			}
			return []float64{r.Statistic, r.PValue}, nil
		},
		"kruskal": func(k int) ([]float64, error) {
			r, err := KruskalWallisTest(times(s.y, k), s.group, nil)
			if err != nil {
				return nil, err
			}
			return []float64{r.Statistic, r.PValue}, nil
		},
		"norms": func(k int) ([]float64, error) {
			var out []float64
			for method := range PercentOfMaximum + 1 {
				norm, err := NewStandardizer(times(s.y, k), nil, design, &StandardizerSettings{Method: method})
				if err != nil {
					return nil, err
				}
				z, err := norm.Apply(times(s.y, k), nil)
				if err != nil {
					return nil, err
				}
				out = append(append(out, z...), math.Ldexp(norm.Pooled.SD, -k))
			}
			return out, nil
		},
		"alpha": func(k int) ([]float64, error) {
			r, err := CronbachAlpha(items(k), design, nil)
			if err != nil {
				return nil, err
			}
			return append(unit(r.Alpha, 0), r.Standardized, r.Items[1].RestR, math.Ldexp(r.Items[1].SD, -k),
				math.Ldexp(r.SD, -k), math.Ldexp(r.Mean, -k)), nil
		},
		"omega": func(k int) ([]float64, error) {
			r, err := McDonaldOmega(items(k), design)
			if err != nil {
				return nil, err
			}
			return append(r.Loadings, r.Omega), nil
		},
		"replicates": func(k int) ([]float64, error) {
			r, err := design.Bootstrap(contractRows, &BootstrapSettings{Replicates: 20, Seed: 1})
			if err != nil {
				return nil, err
			}
			y := times(s.y, k)
			b, err := r.Evaluate(t.Context(), func(d *Design) ([]float64, error) {
				return []float64{LinearMean(y, nil, d).Value}, nil
			})
			if err != nil {
				return nil, err
			}
			return []float64{math.Ldexp(b.StdErr[0], -k)}, nil
		},
		"covariance": func(k int) ([]float64, error) {
			v, err := design.Covariance(mat.NewDense(contractRows, 1,
				slices.Clone(times(LinearMean(s.y, nil, design).Influence, k))))
			if err != nil {
				return nil, err
			}
			return []float64{math.Ldexp(v.At(0, 0), -2*k)}, nil
		},
	} {
		want, err := run(0)
		require.NoError(t, err, name)
		for _, k := range []int{-1000, -600, -500, -400, 400, 500, 600, 1000} {
			got, err := run(k)
			if err != nil {
				require.ErrorIs(t, err, errNotFinite, "%s %d", name, k)
				require.False(t, k >= -400 && k <= 500, "%s %d: %v", name, k, err)
				continue
			}
			require.Len(t, got, len(want))
			for i := range want {
				if math.IsNaN(want[i]) {
					require.True(t, math.IsNaN(got[i]))
					continue
				}
				require.InDelta(t, want[i], got[i], 1e-12*math.Max(1, math.Abs(want[i])),
					"%s %d: number %d", name, k, i)
			}
		}
	}

	far := items(0)
	far.Items[2].Values = times(far.Items[2].Values, 600)
	_, err := CronbachAlpha(far, nil, nil)
	require.ErrorIs(t, err, errNotFinite)
	assert.ErrorContains(t, err, `beside item "item 2"`)
}
