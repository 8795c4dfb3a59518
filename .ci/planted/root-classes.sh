tests='ClassesAgainstR|UnderstatedIsSaid|ArchetypeAnswers'
green '. ./report' "$tests"

plant "shares of classes in a population unweighted" archetypes.go \
  's/(stats\.LinearMean\(masks\[k\], mask), d\)/\1, nil)/' '. ./report' "$tests"
plant "held-out shares unweighted" archetypes.go \
  's/l := stats\.LinearMean\(x, mask, d\)/l := stats.LinearMean(x, mask, nil)/' '. ./report' "$tests"
plant "the n of everybody beside what a class answered" archetypes.go \
  's/e\.N = int\(math\.Round\(n\)\)/_ = n/' '. ./report' "$tests"
plant "classes without the wave's design" archetypes.go \
  's/s\.Classes, d, s\.latentClass\(\)/s.Classes, nil, s.latentClass()/' '. ./report' "$tests"
plant "shares of classes in a population without the sentence" class_uncertainty.go \
  's/return population != "cto"/return false/' '. ./report' "$tests"
