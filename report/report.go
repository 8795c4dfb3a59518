package report

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy"
	"github.com/ctostudy/ctostudy/internal/bases"
	"github.com/ctostudy/ctostudy/internal/document"
	"github.com/ctostudy/ctostudy/internal/outdir"
	"github.com/ctostudy/ctostudy/stats"
)

// textWidth is the number of columns of a report as text.
const textWidth = 100

// Input is a file that went into an analysis, for the record.
type Input struct {
	// Name is the file's name without its folder.
	Name string `json:"name"`
	// SHA256 is the hash of its bytes in hexadecimal.
	SHA256 string `json:"sha256"`
}

// Settings say how a report is written.
type Settings struct {
	// Language is that of the texts and pictures; if zero, English.
	Language Language
	// Font is a font file for Chinese characters in PNG pictures; if empty,
	// the system's fonts are searched.
	Font string
	// Inputs are the files that were analysed. The answers themselves are
	// hashed in any case.
	Inputs []Input
	// NoPictures leaves the folder figures out.
	NoPictures bool
}

// Report is what is said about an analysis and its judgement, once, for
// several formats. It is built by [New] and not changed afterwards.
type Report struct {
	// Warnings concern the report itself, such as pictures whose Chinese
	// labels no font could set. Those of the analysis are in it.
	Warnings []stats.Warning

	*view
	settings Settings
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

	var err error
	if r.manifest, err = newManifest(r.analysis, r.settings); err != nil {
		return nil, err
	}
	if !r.settings.NoPictures {
		if r.letters, err = r.findLetters(); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// OK reports whether every verdict that is shown is what its evidence expects
// (see [Judgement.OK]); one that is suppressed neither holds nor fails.
func (r *Report) OK() bool { return r.judgement.OK() }

// Write writes a report's folder; see [Report.Write].
func Write(ctx context.Context, dir string, a *ctostudy.Analysis, j *ctostudy.Judgement, s *Settings) error {
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
		if pictures, err = r.pictures(); err != nil {
			return nil, err
		}
	}
	err := errors.Join(
		add("report.md", r.document(pictures).WriteMarkdown),
		add("claims.csv", r.writeClaims),
		add("results.json", r.writeResults),
		add("premiums.csv", r.writePremiums),
		add("archetypes.csv", r.writeArchetypes),
		add("shares.csv", r.writeShares),
	)
	if regression := r.analysis.Regression; regression != nil {
		for _, outcome := range regression.Outcomes {
			err = errors.Join(err, add("regression-"+fileWord(outcome)+".csv", func(w io.Writer) error { return r.writeRegression(w, outcome) }))
		}
	}
	if r.analysis.Importance != nil {
		err = errors.Join(err, add("importance.csv", r.writeImportance))
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
	if !r.analysis.Synthetic { // a team wants its own results first
		d.Sections = append(d.Sections, r.sampleSection())
		for _, s := range [][]document.Section{r.regressionSections(nil), r.premiumSections(nil), r.archetypeSections(nil), r.shareSections(nil)} {
			d.Sections = append(d.Sections, s...)
		}
	}
	d.Sections = append(d.Sections, r.verdictSections()...)
	if found := r.archetypeSections(nil); r.analysis.Synthetic && found != nil {
		found[0].Blocks = found[0].Blocks[:1] // how surely the classes were found; their figures are above
		d.Sections = append(d.Sections, found[0])
	}
	d.Sections = append(d.Sections, r.summarySection())
	d.Sections = append(d.Sections, r.caveatSections()...)
	return d.WriteText(out, textWidth)
}

// WriteMarkdown writes the whole report without its pictures.
func (r *Report) WriteMarkdown(out io.Writer) error { return r.document(nil).WriteMarkdown(out) }

// document returns the report's content.
func (r *Report) document(pictures []picturePage) *document.Document {
	d := &document.Document{Title: r.title(), Lead: r.lead()}
	d.Sections = append(d.Sections, r.sampleSection(), r.summarySection())
	for _, s := range [][]document.Section{r.regressionSections(pictures), r.premiumSections(pictures),
		r.archetypeSections(pictures), r.shareSections(pictures), r.verdictSections(), r.caveatSections()} {
		d.Sections = append(d.Sections, s...)
	}
	d.Sections = append(d.Sections, r.recordSection())
	return d
}

func (r *Report) title() string {
	if r.analysis.Title == "" {
		return r.say(cmp.Or(r.analysis.Study.Untitled, "Survey wave"))
	}
	return r.say(r.analysis.Title)
}

// lead is what must be read before any number.
func (r *Report) lead() []string {
	var out []string
	if r.analysis.Synthetic {
		made := r.say("This wave is synthetic: no answer in it was given by a person.")
		if slices.ContainsFunc(r.judgement.Verdicts, func(v ctostudy.Verdict) bool { return v.Figure.Evidence == ctostudy.Calibrated }) {
			made += " " + r.say("It was made from the published percentages, so that agreement with a figure marked calibrated shows that the computation is right and no more.")
		}
		out = append(out, made)
	}
	cross := []string{r.say("The answers are a cross-section: results say what goes with what, never what causes it.")}
	if sample := r.analysis.Wave.Codebook().Sample; sample != "" { // without it nothing is known of the sample
		cross = append(cross, r.say(sample))
	}
	cross = append(cross, r.say("Intervals are at the %g%% level.", r.level()))
	out = append(out, strings.Join(cross, " "))

	base := r.say("n is the unweighted number of respondents behind an estimate.")
	if r.analysis.Synthetic {
		base += " " + r.say("Small groups are shown, since nobody can be recognised in a synthetic wave.")
	} else {
		base += " " + r.say("Estimates on fewer than %d respondents are marked *. Withheld (s) are numbers on fewer than %d, counts or complements of 1 to 4, and what would tell such a number by sums and differences of others about the same question. Bounds, combinations of questions, numbers of missing answers and what readers know from elsewhere are not guarded against.", bases.Small, ctostudy.LeastBase)
	}
	return append(out, base+" "+r.weightText())
}

// weightText says whether the respondents are weighted. Counted rows are not: they are as many
// respondents.
func (r *Report) weightText() string {
	if r.analysis.Design.Weighted() {
		return r.say("Estimates are weighted.")
	}
	return r.say("Estimates are unweighted.")
}
