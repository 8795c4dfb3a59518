package study2021

import (
	"fmt"
	"math"
)

// traits are the standardised traits behind the rated items, a number for each respondent.
type traits struct {
	drivers       [len(Drivers)][]float64
	metrics       [len(Metrics)][]float64
	collaboration []float64
}

// drawTraits draws the traits of every respondent:
//
//	driver        D_d = sqrt(r) F + sqrt(1-r) e
//	metric        M_j = sum_d b_jd D_d + shift_j(archetype) + sqrt(v_j) (sqrt(c) R + sqrt(1-c) e)
//	collaboration C   = g R + sqrt(1-g^2) e + shift(archetype)
//
// with one common factor F of the drivers, one common residual R of the metrics, and v_j such that
// M_j has variance 1 without the archetypes' shift.
func drawTraits(g *generator) (*traits, error) {
	rho := assumedShare(g.assumptions, "latent.driver.correlation")
	common := assumedShare(g.assumptions, "latent.common")
	link := assumed[float64](g.assumptions, "latent.collaboration")
	coefficients := assumed[map[string][]float64](g.assumptions, "latent.coefficients")
	shift := assumed[map[string][archetypeCount]float64](g.assumptions, "latent.shift")

	out := &traits{}
	draws := latentDraws(g)

	for d, name := range Drivers {
		factor, own := draws["driver factor"], draws["driver "+name]
		out.drivers[d] = blend(math.Sqrt(rho), factor, math.Sqrt(1-rho), own)
	}

	residual := draws["metric residual"]
	for j, name := range Metrics {
		b := coefficients[name]
		if len(b) != len(Drivers) {
			g.assumptions.fail(fmt.Errorf(
				"study2021: assumption latent.coefficients: %s needs six numbers", name))
			return nil, g.assumptions.err
		}
		g.truth.Latent[name] = b

		rest := math.Sqrt(1 - explained(b, rho))
		shared, own := float64(rest*math.Sqrt(common)), float64(rest*math.Sqrt(1-common))
		metric := blend(shared, residual, own, draws["metric "+name])
		for d := range b {
			addScaled(metric, b[d], out.drivers[d])
		}
		shiftArchetypes(metric, g.frame, shift[name])
		out.metrics[j] = metric
	}

	out.collaboration = correlated(link, residual, draws["collaboration"])
	shiftArchetypes(out.collaboration, g.frame, shift["collaboration"])
	return out, g.assumptions.err
}

// latentDraws returns the uncorrelated draws that the traits are made of, by name.
func latentDraws(g *generator) map[string][]float64 {
	names := []string{"driver factor", "metric residual", "collaboration"}
	for _, name := range Drivers {
		names = append(names, "driver "+name)
	}
	for _, name := range Metrics {
		names = append(names, "metric "+name)
	}

	byName := map[string][]float64{}
	var all [][]float64
	for _, name := range names {
		byName[name] = g.normal("latent " + name)
		all = append(all, byName[name])
	}
	orthonormal(all)
	return byName
}

// explained returns the variance of a metric that drivers of equal correlation rho explain.
func explained(b []float64, rho float64) float64 {
	sum := 0.0
	for d := range b {
		for e := range b {
			r := rho
			if d == e {
				r = 1
			}
			sum += float64(float64(b[d]*b[e]) * r)
		}
	}
	return sum
}

// shiftArchetypes adds to the trait of each CTO what the archetype's mean differs by.
func shiftArchetypes(trait []float64, f *frame, shift [archetypeCount]float64) {
	for i, k := range f.archetype {
		if k >= 0 {
			trait[i] += shift[k]
		}
	}
}
