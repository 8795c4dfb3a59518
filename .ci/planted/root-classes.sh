tests='ClassesAgainstR|UnderstatedIsSaid|ArchetypeAnswers'
green '. ./report' "$tests"

plant "shares of classes in a population unweighted" archetypes.go \
  's/(stats\.LinearMean\(masks\[k\], mask), d\)/\1, nil)/' '. ./report' "$tests"
plant "held-out shares unweighted" archetypes.go \
  's/l := stats\.LinearMean\(x, mask, d\)/l := stats.LinearMean(x, mask, nil)/' '. ./report' "$tests"
plant "the n of everybody beside what a class answered" archetypes.go \
  's/e\.N = int\(math\.Round\(n\)\)/_ = n/' '. ./report' "$tests"
plant "classes without the wave's design" archetypes.go \
  's/LatentClass\(ctx, items, classes, d, s\)/LatentClass(ctx, items, classes, nil, s)/' '. ./report' "$tests"
plant "shares of classes in a population without the sentence" claims_measure.go \
  's/return classes == nil \|\| population != classes\.Population/return classes == nil/' '. ./report' "$tests"
