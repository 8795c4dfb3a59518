package drivers

import (
	"context"
	"hash/fnv"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/ctostudy/ctostudy/internal/parallel"
	"github.com/ctostudy/ctostudy/internal/random"
)

// fitKey is what scenarios must share for their fits to be compared.
type fitKey struct {
	response *response
	rows     uint64 // hash of the rows
}

// fits numbers the sets of comparable scenarios and cross-validates them.
func (c *curve) fits(ctx context.Context) error {
	keys, sizes := make([]fitKey, len(c.scenarios)), map[fitKey]int{}
	for k, s := range c.scenarios {
		if s.response.kind == RatioOfSums {
			continue // it has no response of its own per respondent
		}
		_, rows, err := c.controls(s)
		if err != nil {
			return err
		}
		h := fnv.New64a()
		for _, i := range rows {
			h.Write([]byte{byte(i), byte(i >> 8), byte(i >> 16), byte(i >> 24)})
		}
		keys[k] = fitKey{s.response, h.Sum64()}
		sizes[keys[k]]++
	}
	numbers := map[fitKey]int{}
	for k, s := range c.scenarios {
		if key := keys[k]; sizes[key] > 1 {
			if numbers[key] == 0 {
				numbers[key] = len(numbers) + 1
			}
			s.row.Set = numbers[key]
		}
	}
	// A fold for each copy of a respondent: those of i begin at first[i].
	first, n := make([]int, c.n), 0
	for i := range first {
		first[i] = n
		n += int(c.design.Copies(i))
	}
	fold := random.Stream(c.settings.Seed, random.CrossValidation, 0).Perm(n)
	for i := range fold {
		fold[i] %= c.settings.Folds
	}
	return parallel.Try(ctx, len(c.scenarios), func(k int) (err error) {
		if s := c.scenarios[k]; s.row.Set > 0 {
			s.row.PredictedR2, err = c.crossValidated(s, first, fold)
		}
		return err
	})
}

// crossValidated returns the predicted R2 of a scenario, fitting each fold's
// complement from the cross products of the other folds.
func (c *curve) crossValidated(s *scenario, first, fold []int) (float64, error) {
	x, rows, err := c.controls(s)
	if err != nil {
		return math.NaN(), err
	}
	_, p := x.Dims()
	row := make([]float64, p+2) // constant and controls, high, growth
	products := make([]*mat.SymDense, c.settings.Folds)
	for f := range products {
		products[f] = mat.NewSymDense(p+2, nil)
	}
	fill := func(i, r int) {
		copy(row, x.RawRowView(i))
		row[p], row[p+1] = float64(s.groups.At(r)), s.response.rates.part[r]
	}
	total := mat.NewSymDense(p+2, nil)
	for i, r := range rows {
		fill(i, r)
		for k := range int(c.design.Copies(r)) {
			m := products[fold[first[r]+k]]
			m.SymRankOne(m, c.weight(r), mat.NewVecDense(p+2, row))
		}
	}
	for _, m := range products {
		total.AddSym(total, m)
	}
	coefficients, means := make([]*mat.VecDense, len(products)), make([]float64, len(products))
	for f, m := range products {
		rest := mat.NewSymDense(p+2, nil)
		for i := range p + 2 {
			for j := i; j < p+2; j++ {
				rest.SetSym(i, j, total.At(i, j)-m.At(i, j))
			}
		}
		means[f] = rest.At(0, p+1) / rest.At(0, 0)
		coefficients[f] = &mat.VecDense{}
		xy := mat.NewVecDense(p+1, nil)
		for i := range p + 1 {
			xy.SetVec(i, rest.At(i, p+1))
		}
		if err := coefficients[f].SolveVec(rest.SliceSym(0, p+1), xy); err != nil {
			return math.NaN(), nil // a fold leaves a level without respondents
		}
	}
	press, ss := 0.0, 0.0
	for i, r := range rows {
		fill(i, r)
		for k := range int(c.design.Copies(r)) {
			f := fold[first[r]+k]
			e := row[p+1] - mat.Dot(coefficients[f], mat.NewVecDense(p+1, row[:p+1]))
			press += c.weight(r) * e * e
			m := row[p+1] - means[f]
			ss += c.weight(r) * m * m
		}
	}
	return 1 - press/ss, nil
}
