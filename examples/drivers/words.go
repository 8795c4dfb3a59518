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
	"Errors are those of the survey design.":                                           "标准误按抽样设计计算。", "Errors are robust (HC3).": "标准误为稳健标准误（HC3）。",
	"Errors are of the kind %s.": "标准误类型：%s。",
	"Steps":                      "逐步模型", "Step": "步骤", "Change": "变化", "controls": "控制变量", "drivers": "驱动因素", "interactions": "驱动因素的交互项",
	"Does the term go with any outcome, and alike with all?": "该变量是否与任一结果相伴，且与各结果相同？", "Term": "变量",
	"F any": "F（任一）", "p any": "p（任一）", "F alike": "F（相同）", "p alike": "p（相同）",
	"Share of R2 beyond the controls (LMG)": "控制变量之外的R2份额（LMG）", "Share": "份额", "Relative": "相对份额", "Rank": "名次", "Ranks possible": "可能名次",
	"Pairs of drivers": "驱动因素两两比较", "Pair": "配对", "Difference": "差异", "Bootstrap support": "自助支持率",
	"Bootstrap support is the part of the resamples in which the first outranks the second.": "自助支持率：重抽样中前者排在后者之前的比例。",
	"Inside": "组内", "Outside": "组外", " against the rest": "与其余比较", "Above the mean in": "高于均值", "High": "高", "Low": "低", "Premium": "溢价", "Points": "百分点",
	"Growth %s": "%s增长率", ", adjusted": "（调整后）", "Slope of growth on the outcome, in points per standard deviation": "增长率对结果变量的斜率（每标准差的百分点）",
	"At the moderator's": "调节变量取值", "Slope": "斜率",
	"Outcome": "结果变量", "Correlations of what the model leaves of the outcomes": "模型残差的相关",
	"* fewer than 30: read nothing into it": "* 少于30人：不宜解读", "suppressed: fewer than 5": "少于5人，不予列出",
	"n = %d with growth %s; %d lack a value, %d are left out since the base is zero or less.": "n = %d名有%s增长率；%d名缺少数值，%d名因基数为零或负而剔除。",
	"n high": "高组n", "n low": "低组n", "Fieller 95%": "Fieller 95%区间", "Bootstrap 95%": "自助法95%区间",
	"Tied": "恰在均值", "Ties at the mean, and the premium with them on the other side": "恰在均值者，及将其归入另一组时的溢价", "n": "n",
	"Growth in the four cells": "四格的增长", "Cell": "格", "Growth": "增长", "high": "高", "low": "低", "Interaction, points": "交互作用（百分点）",
	"Specification curve": "设定曲线", "premium": "溢价", "adjusted premium": "调整后溢价", "cells": "四格", "slopes": "斜率",
	"Demonstration: the wave is synthetic and was aimed at one of the specifications, so that the curve shows the method and no finding.": "演示：该数据为合成数据，且以其中一种设定为目标，曲线只展示方法，并非发现。",
	": high": "：高", ": low": "：低",
	"%d specifications on up to n = %d, %d more left out: %s positive and significant, median premium %s; joint permutation test p = %s on n = %d.": "共%d种设定（n最多为%d，另有%d种剔除）：%s为正且显著，溢价中位数%s；联合置换检验p = %s，n = %d。",
}
