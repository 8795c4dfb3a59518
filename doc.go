// Package ctostudy reproduces the method of a published survey study.
//
// The wave that it ships is synthetic: the microdata of the 2021 study of
// 2,500 CTOs and 2,500 CIOs were never published, and no answer in
// testdata/wave-2021.csv was given by a person. It was made from the published
// percentages, so that its agreement with most of them shows that the
// computation is right and no more. What was planted and has to be found
// again, and what the report itself contradicts, is marked as such.
//
// # Scope
//
// The package holds the 206 published figures as data ([Published]), reads a
// survey wave described by a codebook ([survey.ReadCodebook], [survey.ReadCSV]), computes
// three standardised technology metrics and six value drivers ([NewScores]),
// regresses the metrics on the drivers, compares growth between organisations
// of high and low metrics and of close and distant CTO-CIO collaboration,
// finds archetypes of CTOs by latent classes ([Analyze]), and says of every
// published claim whether the wave bears it out ([Analysis.Check]). A data
// team's own wave goes through the same calls.
//
// It is not a general survey tool: questionnaires and their files live in the
// package survey, statistics in stats, drivers and segment, which know nothing
// of the study.
//
// The data are a cross-section, so results say "goes with", never "drives". The
// study's respondents are an online quota sample of executives, which is no
// probability sample: intervals are those of a model that treats it as one. Of
// another wave's sample a report says what its codebook says.
//
// # Notation
//
// n is the number of respondents (rows), w a respondent's weight, x an answer,
// m a weighted mean, z a standardised score with sum w z = 0 and
// sum w z^2 = sum w. A population is written with points: "cto.china" are the
// CTOs of Greater China, "cto.archetype2" the CTOs weighted by their posterior
// chance of belonging to archetype 2.
//
// # Constructs
//
// What an analysis does with a codebook's constructs is its study ([survey.Study]): which of them
// are metrics, drivers, controls, outcomes and classes, and what they are called. A codebook says
// it in its member "study" or by the roles of its constructs ([survey.Codebook.OwnStudy]). Without
// either the study is that of 2021, which goes by these names:
//
//	respondent       id, country, industry, ...: who answered; id has to be unique
//	population       cto, cio, china, ...: options that say who belongs where
//	design           weight or frequency, stratum, cluster, population: how the sample
//	                 was drawn; see [survey.Wave.Design]
//	control          role, region, industry, size, revenue, ...: of the regression;
//	                 choices are factors, numbers enter by their logarithm
//	maturity.*       parts of technology maturity, each the mean of its items
//	effectiveness    items of technology effectiveness
//	roi              return on technology investment, a number, normed by industry
//	driver.mission   and people, partners, process, innovation, technology:
//	                 the items of each value driver
//	collaboration    items of the CTO-CIO index, standardised within control/role
//	finance          revenue.2020, profit.2021, ...: amounts by year
//	archetype        what latent classes of CTOs are found from
//	heldout          what is compared with the classes afterwards
//
// What is missing is left out of the analysis and named in its result. Every other
// construct is a group of options whose shares are estimated, and
// which claims may name ([Claim]); testdata/codebook-2021.json has them all.
//
// # Weights and missing answers
//
// Weights enter through [stats.Design] alone, which a codebook's "design"
// construct fills; without one the wave is a simple random sample. An answer is
// a value, skipped, refused or not asked, and an option ticked or not ticked:
// no missing answer is ever read as "no". A score needs half of its items, the
// regression complete rows, a share those who answered; latent classes use
// whatever was answered. Every result prints its unweighted base.
//
// # Small groups
//
// A report of real answers withholds means on fewer than 5 respondents, shares on
// fewer than 5 or with counts or complements of 1 to 4, what is computed from
// them, and what would tell such a number by sums and differences of others
// printed about the same question: in tables, files, pictures, claims and exit
// codes alike ([Publishable]). It is no promise that nobody can be recognised:
// bounds, combinations of several questions, standard errors, deviations and
// intervals, numbers of missing answers and what readers know from elsewhere are
// not guarded against. [Analysis] itself and its JSON withhold nothing.
//
// # Pipeline
//
//	codebook, err := survey.ReadCodebook(file)                 // 1 what the columns mean
//	wave, err := survey.ReadCSV(ctx, answers, codebook, nil)   // 2 raw answers
//	analysis, err := ctostudy.Analyze(ctx, wave, nil)          // 3 scores, regression, premiums, archetypes
//	judged, err := analysis.Check(ctostudy.Published())        // 4 a verdict on every figure
//	err = report.Write(ctx, dir, analysis, judged, nil)        // 5 tables, pictures, report
//
// # Verdicts
//
// match: the published value's rounding interval contains the estimate.
// consistent: it does not, but the difference is within sampling error and the
// interval is narrow enough to say so. inconclusive: the interval is too wide.
// differs: neither. Orders match when every contrast has the stated sign. See
// [Agreement] for the rules.
package ctostudy
