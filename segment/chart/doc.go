// Package chart draws what package segment finds: what each class answers
// ([Profiles]), how surely respondents belong to their class ([Probabilities]),
// where they lie in the plane that keeps classes apart ([Map]), and what the
// classes leave unexplained ([Residuals]).
//
// Pictures are gonum plots, which their WriterTo and Save write as SVG, PNG or PDF:
//
//	profiles, err := segment.Profiles(fit)
//	p, err := chart.Profiles(profiles, &chart.Settings{Classes: []string{"Builders", "Buyers"}})
//	err = p.Save(18*vg.Centimeter, 11*vg.Centimeter, "profiles.svg")
package chart
