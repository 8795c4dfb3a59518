tests='Entropies|Domain|GenericRank|LocalInformation|ManyStarts|BasesOfProfiles'
green ./segment "$tests"

plant "AIC3 with 2.9 p" segment/criteria.go \
  's/AIC3: -2\*logLik \+ 3\*p/AIC3: -2*logLik + 2.9*p/' ./segment "$tests"
plant "a class's interval not on the logit" segment/standarderror.go \
  's/out\.Low, out\.High = min\(p, low\), max\(p, high\)/out.Low, out.High = low-low+p-r.quantile()*out.StdErr, high-high+p+r.quantile()*out.StdErr/' \
  ./segment "$tests"
plant "classes of respondents without their weights" segment/patterns.go \
  's/(dat\.weight\[u\] \+= scale) \* d\.Weight\(x\.row\(i\)\)/\1/' ./segment "$tests"
plant "the influence of a class model on other rows than its own" segment/information.go \
  's/row := f\.x\.row\(i\)/row := i/' ./segment "$tests"
plant "degrees of freedom of the whole sample for some respondents" segment/items.go \
  's/return x\.domain\(d\)\.DF\(\)/return d.DF()/' ./segment "$tests"
plant "who weighs nothing shows which items were asked together" segment/answered.go \
  's/if w == 0 \{/if w < 0 {/' ./segment "$tests"
plant "answers that nobody gave are counted as parameters" segment/answered.go \
  's/d\.answered\[d\.offset\[j\]\+c\] > 0/d.answered[d.offset[j]+c] >= 0/' ./segment "$tests"
plant "drawn answer patterns count by twice their chance" segment/localrank.go \
  's/\(1 \+ math\.Exp\(blunt-log\)\) \/ 2/1 + math.Exp(blunt-log)/' ./segment "$tests"
plant "progress told of the starts in hand, not of those to come" segment/search.go \
  's/p\.progress\(first\+count, until\)/p.progress(first+count, size)/' ./segment "$tests"
