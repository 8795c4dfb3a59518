// Package survey reads questionnaires and answers: a [Codebook] says what the columns of a file
// mean, a [Wave] holds the answers. For estimates from them see the packages stats, drivers and
// segment; for the method of a study, scores to verdicts, the module's root.
//
// # Pipeline
//
//	codebook, err := survey.ReadCodebook(file)               // what the columns mean
//	wave, err := survey.ReadCSV(ctx, answers, codebook, nil) // what was answered
//	design, err := wave.Design()                             // how the sample was drawn
//	ticks := wave.Codes("tools", "cloud")                    // one item's answers, for an estimate
//
// # Answers
//
// An answer is a value, or one of three kinds of nothing: skipped, refused and not asked. An option
// is ticked or not ticked besides: no missing answer is ever read as "no".
//
// # Problems
//
// Everything wrong with an input is returned at once as *[Problems], with file, line, column and
// value. What can be read in two ways is refused with both readings; what is probably not meant,
// and can only be read in one, is a warning of the wave.
package survey
