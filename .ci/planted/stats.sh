tests='OLS|HC3|Covariance|Cronbach|Standardiz|Normal|Rank|Wilcoxon|Kruskal|Quantile|Frequency'
green ./stats "$tests"

plant "a sign in HC3" stats/covariance.go \
  's/h = 1 - o\.hat\(/h = 1 + o.hat(/' ./stats "$tests"
plant "n for n-1 in a stratum" stats/variance.go \
  's|f\.open\(h\) \* m / \(m - 1\)|f.open(h) * m / m|' ./stats "$tests"
plant "an unsorted tie" stats/quantile.go \
  's|case x\[a\] < x\[b\]:|case a < b:|' ./stats "$tests"
