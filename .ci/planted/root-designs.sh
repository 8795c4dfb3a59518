tests='WaveAgainstR|Frequencies|Lonely|SingleCluster|OneError|ProgressPanics'
green '. ./report' "$tests"

plant "shares of populations by the whole wave's weights" shares.go \
  's/stats\.Proportion\(x, 1, d\.Domain\(mask\)/stats.Proportion(x, 1, d/' '. ./report' "$tests"
plant "rows of weight 0 in the regression" regression.go \
  's/out\[i\] = d\.Weight\(i\) > 0/out[i] = true/' '. ./report' "$tests"
plant "an unweighted share of ties" finance.go \
  's/changed \+= d\.Weight\(i\)/changed++/' '. ./report' "$tests"
plant "the largest low group of a mean premium" finance.go \
  's/min\(nLow, p\.Result\.NLow\)/max(nLow % math.MaxInt, p.Result.NLow)/' '. ./report' "$tests"
plant "no finite population in the fast path" stats/variance.go \
  's|return f\.open\(0\) \* m / \(m - 1\) \* squares|return m / (m - 1) * squares|' '. ./report' "$tests"
plant "one number of a cluster in two strata" survey/wave_design.go \
  's/clusters\[i\] = strconv\.Itoa\(out\.Strata\[i\]\) \+ "\\x1f" \+ clusters\[i\]/_ = i/' '. ./report' "$tests"
plant "a reversed contrast without an error differs" verdict.go \
  's/case withoutError\(e\):$/case false:/' '. ./report' "$tests"
plant "counted rows as weights" survey/wave_design.go \
  's/return w\.Numbers\("design", "frequency"\) != nil/return false/' '. ./report' "$tests"
plant "an undefined number in a table" internal/document/numbers.go \
  '/^func machine/,/^}/s/if math\.IsNaN\(x\) \|\| math\.IsInf\(x, 0\) \{/if math.IsInf(x, 0) {/' '. ./report' 'FuzzReport'
