package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/outdir"
	"github.com/ctostudy/ctostudy/stats"
)

// textWidth is the number of columns of a report as text.
const textWidth = 100

// Report is what is said about an analysis and its judgement, once, for
// several formats. It is built by [New] and not changed afterwards.
type Report struct {
	// Warnings concern the report itself, such as pictures whose Chinese
	// labels no font could set. Those of the analysis are in it.
	Warnings []stats.Warning

	*view
	settings Settings
	tables   *tables
	letters  *pictureLetters
	manifest manifest
}

// New returns the report of an analysis and the verdicts on it. It does no
// input or output but for looking for a font.
//
// For a wave of real answers it withholds, everywhere alike, means on fewer
// than 5 respondents, shares on fewer than 5 or with counts or complements of 1
// to 4, what is computed from them, and what would tell such a number by sums
// and differences of others printed about the same question. It does not guard
// against bounds, combinations of several questions, the number of missing
// answers, or what readers know from elsewhere. A synthetic wave is exempt, and
// the report says so.
func New(a *ctostudy.Analysis, j *ctostudy.Judgement, s *Settings) (*Report, error) {
	r := &Report{}
	if s != nil {
		r.settings = *s
	}
	if l := r.settings.Language; l != English && l != Chinese {
		return nil, fmt.Errorf("report: Settings.Language: %v", l)
	}
	r.view = newView(a, j, r.settings.Language)
	r.tables = newTables(r.view)

	var err error
	if r.manifest, err = newManifest(r.analysis, r.settings.Inputs); err != nil {
		return nil, err
	}
	if !r.settings.NoPictures {
		if r.letters, err = findLetters(r.view, r.settings.Font); err != nil {
			return nil, err
		}
		r.Warnings = r.letters.warnings
	}
	return r, nil
}

// OK reports whether every verdict that is shown is what its evidence expects
// (see [Judgement.OK]); one that is suppressed neither holds nor fails.
func (r *Report) OK() bool { return r.judgement.OK() }

// Write writes a report's folder; see [Report.Write].
func Write(
	ctx context.Context, dir string, a *ctostudy.Analysis, j *ctostudy.Judgement, s *Settings,
) error {
	r, err := New(a, j, s)
	if err != nil {
		return err
	}
	return r.Write(ctx, dir)
}

// CheckFolder returns nil when [Report.Write] may write to dir, which
// must be absent, empty, or the work of an earlier Write. It changes nothing.
func CheckFolder(dir string) error { return outdir.Check(dir) }

// Write makes dir a folder of
//
//	report.md                      the report
//	claims.csv                     the verdict on each figure
//	results.json                   everything, with settings, versions and hashes
//	tables.json                    the tables of all CSV files, by their names
//	regression-<metric>.csv        coefficients, one file a metric
//	importance.csv                 shares of R2 by driver
//	premiums.csv, archetypes.csv   premiums and class profiles
//	shares.csv                     every share by population
//	figures/*.svg, figures/*.png   pictures
//
// and replaces the folder whole or leaves it as it was, on any error and when
// the context ends. A folder that holds files that no Write put there is
// refused.
func (r *Report) Write(ctx context.Context, dir string) error {
	return outdir.Write(dir, "ctostudy report", func(aside *os.Root) error {
		files, err := r.files(ctx)
		if err != nil {
			return err
		}
		for _, f := range files {
			if folder := path.Dir(f.name); folder != "." {
				if err := aside.MkdirAll(folder, 0o777); err != nil {
					return err
				}
			}
			if err := aside.WriteFile(f.name, f.content, 0o666); err != nil {
				return err
			}
		}
		return ctx.Err()
	})
}

// outputFile is one file of a report's folder.
type outputFile struct {
	name    string // with slashes
	content []byte
}

func (r *Report) files(ctx context.Context) ([]outputFile, error) {
	var out []outputFile
	add := func(name string, write func(io.Writer) error) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, outputFile{name, b.Bytes()})
		return nil
	}

	var pictures []picturePage
	if !r.settings.NoPictures {
		var err error
		if pictures, err = drawPages(r.view, r.letters); err != nil {
			return nil, err
		}
	}
	err := errors.Join(
		add("report.md", r.document(pictures).WriteMarkdown),
		add("results.json", func(w io.Writer) error {
			return writeResults(w, r.manifest, r.view, r.Warnings)
		}),
		add("tables.json", func(w io.Writer) error { return writeTables(w, r.tables.named(r.view)) }),
	)
	for _, t := range r.tables.named(r.view) {
		err = errors.Join(err, add(t.name+".csv", t.WriteCSV))
	}

	for _, p := range pictures {
		err = errors.Join(err, add(p.file("svg"), p.WriteSVG))
		if !r.letters.noPNG {
			err = errors.Join(err, add(p.file("png"), p.WritePNG))
		}
	}
	return out, err
}

// WriteText writes the verdicts by figure, their summary, and what has to be
// known to read them, in lines of at most 100 columns; of a wave of real answers
// its own results before them.
func (r *Report) WriteText(out io.Writer) error {
	d := &document.Document{Title: r.title(), Lead: r.lead()}
	if r.analysis.Synthetic && len(r.judgement.Verdicts) > 0 {
		d.Sections = r.claimSections(r.tables.claims)
		if r.analysis.Archetypes != nil { // how surely the classes were found; their figures are above
			d.Sections = append(d.Sections, document.Section{
				Title: r.classesTitle(), Blocks: []document.Block{r.classSearch()}})
		}
	} else { // a team wants its own results first, and so does whoever judges nothing
		d.Sections = slices.Concat(
			[]document.Section{r.sampleSection()}, r.resultSections(nil), r.claimSections(r.tables.claims))
	}

	d.Sections = append(d.Sections, r.summarySections()...)
	d.Sections = append(d.Sections, r.caveatSections(r.Warnings)...)
	return d.WriteText(out, textWidth)
}

// WriteMarkdown writes the whole report without its pictures.
func (r *Report) WriteMarkdown(out io.Writer) error { return r.document(nil).WriteMarkdown(out) }

// document returns the report's content.
func (r *Report) document(pictures []picturePage) *document.Document {
	return &document.Document{Title: r.title(), Lead: r.lead(), Sections: slices.Concat(
		[]document.Section{r.sampleSection()},
		r.summarySections(),
		r.resultSections(pictures),
		r.claimSections(r.tables.claims),
		r.caveatSections(r.Warnings),
		[]document.Section{r.recordSection(r.manifest)})}
}

// resultSections says what the analysis found.
func (r *Report) resultSections(pictures []picturePage) []document.Section {
	return slices.Concat(
		r.regressionSections(r.tables.regression, r.tables.importance, pictures),
		r.premiumSections(r.tables.premiums, pictures),
		r.classSections(r.tables.classes, pictures),
		r.shareSections(r.tables.shares, pictures))
}
