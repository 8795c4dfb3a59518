// Package chart draws the results of package drivers: coefficients, importance,
// residuals, growth in four cells, simple slopes and the specification curve, in
// English or Chinese.
//
//	picture, err := chart.Coefficients(fit, &chart.Settings{Terms: names})
//	err = picture.Save(18*vg.Centimeter, 12*vg.Centimeter, "coefficients.svg")
//
// Every picture says its unit, its n, the source and whether the answers are
// synthetic. Control characters in names are drawn as escapes. Numbers that cannot
// be drawn are errors that name them.
package chart
