# Faults of what is withheld in a report of real answers; thirteen of their kinds were once seen
# by no test.
tests='KnownSums|Withheld|OfFew|RealFolder|NeitherHold|WithstandEquations'
green '. ./report ./internal/sums' "$tests"

plant "a missing answer counts as a tick" disclosure_questions.go \
  's/answered \|\| code >= 0/true/; s/codes\[j\] = max\(int\(x\.At\(i\)\), -1\)/codes[j] = int(x.At(i)) \& 1/' '. ./report ./internal/sums' "$tests"
plant "complements of one to four" disclosure_questions.go \
  's/ \|\| sums\.IsSmall\(n-ticked\)//; s/append\(implied, base, with\)/append(implied, with)/' '. ./report ./internal/sums' "$tests"
plant "rows of weight 0 are respondents" stats/design.go \
  's/case !\(w > 0\):/case w < 0:/' '. ./report ./internal/sums' "$tests"
plant "the largest of those that add up is withheld" disclosure_rules.go \
  's/cmp\.Compare\(x\[b\], x\[a\]\)/cmp.Compare(x[a], x[b])/' '. ./report ./internal/sums' "$tests"
plant "what follows from other numbers" internal/sums/known.go \
  's/grown \&\& s\.tellsOfFew\(\)/false/; s/ \|\| s\.tellsOfFew\(\)//' '. ./report ./internal/sums' "$tests"
plant "populations of few" disclosure.go \
  's/out\[i\] = PopulationSize\{.*/_, _ = i, math.NaN()/' '. ./report ./internal/sums' "$tests"
plant "shares unblanked" disclosure.go \
  's/out\.Shares = publishedShares/_ = publishedShares/' '. ./report ./internal/sums' "$tests"
plant "a premium blanked only if both groups are small" disclosure_results.go \
  's/< sums\.Most \|\| s\.Respondents\(lower\)/< sums.Most \&\& s.Respondents(lower)/; s/s\.question\.Tell\(upper, lower\)/true/' '. ./report ./internal/sums' "$tests"
plant "the growth of one at the cut" disclosure_results.go \
  's/!sums\.tellChange\(row\.Metric, row\.Kind\)/false/' '. ./report ./internal/sums' "$tests"
plant "held-out answers of few" disclosure_results.go \
  's/a\.HeldOut\[i\]\.Class\[k\] = \&hidden/_ = hidden/' '. ./report ./internal/sums' "$tests"
plant "the constant beside withheld controls" disclosure_results.go \
  's/m\.model\.Terms\[k\] == "" \|\| //' '. ./report ./internal/sums' "$tests"
plant "a suppressed verdict fails" verdict.go \
  's/ \|\| v\.Agreement == Suppressed//' '. ./report ./internal/sums' "$tests"
