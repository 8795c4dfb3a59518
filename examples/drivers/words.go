package main

import "github.com/ctostudy/ctostudy"

// say returns a phrase in the report's language; one without a translation
// stays English.
func (a *analysis) say(phrase string) string {
	if a.options.lang == ctostudy.Chinese {
		if t, ok := chinese[phrase]; ok {
			return t
		}
	}
	return phrase
}

var chinese = map[string]string{
	"The answers are synthetic: nobody gave them, and nothing here is a finding.":                                                                                         "答案为合成数据：无人作答，以下内容均非发现。",
	"A survey at one time shows what goes with what, not what causes it. Intervals are those of a model; a sample that was not drawn at random is no probability sample.": "一次性调查只显示哪些因素相伴出现，不说明因果。置信区间基于模型；非随机抽取的样本不是概率样本。",
	"n = %d of %d respondents; %d lack a driver or control, %d an outcome.":                                                                                               "n = %d（共%d名受访者）；%d名缺少驱动因素或控制变量，%d名缺少结果变量。",
	"What goes with the outcomes": "与结果相伴的因素", "All outcomes at once": "同时看所有结果", "Importance of the drivers": "驱动因素的重要性",
	"Differences between groups": "组间差异", "Growth of high against low": "高组与低组的增长", "Notes": "说明",
	"Standard deviations of the outcome per standard deviation of the driver, given the other terms": "在其他变量给定时，驱动因素每一标准差对应的结果标准差",
	"Driver": "驱动因素", "Estimate": "估计值", "95% interval": "95%置信区间", "p": "p", "Corrected": "校正值",
	"Corrected: for the reliability (Cronbach's alpha) of drivers with several items.": "校正值：按多题项驱动因素的信度（克隆巴赫α）校正。",
	"Steps": "逐步模型", "Step": "步骤", "Change": "变化", "controls": "控制变量", "drivers": "驱动因素",
	"Does the term go with any outcome, and alike with all?": "该变量是否与任一结果相伴，且与各结果相同？", "Term": "变量",
	"F any": "F（任一）", "p any": "p（任一）", "F alike": "F（相同）", "p alike": "p（相同）",
	"Share of R2 beyond the controls (LMG)": "控制变量之外的R2份额（LMG）", "Share": "份额", "Relative": "相对份额", "Rank": "名次", "Ranks possible": "可能名次",
	"Pairs of drivers": "驱动因素两两比较", "Pair": "配对", "Difference": "差异", "Bootstrap support": "自助支持率",
	"Bootstrap support is the part of the resamples in which the first outranks the second.": "自助支持率：重抽样中前者排在后者之前的比例。",
	"Inside": "组内", "Outside": "组外", " against the rest": "与其余比较", "Above the mean in": "高于均值", "High": "高", "Low": "低", "Premium": "溢价", "Points": "百分点",
	"Growth %s": "%s增长率", ", adjusted": "（调整后）", "Slope of growth on the outcome, in points per standard deviation": "增长率对结果变量的斜率（每标准差的百分点）",
	"At the moderator's": "调节变量取值", "Slope": "斜率", ": high": "：高", ": low": "：低",
	"%d specifications: %s positive and significant, median premium %s; joint permutation test p = %s.": "共%d种设定：%s为正且显著，溢价中位数%s；联合置换检验p = %s。",
}
