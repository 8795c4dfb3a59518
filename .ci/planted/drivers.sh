# Faults of premiums, regressions and scores, most of which no test noticed once.
tests='Domain|Cells|Fieller|AnyUnit|MemoryCannot'
green ./drivers "$tests"

plant "effective number of two groups from one" drivers/premium.go \
  's|wb\*wb/b\.EffectiveN|wb*wb/a.EffectiveN|' ./drivers "$tests"
plant "degrees of freedom of a difference from the low group" drivers/premium.go \
  's|c\.dfDifference = stats\.LinearMean\(r\.part, both, d\)\.DF|c.dfDifference = linL.DF|' ./drivers "$tests"
plant "tie share unweighted" drivers/premium_ties.go \
  's|w := d\.Weight\(i\); |w := 1.0; |' ./drivers "$tests"
plant "rows of weight 0 in a regression" drivers/sample.go \
  's|case w == 0:|case w < 0:|' ./drivers "$tests"
plant "interaction of cells with the whole sample's variance" drivers/cells.go \
  's|ownError\(e, means\)$|_ = means|' ./drivers "$tests"
plant "squares of weights overflow" drivers/importance_fit.go \
  's|^(\t)scaled\(x\.weight\)|\1_ = scaled|' ./drivers "$tests"
plant "Fieller's set of a refused premium" drivers/premium_json.go \
  's|r\.Defined \&\& r\.Set\.DF > 0|r.Set.DF > 0|' ./drivers "$tests"

tests='OwnWave|OwnParts|GrowthInterval|MeanPremium|SmallGroups'
green . "$tests"

plant "the larger low group of a mean premium" finance.go \
  's|min\(nLow, p\.Result\.NLow\)|max(nLow%math.MaxInt, p.Result.NLow)|' . "$tests"
plant "share of those who change sides unweighted" finance.go \
  's|changed \+= d\.Weight\(i\)|changed++|' . "$tests"
plant "rows of weight 0 in the scores of a regression" regression.go \
  's|out\[i\] = d\.Weight\(i\) > 0|out[i] = true|' . "$tests"
plant "growth's interval symmetric" claims_measure.go \
  's|ratio\*math\.Exp\(-half\)-1, ratio\*math\.Exp\(half\)-1|ratio*(1-half)-1, ratio*(1+half)-1|' . "$tests"
plant "one industry without variation takes all" norms.go \
  's|case errors\.Is\(err, stats\.ErrConstant\):|case errors.Is(err, errors.ErrUnsupported):|' . "$tests"
plant "own parts of maturity ignored" scores.go \
  's|if survey\.InList\(scale\.Parts, c\.Name\)|if slices.Contains(scale.Parts, c.Name)|' . "$tests"
