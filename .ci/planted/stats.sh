tests='OLS|HC3|Covariance|Cronbach|Standardiz|Normal|Rank|Wilcoxon|Kruskal|Quantile|Frequency'
tests="$tests|Finite|Lonely|Inflation|Products|Scaled|Weights|Limit|Leverage|Panics|Copies"
green ./stats "$tests"

plant "a sign in HC3" stats/covariance.go \
  's/h = 1 - o\.hat\(/h = 1 + o.hat(/' ./stats "$tests"
plant "n for n-1 in a stratum" stats/variance.go \
  's|factor\[h\] = f\.open\(h\) \* m / \(m - 1\)|factor[h] = f.open(h) * m / m|' ./stats "$tests"
plant "an unsorted tie" stats/quantile.go \
  's|case x\[a\] < x\[b\]:|case a < b:|' ./stats "$tests"
plant "no finite population in the fast path of variances" stats/variance.go \
  's|return f\.open\(0\) \* m / \(m - 1\) \* squares|return m / (m - 1) * squares|' ./stats "$tests"
plant "a lonely stratum by its influence" stats/estimate.go \
  's|d\.variance\(overPower\(l\.Influence, k\), l\.used\)|d.variance(overPower(l.Influence, k), nil)|' ./stats "$tests"
plant "a domain within one cluster is certain" stats/estimate.go \
  's|if l\.withinOneUnit\(d\) \{|if false {|' ./stats "$tests"
plant "all columns repeat the constant" stats/inflation.go \
  's|case part > inPart:|case part >= 0:|' ./stats "$tests"
plant "every level in a product" stats/model.go \
  's|if j == c\.product \{|if false {|' ./stats "$tests"
plant "both sides of an interval in one tail" internal/tails/tails.go \
  's|exceeded\(\(1-level\)/2, df\)|exceeded(1-level, df)|' ./stats "$tests"
plant "hypotheses in the units of their columns" internal/waldtest/waldtest.go \
  's|unit\[i\] = math\.Sqrt\(v\.At\(i, i\)\)|unit[i] = math.Sqrt(v.At(0, 0))|' ./internal/waldtest "."
plant "squares that vanish" stats/powers.go \
  's|squarePower = 505|squarePower = 1200|' ./stats "$tests"
plant "weights squared as they are" stats/design.go \
  's|powerOf\(w\.Values\)|0|' ./stats "$tests"
plant "Wilson beside the limit" stats/proportion.go \
  's|e\.High = 1$|e.High = math.Nextafter(1, 0)|' ./stats "$tests"
plant "incomplete rows, not respondents" stats/scale.go \
  's|m\.left \+= d\.count\(i\)|m.left++|' ./stats "$tests|Contract"
plant "a panic in a worker is dropped" internal/parallel/parallel.go \
  's|panic\(q\.panicked\)|_ = q.panicked|' ./stats "$tests"
