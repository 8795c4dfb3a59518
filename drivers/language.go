package drivers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ctostudy/ctostudy/internal/words"
)

// Language is that of the words in texts and pictures of results. Names that the
// caller gave stay as they are, and warnings are in English.
type Language int

// The languages of texts and pictures.
const (
	English Language = iota
	Chinese
)

var languageCodes = []string{"en", "zh"}

func (l Language) String() string { return words.Of(l, languageCodes...) }

// MarshalText returns the language's code, "en" or "zh".
func (l Language) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a language's code.
func (l *Language) UnmarshalText(text []byte) error {
	k := slices.Index(languageCodes, string(text))
	if k < 0 {
		return fmt.Errorf("drivers: unknown language %q: use %s", text,
			strings.Join(languageCodes, " or "))
	}
	*l = Language(k)
	return nil
}

// say returns a phrase in the language, filled in as by [fmt.Sprintf]. A phrase
// without a translation stays English.
func (l Language) say(phrase string, args ...any) string {
	if l == Chinese {
		if translated, ok := chinese[phrase]; ok {
			phrase = translated
		}
	}
	return fmt.Sprintf(phrase, args...)
}

// chinese are the phrases of the texts of results.
var chinese = map[string]string{
	"n = %d; %d lack a term, %d an outcome.": "n = %d；%d名缺少变量，%d名缺少结果变量。",
	"Coefficients, given the other terms":    "回归系数（其他变量给定）",
	"Term":                                   "变量",
	"Estimate":                               "估计值",
	"Error":                                  "标准误",
	"%g%% interval":                          "%g%%置信区间",
	"Interval":                               "置信区间",
	"Errors are those of the survey design.": "标准误按抽样设计计算。",
	"Errors are robust (%s).":                "标准误为稳健标准误（%s）。",
	"Errors are of the kind %s.":             "标准误类型：%s。",

	"Correlations of what the model leaves of the outcomes": "模型残差的相关",
	"Outcome": "结果变量",

	"Corrected for the unreliability of terms": "按变量信度校正的系数",
	"Raw":       "未校正",
	"Corrected": "校正值",

	"Statistic": "统计量",

	"Steps":  "逐步模型",
	"Step":   "步骤",
	"Change": "变化",

	"Share of R2 beyond the controls (%s)": "控制变量之外的R2份额（%s）",
	"Driver":                               "驱动因素",
	"Share":                                "份额",
	"Relative":                             "相对份额",
	"Rank":                                 "名次",
	"Ranks possible":                       "可能名次",
	"Pairs of drivers":                     "驱动因素两两比较",
	"Pair":                                 "配对",
	"Difference":                           "差异",
	"Bootstrap support":                    "自助支持率",
	"Bootstrap support is the part of the resamples in which the first outranks the second.": "自助支持率：重抽样中前者排在后者之前的比例。",

	"Coefficients inside (n = %s) and outside (n = %s) of the group": "组内（n = %s）与组外（n = %s）的系数",
	"Inside":  "组内",
	"Outside": "组外",

	"n = %d with growth; %d lack a value, %d are left out since the base is zero or less.": "n = %d名有增长率；%d名缺少数值，%d名因基数为零或负而剔除。",

	"n high":                                "高组n",
	"n low":                                 "低组n",
	"High":                                  "高",
	"Low":                                   "低",
	"Premium":                               "溢价",
	"Fieller %g%%":                          "Fieller %g%%区间",
	"Bootstrap %g%%":                        "自助法%g%%区间",
	"Points":                                "百分点",
	"* fewer than 30: read nothing into it": "* 少于30人：不宜解读",
	"Ties: %s of those compared are exactly at the cut; with them on the other side the premium is %s (%s).": "恰在切分点者占%s；将其归入另一组时溢价为%s（%s）。",

	"Growth in the four cells (first column x second)": "四格的增长（第一列 x 第二列）",
	"Cell":                "格",
	"Growth":              "增长",
	"high":                "高",
	"low":                 "低",
	"Interaction, points": "交互作用（百分点）",

	"Slope of growth on the metric, in points per unit (n = %s)": "增长率对指标的斜率（每单位的百分点，n = %s）",
	"At the moderator's": "调节变量取值",
	"Slope":              "斜率",

	"%d specifications on up to n = %d, %d more left out: %s positive and significant, median premium %s.":                                "共%d种设定（n最多为%d，另有%d种剔除）：%s为正且显著，溢价中位数%s。",
	"Joint permutation test: p = %s on n = %d.":                                                                                           "联合置换检验：p = %s，n = %d。",
	"The report's specification, %s: premium %s (%s).":                                                                                    "报告所用设定（%s）：溢价%s（%s）。",
	"Demonstration: the wave is synthetic and was aimed at one of the specifications, so that the curve shows the method and no finding.": "演示：该数据为合成数据，且以其中一种设定为目标，曲线只展示方法，并非发现。",
}
