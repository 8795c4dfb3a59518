package main

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"

	"github.com/ctostudy/ctostudy/drivers"
	"github.com/ctostudy/ctostudy/drivers/chart"
	"github.com/ctostudy/ctostudy/stats"
	"github.com/ctostudy/ctostudy/survey"
)

// fewest is how many respondents a number of theirs needs to be shown, unless
// nobody was asked.
const fewest = 5

// report is what the program says, and the files of its pictures.
type report struct {
	*data
	options  options
	text     strings.Builder
	files    map[string][]byte
	names    fileNames
	pictures chart.Settings
}

func newReport(ctx context.Context, w *survey.Wave, o options) (*report, error) {
	d, err := newData(w)
	if err != nil {
		return nil, err
	}
	c := w.Codebook()
	r := &report{data: d, options: o, files: map[string][]byte{}, names: fileNames{},
		pictures: chart.Settings{Source: c.Source, Synthetic: c.Synthetic, Language: o.lang}}

	r.line(c.Title)
	r.line(strings.Repeat("=", len([]rune(c.Title))))
	if c.Synthetic {
		r.line(r.say("The answers are synthetic: nobody gave them, and nothing here is a finding."))
	}
	r.line(r.say("A survey at one time shows what goes with what, not what causes it. Intervals are those\n" +
		"of a model; a sample that was not drawn at random is no probability sample."))
	r.line(fmt.Sprintf(r.say("%d respondents. Outcomes and drivers are standardised."), w.Len()))

	if err := r.regression(ctx); err != nil {
		return nil, err
	}
	if err := r.finance(ctx); err != nil {
		return nil, err
	}
	r.notes()
	return r, nil
}

// line adds a line of the program's own, in which names may stand.
func (r *report) line(text string) { r.text.WriteString(printable(text) + "\n") }

// section adds a heading.
func (r *report) section(title string) {
	r.line("\n" + title)
	r.line(strings.Repeat("-", len([]rune(title))))
}

// result is what a result of package drivers says by itself.
type result interface{ Text(drivers.Language) string }

func (r *report) result(x result) { r.text.WriteString(x.Text(r.options.lang)) }

// picture adds the file of a picture 18 cm across.
func (r *report) picture(name string, height vg.Length, p *plot.Plot, err error) error {
	if err != nil {
		return err
	}
	w, err := p.WriterTo(18*vg.Centimeter, height, "svg")
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if _, err := w.WriteTo(&out); err != nil {
		return err
	}
	r.files[r.names.of(name)+".svg"] = out.Bytes()
	return nil
}

// hidden reports whether a number rests on too few respondents to be shown.
func (r *report) hidden(bases ...int) bool {
	return slices.Min(bases) < fewest && !r.wave.Codebook().Synthetic
}

// notes are what was left out, and warnings of the wave itself. Those of results
// stand below them.
func (r *report) notes() {
	lines := slices.Clone(r.leftOut)
	for _, list := range [][]stats.Warning{r.wave.Warnings(), r.design.Warnings()} {
		for _, w := range list {
			lines = append(lines, w.String())
		}
	}
	if lines == nil {
		return
	}
	r.section(r.say("Notes"))
	for _, l := range lines {
		r.line("- " + l)
	}
}

// printable returns a text in which characters that a terminal would act on are
// escapes.
func printable(text string) string {
	var b strings.Builder
	for _, c := range text {
		if c == '\n' || strconv.IsPrint(c) {
			b.WriteRune(c)
		} else {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(c), "'"))
		}
	}
	return b.String()
}

// say returns a phrase of the program in the report's language.
func (r *report) say(phrase string) string {
	if translated, ok := chinese[phrase]; ok && r.options.lang == drivers.Chinese {
		return translated
	}
	return phrase
}

var chinese = map[string]string{
	"The answers are synthetic: nobody gave them, and nothing here is a finding.":                                                                                          "答案为合成数据：无人作答，以下内容均非发现。",
	"A survey at one time shows what goes with what, not what causes it. Intervals are those\nof a model; a sample that was not drawn at random is no probability sample.": "一次性调查只显示哪些因素相伴出现，不说明因果。\n置信区间基于模型；非随机抽取的样本不是概率样本。",
	"%d respondents. Outcomes and drivers are standardised.":                                                                                                               "共%d名受访者。结果与驱动因素均已标准化。",

	"What goes with the outcomes": "与结果相伴的因素", "Does the term go with any outcome?": "该变量是否与任一结果相伴？",
	"Does it go alike with all outcomes?": "该变量与各结果是否同样相伴？",
	"Importance of the drivers":           "驱动因素的重要性",
	"Against the rest: ":                  "与其余比较：", "Growth of high against low": "高组与低组的增长", "Notes": "说明",
	"Above the mean in ": "高于均值：", "adjusted for the controls": "按控制变量调整后",
	"suppressed: fewer than 5": "少于5人，不予列出",
	"controls":                 "控制变量", "drivers": "驱动因素", "interactions": "驱动因素的交互项",
	"Specification curve": "设定曲线", ": high": "：高", ": low": "：低",
}
