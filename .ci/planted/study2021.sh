# Faults of the synthesis, of the sixteen cells and of their bounds.
tests='.'
green "./internal/study2021 ./internal/linear" "$tests"

plant "what is left of an apportionment to the smallest remainder" internal/study2021/counts.go \
  's|remainder\[k\] > remainder\[best\]|remainder[k] < remainder[best]|' ./internal/study2021 "$tests"
plant "ties of propensity by the later row" internal/study2021/select.go \
  's|return cmp\.Compare\(i, j\)|return cmp.Compare(j, i)|' ./internal/study2021 "$tests"
plant "more than x aimed at x" internal/study2021/aims.go \
  's|return aim\.Value \+ a\.exceed\.Other, true|return aim.Value, true|' ./internal/study2021 "$tests"
plant "close collaboration compared among all" internal/study2021/means.go \
  's|e\.addRatio\(Both\(High\(j\), Close\), Both\(High\(j\), Distant\)|e.addRatio(Close, Distant|' \
  ./internal/study2021 "$tests"
plant "a corner of the box that is not looked at" internal/study2021/corners.go \
  's|const cornerCount = 1 << 7|const cornerCount = 1 << 6|' ./internal/study2021 "$tests"
plant "the simplex without Bland's rule, first of several rows" internal/linear/simplex.go \
  's|better = row\[enter\] > t\.Rows\[leave\]\[enter\]|better = false|; s|bland := step > maxPivots/10|bland := step < 0|' \
  ./internal/linear "$tests"

tests='ShippedWave|NamesTheAssumption|RefusesWhat'
green . "$tests"

plant "the noise of growth does not sum to zero in a cell" internal/study2021/finance.go \
  's|noise\[i\] -= sum\[c\] / count\[c\]|_ = sum|' . "$tests"
plant "another number of shares than there are levels" internal/study2021/assumptions.go \
  's/len\(shares\) != count \{/false {/' . "$tests"
