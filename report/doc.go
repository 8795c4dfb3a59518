// Package report says what an analysis found: pictures, tables, one page for people and one file
// for machines.
//
//	err := report.Write(ctx, "results", analysis, judged, nil) // the whole folder
//	pictures, err := report.Pictures(analysis, judged, nil)    // what can be drawn, for a program
//
// Everything is made from the copies that [ctostudy.Publishable] returns, in which what may not be
// shown of real people is blanked: the writers themselves decide nothing.
package report
